package org.tandemcache.far;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long the call of this thread still waits, however many answers it waits for. Bound to the thread for the time
 * of the call; where no call has bound it, each wait has its own limit alone.
 */
public final class CallTime {
    private static final ThreadLocal<@Nullable Long> END = new ThreadLocal<>();

    private CallTime() {}

    /**
     * Runs a call whose waits end at a moment. A call within another one waits no longer than that.
     *
     * @param end the {@link System#nanoTime()} at which it ends
     */
    public static <T extends @Nullable Object> T until(long end, Supplier<T> call) {
        Long outer = END.get();
        END.set(outer == null || end - outer < 0 ? Long.valueOf(end) : outer);
        try {
            return call.get();
        } finally {
            if (outer == null) {
                END.remove();
            } else {
                END.set(outer);
            }
        }
    }

    /** The limit of a wait that begins now, in nanoseconds: what is left of the call, from 0 up to the limit given. */
    public static long left(long limitNanos) {
        Long end = END.get();
        return end == null ? limitNanos : Math.max(0, Math.min(limitNanos, end - System.nanoTime()));
    }
}
