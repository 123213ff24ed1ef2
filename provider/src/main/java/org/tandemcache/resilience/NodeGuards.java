package org.tandemcache.resilience;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The guards of one server. What is switched off leaves nothing behind. Thread-safe.
 *
 * @param breaker null where it is switched off
 * @param calls before calls of the far tier
 * @param waits before waits for answers of tracked reads
 * @param bulkhead null where any number of threads may wait
 */
public record NodeGuards(
        @Nullable CircuitBreaker breaker,
        Guard calls,
        Guard waits,
        @Nullable Bulkhead bulkhead) {
    /**
     * @param limits null for no circuit breaker
     * @param waitingThreads how many threads may wait at once; 0 for any number
     * @param server for messages
     * @param node one of several; null for the only one
     * @param counters of all guards of the manager
     */
    public static NodeGuards of(
            @Nullable BreakerLimits limits,
            int waitingThreads,
            String server,
            @Nullable Object node,
            LongSupplier nanoClock,
            GuardCounters counters) {
        CircuitBreaker breaker = limits == null ? null : new CircuitBreaker(limits, server, node, nanoClock, counters);
        Guard calls = breaker == null ? new Unguarded() : breaker;
        Guard waits = breaker == null ? new Unguarded() : breaker.watching();
        if (waitingThreads == 0) {
            return new NodeGuards(breaker, calls, waits, null);
        }
        Bulkhead bulkhead = new Bulkhead(waitingThreads, node, counters);
        return new NodeGuards(breaker, bulkhead.before(calls), bulkhead.before(waits), bulkhead);
    }

    /** How many threads wait for the server now; 0 where any number may. */
    public int waitingThreads() {
        return bulkhead == null ? 0 : bulkhead.waiting();
    }
}
