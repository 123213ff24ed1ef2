package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;
import org.tandemcache.codec.graph.ReadBudget;

/**
 * Kryo's input over an array, with every claimed length checked against what is left before memory is taken. Elements
 * of collections and arrays are claimed from a common budget: each of them has a byte of its own in the input, but for
 * lists that hold nothing but nulls, for which there is an allowance. Used by one thread at a time.
 */
final class KryoInput extends Input {
    private final ReadBudget budget;

    KryoInput(ReadBudget budget) {
        this.budget = budget;
    }

    void begin(byte[] bytes, int offset, int length) {
        setBuffer(bytes, offset, length);
        budget.begin(length);
    }

    /** Part of a value that was begun: the budget goes on. */
    void beginPart(byte[] bytes) {
        setBuffer(bytes, 0, bytes.length);
    }

    /** Takes note of elements that are about to be read. */
    void claim(int elements) {
        budget.claim(elements);
    }

    /** Claims the length that comes next, which Kryo stores with one added; does not advance. */
    void claimNextLength(boolean flagged) {
        int position = position();
        int length = flagged ? readVarIntFlag(true) : readVarInt(true);
        setPosition(position);
        if (length != 0) { // 0 is null
            claim(length - 1);
        }
    }

    private int available(int count, int least) {
        if (count < 0 || (long) count * least > limit - position) {
            throw tooMany(count);
        }
        return count;
    }

    private static KryoException tooMany(int count) {
        return new KryoException("the bytes claim to hold " + Integer.toUnsignedString(count) + " elements");
    }

    @Override
    public byte[] readBytes(int length) {
        return super.readBytes(available(length, 1));
    }

    @Override
    public int[] readInts(int length) {
        return super.readInts(available(length, Integer.BYTES));
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        return super.readInts(available(length, 1), optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        return super.readLongs(available(length, Long.BYTES));
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        return super.readLongs(available(length, 1), optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        return super.readFloats(available(length, Float.BYTES));
    }

    @Override
    public double[] readDoubles(int length) {
        return super.readDoubles(available(length, Double.BYTES));
    }

    @Override
    public short[] readShorts(int length) {
        return super.readShorts(available(length, Short.BYTES));
    }

    @Override
    public char[] readChars(int length) {
        return super.readChars(available(length, Character.BYTES));
    }

    @Override
    public boolean[] readBooleans(int length) {
        return super.readBooleans(available(length, 1));
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

    private void checkText() {
        if (readVarIntFlag()) { // else ASCII, which is read as far as it goes
            int position = position();
            int length = readVarIntFlag(true);
            if (length > 0) {
                available(length - 1, 1);
            }
            setPosition(position);
        }
    }
}
