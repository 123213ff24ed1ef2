package org.tandemcache.note;

import java.util.TreeSet;

/**
 * The numbers that a writer gives to its changes, and which of them are still on their way. One whose change was never
 * sent, or whose answer is unknown, is settled all the same: whoever has not heard it by then has missed it.
 * Thread-safe.
 */
final class Numbering {
    // Both guarded by this object's monitor.
    private final TreeSet<Long> underWay = new TreeSet<>();
    private long latest;

    /** A number, to be {@linkplain #settle settled}. */
    synchronized long next() {
        underWay.add(++latest);
        return latest;
    }

    /** Nothing more is told under this number. */
    synchronized void settle(long number) {
        underWay.remove(number);
    }

    /** The highest number that is settled with all before it; 0 for none. */
    synchronized long settled() {
        return underWay.isEmpty() ? latest : underWay.first() - 1;
    }
}
