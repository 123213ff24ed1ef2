package org.tandemcache.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;

/** An input that allocates no text and no array of primitives for a length that the bytes behind it can't fill. */
final class BoundedInput extends Input {
    @Override
    public byte[] readBytes(int length) {
        check(length);
        return super.readBytes(length);
    }

    @Override
    public int[] readInts(int length) {
        check(length);
        return super.readInts(length);
    }

    @Override
    public long[] readLongs(int length) {
        check(length);
        return super.readLongs(length);
    }

    @Override
    public short[] readShorts(int length) {
        check(length);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        check(length);
        return super.readChars(length);
    }

    @Override
    public float[] readFloats(int length) {
        check(length);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        check(length);
        return super.readDoubles(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        check(length);
        return super.readBooleans(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        check(length);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        check(length);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public String readString() {
        checkText();
        return super.readString();
    }

    @Override
    public StringBuilder readStringBuilder() {
        checkText();
        return super.readStringBuilder();
    }

    /** Looks at the length of the text that comes, and goes back; text without the flag has no length in front. */
    private void checkText() {
        int start = position;
        if (readVarIntFlag()) {
            int lengthAndOne = readVarIntFlag(true);
            check(Math.max(0, lengthAndOne - 1));
        }
        position = start;
    }

    /** Each element takes a byte at least. */
    private void check(int length) {
        if (length < 0 || length > limit - position) {
            throw new KryoException("an array of " + length + " elements in " + (limit - position) + " bytes");
        }
    }
}
