package org.tandemcache.jcache;

import java.util.concurrent.TimeUnit;
import org.tandemcache.TandemHealth;
import org.tandemcache.coherence.Coherence;
import org.tandemcache.resilience.CircuitBreaker;

/** Looks at the parts of a manager. Thread-safe. */
record HealthView(ManagerParts parts) {
    private static final String DISABLED = "DISABLED";

    TandemHealth health() {
        Coherence coherence = parts.tracked() == null ? null : parts.tracked().coherence();
        CircuitBreaker breaker = parts.guards().breaker();
        CircuitBreaker failed = parts.guards().failedLast();
        CircuitBreaker answered = parts.guards().answeredLast();
        long roundTrip = answered == null ? -1 : answered.lastRoundTripNanos();
        return new TandemHealth(
                parts.connector().description(),
                parts.connector().nodes(),
                parts.connector().nodesUp(),
                coherence == null ? DISABLED : coherence.state().name(),
                coherence == null ? "near caches are switched off" : coherence.detail(),
                breaker == null ? DISABLED : breaker.position().name(),
                failed == null ? "" : failed.lastFailure(),
                roundTrip < 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(roundTrip));
    }
}
