package org.tandemcache.engine;

import java.util.concurrent.atomic.LongAdder;

/** What the preload of one cache has done. Thread-safe. */
public final class PreloadCounters {
    private final LongAdder copies = new LongAdder();
    private final LongAdder lists = new LongAdder();

    void countCopies(long made) {
        copies.add(made);
    }

    void countList() {
        lists.increment();
    }

    /** Near copies that were made for nobody who has asked yet. */
    public long copies() {
        return copies.sum();
    }

    /** Lists of hot keys that were written. */
    public long lists() {
        return lists.sum();
    }
}
