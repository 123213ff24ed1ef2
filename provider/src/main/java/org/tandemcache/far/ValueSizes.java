package org.tandemcache.far;

/**
 * How large the values of one cache are, as its bulk operations have found of late, and so how many of them travel
 * together: few enough that a chunk is soon over and what waits behind it on the connection, a proof of life for one,
 * is not late. Thread-safe; of two that learn at once one may go unheard.
 */
public final class ValueSizes {
    private static final int MOST_ENTRIES = 500;
    private static final int MOST_BYTES = 4 << 20;
    /** While nothing is known they could be large; each chunk without any value lets the next one be larger. */
    private static final int FIRST_ENTRIES = 32;

    private static final int UNKNOWN = -1;

    private volatile int untried = FIRST_ENTRIES;
    private volatile long typical = UNKNOWN;

    /** How many keys the next chunk of a read shall name: 1 to 500. */
    public int entriesPerChunk() {
        long size = typical;
        return size == UNKNOWN ? untried : (int) Math.max(1, Math.min(MOST_ENTRIES, MOST_BYTES / Math.max(1, size)));
    }

    /** How many bytes so many values are likely to have; 0 while that is not known. */
    public long expected(int entries) {
        return Math.max(0, typical) * entries;
    }

    /** Whether two chunks under way at once are no more than one may be; not while nothing is known. */
    public boolean twoChunksFit() {
        long size = typical;
        return size != UNKNOWN && 2 * MOST_ENTRIES * size <= MOST_BYTES;
    }

    /** Whether a chunk of a write that has so much already takes a further value of so many bytes. */
    public static boolean fits(int entries, long bytes, int next) {
        return entries == 0 || (entries < MOST_ENTRIES && bytes + next <= MOST_BYTES);
    }

    /** A chunk had so many values; large ones are believed at once, small ones only after a while. */
    public void learn(int values, long bytes) {
        if (values == 0) {
            untried = Math.min(MOST_ENTRIES, untried * 4);
            return;
        }
        long mean = bytes / values;
        long before = typical;
        typical = mean >= before ? mean : before - (before - mean + 3) / 4;
    }
}
