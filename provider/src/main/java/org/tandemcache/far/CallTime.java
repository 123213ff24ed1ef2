package org.tandemcache.far;

import org.jspecify.annotations.Nullable;

/**
 * For how long the call of this thread still waits, however many answers it waits for. Bound to the thread for the time
 * of the call; where no call has bound it, each wait has its own limit alone.
 */
public final class CallTime {
    private static final ThreadLocal<@Nullable Long> END = new ThreadLocal<>();
    private static final CallTime UNBOUND = new CallTime(false, null);

    private final boolean bound;
    private final @Nullable Long outer;

    private CallTime(boolean bound, @Nullable Long outer) {
        this.bound = bound;
        this.outer = outer;
    }

    /**
     * Begins a call whose waits end at a moment; a call within another one waits no longer than that. To be followed by
     * {@link #end} in the same thread, whatever comes.
     *
     * @param end the {@link System#nanoTime()} at which it ends
     */
    public static CallTime until(long end) {
        Long outer = END.get();
        END.set(outer == null || end - outer < 0 ? Long.valueOf(end) : outer);
        return new CallTime(true, outer);
    }

    /** Begins a call each of whose waits has its own limit alone, or that of the call around it. */
    static CallTime unbound() {
        return UNBOUND;
    }

    public void end() {
        if (!bound) {
            return;
        }
        if (outer == null) {
            END.remove();
        } else {
            END.set(outer);
        }
    }

    /** The limit of a wait that begins now, in nanoseconds: what is left of the call, from 0 up to the limit given. */
    public static long left(long limitNanos) {
        Long end = END.get();
        return end == null ? limitNanos : Math.max(0, Math.min(limitNanos, end - System.nanoTime()));
    }
}
