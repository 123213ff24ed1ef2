package org.tandemcache.resilience;

import java.time.Duration;

/**
 * When a circuit breaker opens and when it tries again.
 *
 * @param failures so many in a row open it
 * @param retryAfter so long after the last failure a probe is let through
 */
public record BreakerLimits(int failures, Duration retryAfter) {}
