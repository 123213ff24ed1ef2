package org.tandemcache;

/**
 * How a cache manager stands with its Redis at a moment. Immutable; holds no secret, and costs no round trip.
 *
 * @param topology what the manager is connected to, such as {@code standalone 127.0.0.1:6379}
 * @param nodes how many servers it uses
 * @param nodesUp with how many of them it has a connection; 0 also before the first operation
 * @param tracking how the near caches stand, as {@link TandemCacheMXBean#getCoherence}; {@code DISABLED} for none
 * @param trackingDetail why they are not coherent; empty while they are
 * @param breaker {@code CLOSED}: calls go to Redis; {@code OPEN}: it was found away, and calls are refused;
 *     {@code HALF_OPEN}: the next call probes; {@code DISABLED}: there is no circuit breaker. In a cluster that of the
 *     node with which it stands worst
 * @param lastError what the last failed call said; empty before the first, and without a circuit breaker
 * @param lastRoundTripMicros how long the last answered call took; -1 before the first, and without a circuit breaker
 */
public record TandemHealth(
        String topology,
        int nodes,
        int nodesUp,
        String tracking,
        String trackingDetail,
        String breaker,
        String lastError,
        long lastRoundTripMicros) {}
