package org.tandemcache.far;

import java.time.Duration;
import org.tandemcache.far.FarTierException.Kind;

/**
 * How long an answer is waited for, and what it means that none has come.
 *
 * @param limit above zero
 * @param late UNKNOWN_OUTCOME, or TOO_SLOW where the caller does without and the server may be well
 */
public record Patience(Duration limit, Kind late) {
    /** No answer within this time means that the server is away. */
    public static Patience untilAway(Duration limit) {
        return new Patience(limit, Kind.UNKNOWN_OUTCOME);
    }

    /** No answer within this time means that the caller does without. */
    public static Patience untilTooSlow(Duration limit) {
        return new Patience(limit, Kind.TOO_SLOW);
    }

    /**
     * Begins a call: of one who does without soon, the limit holds for all that it waits for together. To be followed
     * by {@link CallTime#end} in the same thread, whatever comes.
     *
     * @param began {@link System#nanoTime()} when it began
     */
    public CallTime begin(long began) {
        return endsEarly() ? CallTime.until(began + limit.toNanos()) : CallTime.unbound();
    }

    /** For how long a wait that begins now lasts, in nanoseconds. */
    public long nanosLeft() {
        return endsEarly() ? CallTime.left(limit.toNanos()) : limit.toNanos();
    }

    /** Whether the answer may still come and do some good. */
    public boolean endsEarly() {
        return late == Kind.TOO_SLOW;
    }
}
