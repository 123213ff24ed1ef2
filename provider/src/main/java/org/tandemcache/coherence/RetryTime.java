package org.tandemcache.coherence;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a connection to a server that failed is tried again: soon where the server was not there, later where it has
 * said no, for that seldom changes and is refused in its log each time. Thread-safe.
 */
final class RetryTime {
    static final Duration UNREACHABLE = Duration.ofSeconds(1);
    static final Duration REFUSED = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private volatile long next;

    /** @param clock {@link System#nanoTime} or a test's */
    RetryTime(LongSupplier clock) {
        this.clock = clock;
        this.next = clock.getAsLong();
    }

    /** Whether it may be tried. */
    boolean isDue() {
        return clock.getAsLong() - next >= 0;
    }

    /**
     * An attempt has failed.
     *
     * @param onAbsence run where the server was not there, which a change of the topology would explain
     * @return whether it was a refusal
     */
    boolean failed(Throwable failure, Runnable onAbsence) {
        boolean refused = TrackedNode.isRefusal(failure);
        next = clock.getAsLong() + (refused ? REFUSED : UNREACHABLE).toNanos();
        if (!refused) {
            onAbsence.run();
        }
        return refused;
    }
}
