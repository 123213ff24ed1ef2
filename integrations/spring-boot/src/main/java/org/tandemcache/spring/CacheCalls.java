package org.tandemcache.spring;

import java.util.concurrent.atomic.LongAdder;

/** What callers of a Spring cache were answered, since it was made. Thread-safe. */
final class CacheCalls {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    void read(boolean found) {
        (found ? hits : misses).increment();
    }

    void put() {
        puts.increment();
    }

    void evict() {
        evictions.increment();
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    long puts() {
        return puts.sum();
    }

    long evictions() {
        return evictions.sum();
    }
}
