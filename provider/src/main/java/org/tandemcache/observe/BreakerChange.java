package org.tandemcache.observe;

/**
 * A circuit breaker has changed its state. Immutable.
 *
 * @param managerName the manager's URI, without a password
 * @param server whose breaker it is, in words
 * @param from the state before
 * @param to the state now
 */
public record BreakerChange(String managerName, String server, State from, State to) {
    /** How a breaker stands. */
    public enum State {
        /** Calls go to Redis. */
        CLOSED,
        /** Calls are refused. */
        OPEN,
        /** Calls are refused but for one, which probes. */
        HALF_OPEN,
    }
}
