package org.tandemcache.telemetry;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of calls of Redis that took long: one line, and none for a while after it. One per manager. Thread-safe. */
public final class SlowCalls {
    private static final Logger log = LoggerFactory.getLogger(SlowCalls.class);
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

    private final long threshold;
    private final LongSupplier nanoClock;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong nextAt;

    /**
     * @param threshold in nanoseconds, above zero
     * @param nanoClock {@link System#nanoTime} or a test's
     */
    public SlowCalls(long threshold, LongSupplier nanoClock) {
        this.threshold = threshold;
        this.nanoClock = nanoClock;
        this.nextAt = new AtomicLong(nanoClock.getAsLong());
    }

    boolean isSlow(long nanos) {
        return nanos >= threshold;
    }

    /** @param server that was asked; null for several */
    void tell(String operation, String cacheName, long nanos, @Nullable InetSocketAddress server) {
        long next = nextAt.get();
        long now = nanoClock.getAsLong();
        if (now - next < 0 || !nextAt.compareAndSet(next, now + BETWEEN_LINES)) {
            untold.incrementAndGet();
            return;
        }
        log.warn(
                "Slow call of Redis: {} of cache \"{}\" took {} ms, {}; {} others were slow since the last such line",
                operation,
                cacheName,
                TimeUnit.NANOSECONDS.toMillis(nanos),
                server == null ? "several servers" : "at " + server.getHostString() + ":" + server.getPort(),
                untold.getAndSet(0));
    }
}
