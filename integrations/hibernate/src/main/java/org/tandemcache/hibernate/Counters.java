package org.tandemcache.hibernate;

import java.util.concurrent.atomic.LongAdder;

/** What becomes of puts and locks. Thread-safe. */
final class Counters {
    final LongAdder stored = new LongAdder();
    final LongAdder refusedByLock = new LongAdder();
    final LongAdder refusedByTime = new LongAdder();
    final LongAdder refusedByValue = new LongAdder();
    final LongAdder refusedByAbsence = new LongAdder();
    final LongAdder refusedByRegion = new LongAdder();
    final LongAdder refusedByJournal = new LongAdder();
    final LongAdder locksExpired = new LongAdder();
    final LongAdder locksLost = new LongAdder();
    final LongAdder generations = new LongAdder();
    final LongAdder journaled = new LongAdder();
    final UnderWay underWay = new UnderWay();
    private final LongAdder unwritable = new LongAdder();

    void offered(String outcome) {
        switch (outcome) {
            case "stored" -> stored.increment();
            case "lock" -> refusedByLock.increment();
            case "time" -> refusedByTime.increment();
            case "absent" -> refusedByAbsence.increment();
            default -> refusedByValue.increment();
        }
    }

    void settled(String outcome) {
        if (outcome.equals("lost")) {
            locksLost.increment();
        }
    }

    void locksExpired(long count) {
        locksExpired.add(count);
    }

    /** Counts a state that can't be encoded; whether it is the first one. */
    boolean unwritable() {
        boolean first = unwritable.sum() == 0;
        unwritable.increment();
        return first;
    }

    long unwritables() {
        return unwritable.sum();
    }
}
