package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes by itself, within a bound. */
final class Await {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private Await() {}

    static void until(BooleanSupplier condition) {
        assertThat(happens(BOUND, condition))
                .as("whether it happens within " + BOUND)
                .isTrue();
    }

    /** Whether it does. */
    static boolean happens(Duration within, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > within.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }
}
