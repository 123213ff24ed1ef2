package org.tandemcache.engine;

import java.util.concurrent.atomic.LongAdder;

/** Where the reads of a cache were answered, beside the near tier's own counts. Thread-safe. */
public final class TierCounters {
    private final LongAdder farHits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder followedWrites = new LongAdder();

    void countFar(boolean hit) {
        (hit ? farHits : misses).increment();
    }

    void countFollowedWrite() {
        followedWrites.increment();
    }

    /** Reads that Redis answered with a value. */
    public long farHits() {
        return farHits.sum();
    }

    /** Reads that found no value in either tier. */
    public long misses() {
        return misses.sum();
    }

    /** Writes behind which the entry was read again. */
    public long followedWrites() {
        return followedWrites.sum();
    }
}
