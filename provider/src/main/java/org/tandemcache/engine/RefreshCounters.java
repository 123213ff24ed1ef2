package org.tandemcache.engine;

import java.util.concurrent.atomic.LongAdder;

/** What has become of the refreshes of one cache. Thread-safe. */
public final class RefreshCounters {
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder staleServed = new LongAdder();

    void countDone() {
        done.increment();
    }

    void countFailed() {
        failed.increment();
    }

    void countRefused() {
        refused.increment();
    }

    void countSkipped() {
        skipped.increment();
    }

    void countStaleServed() {
        staleServed.increment();
    }

    /** Entries that were loaded anew and stored. */
    public long done() {
        return done.sum();
    }

    /** Entries whose refresh has failed: by the loader, or because Redis was away. */
    public long failed() {
        return failed.sum();
    }

    /** Entries that were loaded anew and not stored, for somebody has changed them meanwhile. */
    public long refused() {
        return refused.sum();
    }

    /** Entries that were due and not loaded, for too many waited already. */
    public long skipped() {
        return skipped.sum();
    }

    /** Reads that were given a value whose refresh has failed. */
    public long staleServed() {
        return staleServed.sum();
    }
}
