package org.tandemcache.near;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Stands still until it is moved. Begins anywhere: {@link System#nanoTime} may be negative, and may overflow. */
final class FakeClock implements LongSupplier {
    private final AtomicLong now;

    FakeClock(long start) {
        now = new AtomicLong(start);
    }

    static FakeClock atARandomInstant() {
        return new FakeClock(ThreadLocalRandom.current().nextLong());
    }

    @Override
    public long getAsLong() {
        return now.get();
    }

    long in(Duration time) {
        return now.get() + time.toNanos();
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Override
    public String toString() {
        return "clock at " + now;
    }
}
