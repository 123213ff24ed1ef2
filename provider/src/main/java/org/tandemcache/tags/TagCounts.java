package org.tandemcache.tags;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of one cache's tags in this manager. Thread-safe. */
public final class TagCounts {
    private final LongAdder reads = new LongAdder();
    private final LongAdder outdated = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder swept = new LongAdder();
    private final LongAdder wholes = new LongAdder();
    private final LongAdder named = new LongAdder();

    void read(int versions) {
        reads.add(versions);
    }

    void foundOutdated() {
        outdated.increment();
    }

    void foundLate() {
        late.increment();
    }

    void swept(long entries) {
        swept.add(entries);
    }

    void invalidatedAll() {
        wholes.increment();
    }

    void invalidatedTags() {
        named.increment();
    }

    /** Versions that were read for operations of the cache: of tags, the generation and the epoch. */
    public long reads() {
        return reads.sum();
    }

    /** Entries that were found and are none any more, because one of their tags has changed. */
    public long outdated() {
        return outdated.sum();
    }

    /** Values that were found out, and were no entries by the time that they were to be stored. */
    public long late() {
        return late.sum();
    }

    /** Entries that were none any more and have been removed by sweeps. */
    public long swept() {
        return swept.sum();
    }

    /** Invalidations of all entries that Redis has confirmed. */
    public long invalidationsOfAll() {
        return wholes.sum();
    }

    /** Calls that have invalidated tags, whatever their number, and that Redis has confirmed. */
    public long invalidationsOfTags() {
        return named.sum();
    }
}
