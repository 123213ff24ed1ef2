package org.tandemcache.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When entries are due. Each copy by another quarter or so, or all nodes would ask for an entry in one moment.
 * Immutable.
 *
 * @param before how long before its end an entry is due, in nanoseconds
 * @param varying whether entries may have lifetimes of their own, shorter ones than that among them
 */
public record RefreshTimes(long before, boolean varying) {
    private static final double SPREAD = 0.25;

    /** {@link RefreshTimes} of so long. */
    public static RefreshTimes of(Duration before, boolean varying) {
        return new RefreshTimes(before.toNanos(), varying);
    }

    /**
     * How long before its end a copy is due.
     *
     * @param remaining how long it has to live now, in nanoseconds
     */
    long ahead(long remaining) {
        long fresh = remaining - before;
        if (fresh <= 0) {
            // Old, or of a lifetime of its own that is shorter: that one is good for half of what it has.
            return varying ? remaining / 2 : before;
        }
        double spread = SPREAD * Math.min(before, fresh);
        return before + (long) (spread * ThreadLocalRandom.current().nextDouble(-1, 1));
    }

    /** For how long an entry that was stored for so many milliseconds is sure not to be due, in milliseconds. */
    long freshMillis(long lifetimeMillis) {
        long beforeMillis = before / 1_000_000;
        long fresh = lifetimeMillis - beforeMillis;
        return fresh <= 0
                ? (varying ? lifetimeMillis / 2 : 0)
                : (long) (fresh - SPREAD * Math.min(beforeMillis, fresh));
    }
}
