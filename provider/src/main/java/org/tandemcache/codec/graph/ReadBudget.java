package org.tandemcache.codec.graph;

import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;

/**
 * What reading one value may cost, whichever decoders take part in it: elements that the bytes claim to hold, before
 * memory is taken for them, and visits of hash codes, before these are asked for. Both in proportion to the length of
 * the bytes, with an allowance. Used by one thread at a time.
 */
public final class ReadBudget {
    /** Elements without a byte of their own that a value may have: nulls, and the free slots of hash tables. */
    public static final int FREE_ELEMENTS = 1 << 16;

    /** What a walk through what was read may visit, shared parts counted each time, in small values too. */
    public static final long FREE_VISITS = 50_000_000;

    private static final int ELEMENTS_PER_BYTE = 2;
    private static final int VISITS_PER_BYTE = 32;

    private long elements;
    private long visits;

    /** Has to be called before a value of so many bytes is read. */
    public void begin(int length) {
        elements = FREE_ELEMENTS + (long) ELEMENTS_PER_BYTE * length;
        visits = FREE_VISITS + (long) VISITS_PER_BYTE * length;
    }

    /** Takes note of elements that are about to be read. */
    public void claim(long claimed) {
        if (claimed < 0 || claimed > elements) {
            throw new CodecException(
                    UnreadableReason.TOO_LARGE,
                    "the bytes claim to hold more elements than they have room for: " + claimed,
                    null);
        }
        elements -= claimed;
    }

    /** Takes note of objects that a hash code may visit. */
    public void visit(long visited) {
        if (visited < 0 || visited > visits) {
            throw new CodecException(
                    UnreadableReason.TOO_LARGE,
                    "its containers refer to each other so often that their hash codes would visit more than "
                            + FREE_VISITS + " objects",
                    null);
        }
        visits -= visited;
    }

    /** What is left for {@link #visit}: no single object may weigh more. */
    public long visits() {
        return visits;
    }
}
