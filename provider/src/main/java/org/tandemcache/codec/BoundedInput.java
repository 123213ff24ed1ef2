package org.tandemcache.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;

/** An input that allocates no array of primitives for a length that the bytes behind it can't fill. */
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

    /** Each element takes a byte at least. */
    private void check(int length) {
        if (length < 0 || length > limit - position) {
            throw new KryoException("an array of " + length + " elements in " + (limit - position) + " bytes");
        }
    }
}
