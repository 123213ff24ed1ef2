package org.tandemcache.jcache;

import java.util.concurrent.atomic.LongAdder;

/** Counts calls, so that somebody can wait for their end who lets no more of them begin. Thread-safe. */
final class CallsUnderWay {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    void begin() {
        begun.increment();
    }

    void end() {
        ended.increment();
    }

    /**
     * Whether all calls have ended. One that begins meanwhile may be missed, so it has to look itself whether it may go
     * on.
     */
    boolean isIdle() {
        long before = ended.sum(); // first: each of them only grows, so equal sums were equal at this moment
        return begun.sum() == before;
    }
}
