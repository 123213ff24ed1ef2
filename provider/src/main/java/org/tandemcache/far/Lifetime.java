package org.tandemcache.far;

import java.util.concurrent.TimeUnit;

/**
 * How long an entry lives from now on.
 *
 * @param millis milliseconds, or one of the marks of {@link #ETERNAL}, {@link #UNCHANGED} and {@link #ZERO}
 */
public record Lifetime(long millis) {
    private static final long UNCHANGED_MARK = -2;

    /** Lives until it is removed or evicted. */
    public static final Lifetime ETERNAL = new Lifetime(-1);

    /** Lives as long as it had still to live before; an entry that is new lives for ever. */
    public static final Lifetime UNCHANGED = new Lifetime(UNCHANGED_MARK);

    /** Expired at once: not stored, and removed where it lies. */
    public static final Lifetime ZERO = new Lifetime(0);

    /** About 31,000 years: what is longer is cut to it, because Redis refuses deadlines that overflow. */
    private static final long LONGEST_MILLIS = 1_000_000_000_000_000L;

    public Lifetime {
        if (millis < UNCHANGED_MARK) {
            throw new IllegalArgumentException("a lifetime can't be negative: " + millis + " ms");
        }
        millis = Math.min(millis, LONGEST_MILLIS);
    }

    /** A lifetime of that long; one that is shorter than a millisecond and not zero is rounded up to one. */
    public static Lifetime of(long amount, TimeUnit unit) {
        return amount == 0 ? ZERO : new Lifetime(Math.max(1, unit.toMillis(amount)));
    }

    /** Whether the entry gets a new deadline. */
    public boolean isLimited() {
        return millis > 0;
    }

    /** Whether the entry is expired at once. */
    public boolean isZero() {
        return millis == 0;
    }

    /** Whether the entry keeps the deadline that it has. */
    public boolean isUnchanged() {
        return millis == UNCHANGED_MARK;
    }
}
