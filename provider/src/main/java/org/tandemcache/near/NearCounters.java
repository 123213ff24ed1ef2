package org.tandemcache.near;

import java.util.concurrent.atomic.LongAdder;

/** What a near tier counts. Thread-safe; reading costs no lock. */
public final class NearCounters {
    private final LongAdder hits = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder invalidations = new LongAdder();

    private final LongAdder evictions = new LongAdder();
    private final LongAdder expirations = new LongAdder();

    void hit() {
        hits.increment();
    }

    void refusedStore() {
        refused.increment();
    }

    void invalidation() {
        invalidations.increment();
    }

    void evicted(boolean expired) {
        (expired ? expirations : evictions).increment();
    }

    /** Copies that went because there was no room. */
    public long evictions() {
        return evictions.sum();
    }

    /** Copies that went because their time to live or to idle was over. */
    public long expirations() {
        return expirations.sum();
    }

    /** Reads that were answered from memory. */
    public long hits() {
        return hits.sum();
    }

    /** Answers that were not kept, because their reservation was gone when they came. */
    public long refusedStores() {
        return refused.sum();
    }

    /** Notices of the server that an entry has changed. */
    public long invalidations() {
        return invalidations.sum();
    }
}
