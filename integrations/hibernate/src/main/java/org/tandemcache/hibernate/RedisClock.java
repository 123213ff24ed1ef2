package org.tandemcache.hibernate;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM knows of the clock of one Redis server, in microseconds, by its own monotonic clock and samples:
 * replies that tell the server's time. What it knows is an interval; each answer is one end of it. Wall clocks of JVMs
 * have no part in it. Thread-safe.
 */
final class RedisClock {
    /** How far two clocks may drift apart; far more than what adjusts clocks of servers does. */
    private static final double DRIFT = 1e-3;

    private static final int NANOS = 1_000;

    private final LongConsumer onStep;
    private volatile @Nullable Sample best;
    // Whatever began before this System.nanoTime() began by another clock.
    private volatile long steadySince;
    private volatile boolean stepped;

    /** @param sent when the server was asked, and received when it had answered; {@link System#nanoTime} */
    record Sample(long sent, long received, long time) {
        /** The server's clock shows at least this. */
        long earliest(long nanos) {
            return time + scaled(nanos - received, -1);
        }

        /** The server's clock shows at most this. */
        long latest(long nanos) {
            return time + scaled(nanos - sent, 1) + 1;
        }

        private static long scaled(long passed, int direction) {
            return (long) Math.floor((passed + direction * Math.abs(passed) * DRIFT) / NANOS);
        }
    }

    /** @param onStep told of a clock that was set back, and of the time up to which it may have stamped */
    RedisClock(LongConsumer onStep) {
        this.onStep = onStep;
    }

    void sampled(Sample sample) {
        long last = learn(sample);
        if (last != 0) {
            onStep.accept(last);
        }
    }

    /** The latest time that a clock may have shown that was set back since; 0 if it was not. */
    private synchronized long learn(Sample sample) {
        Sample known = best;
        if (known == null) {
            best = sample;
            return 0;
        }
        boolean back = known.earliest(sample.received()) > sample.latest(sample.received());
        boolean forth = known.latest(sample.received()) < sample.earliest(sample.received());
        if (back || forth) {
            if (sample.sent() - known.received() < 0) {
                return 0; // an answer from before the step, which comes late
            }
            best = sample;
            steadySince = sample.received();
            stepped = true;
            return back ? known.latest(sample.received()) : 0;
        }
        if (sample.earliest(sample.received()) >= known.earliest(sample.received())) {
            best = sample;
        }
        return 0;
    }

    /**
     * What the clock showed at the earliest at a {@link System#nanoTime}; {@link Long#MIN_VALUE} if that can't be said.
     */
    long earliest(long nanos) {
        Sample known = best;
        return known == null || (stepped && nanos - steadySince < 0) ? Long.MIN_VALUE : known.earliest(nanos);
    }

    /** What the clock showed at the latest; 0 as long as nothing is known. */
    long latest(long nanos) {
        Sample known = best;
        return known == null ? 0 : known.latest(nanos);
    }

    /** How far the two ends lie apart now, in microseconds; -1 as long as nothing is known. */
    long uncertainty() {
        Sample known = best;
        long now = System.nanoTime();
        return known == null ? -1 : known.latest(now) - known.earliest(now);
    }
}
