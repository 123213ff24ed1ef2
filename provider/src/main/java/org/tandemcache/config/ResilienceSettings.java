package org.tandemcache.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a cache manager meets a server that is away.
 *
 * @param failFast whether the manager connects when it is made, and is not made if it can't
 * @param breaker whether there is a circuit breaker
 * @param breakerFailures so many calls without an answer, one after the other, open it
 * @param breakerRetry so long after that it lets a call through as a probe
 * @param waitingThreads how many threads may wait for Redis at once; 0 for any number
 * @param slowCall how long a call of Redis takes that is told; null where none is
 */
public record ResilienceSettings(
        boolean failFast,
        boolean breaker,
        int breakerFailures,
        Duration breakerRetry,
        int waitingThreads,
        @Nullable Duration slowCall) {
    /** The property for {@link #failFast}; {@code false} by default. */
    public static final String FAIL_FAST = "tandem.redis.fail-fast";

    /** The property for {@link #breaker}; {@code true} by default. */
    public static final String BREAKER = "tandem.breaker.enabled";

    /** The property for {@link #breakerFailures}: 1 to 10,000; 5 by default. */
    public static final String BREAKER_FAILURES = "tandem.breaker.failures";

    /** The property for {@link #breakerRetry}: 10 ms to 60 s; 250 ms by default. */
    public static final String BREAKER_RETRY = "tandem.breaker.retry";

    /** The property for {@link #waitingThreads}: 0, for any number, to 1,000,000; 1,024 by default. */
    public static final String WAITING_THREADS = "tandem.redis.waiting-threads";

    /** The property for {@link #slowCall}: 1 ms to 60 s, or {@code null} for none; 500 ms by default. */
    public static final String SLOW_CALL = "tandem.redis.slow-call";
}
