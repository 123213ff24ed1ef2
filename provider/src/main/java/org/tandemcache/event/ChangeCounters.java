package org.tandemcache.event;

import java.util.concurrent.atomic.LongAdder;

/** What those have heard who follow all changes of one cache. Thread-safe. */
public final class ChangeCounters {
    private final LongAdder heard = new LongAdder();
    private final LongAdder losses = new LongAdder();

    void countHeard() {
        heard.increment();
    }

    void countLoss() {
        losses.increment();
    }

    /** Notices of a changed key, while somebody listens. */
    public long heard() {
        return heard.sum();
    }

    /** How often listeners were told that changes may be missed, the beginning of each server's channel included. */
    public long losses() {
        return losses.sum();
    }
}
