package org.tandemcache.engine;

import java.util.concurrent.atomic.LongAdder;

/** What has become of the claims of one cache. Thread-safe. */
public final class ClaimCounters {
    private final LongAdder waited = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder known = new LongAdder();

    void countWaited() {
        waited.increment();
    }

    void countKnown(long keys) {
        known.add(keys);
    }

    void countRefused() {
        refused.increment();
    }

    /** Keys that another node was loading when they were missed. */
    public long waited() {
        return waited.sum();
    }

    /** Reads that asked no loader, for it was known that it has no value. */
    public long known() {
        return known.sum();
    }

    /** Values that were loaded and not stored, because something had happened to their keys meanwhile. */
    public long refused() {
        return refused.sum();
    }
}
