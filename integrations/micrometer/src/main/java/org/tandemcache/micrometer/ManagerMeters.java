package org.tandemcache.micrometer;

import java.util.Locale;
import org.tandemcache.TandemManagerMXBean;

/** What a manager counts for all of its caches: bound once, or sums over caches would multiply it. */
final class ManagerMeters {
    private ManagerMeters() {}

    static void bind(Meters meters, TandemManagerMXBean manager) {
        meters.state(
                "tandem.near.state",
                "1 for how near tiers stand, 0 else",
                manager,
                TandemManagerMXBean::getCoherence,
                "coherent",
                "suspended",
                "off",
                "idle",
                "disabled");
        meters.gauge(
                "tandem.near.proof.age",
                "Age of the last proof that Redis is there; NaN for none",
                "seconds",
                manager,
                all -> seconds(all.getProofAgeMillis()));
        manager.getFlushes()
                .keySet()
                .forEach(cause -> meters.counter(
                        "tandem.near.flushes",
                        "How often every near copy lost its promise at once",
                        manager,
                        all -> all.getFlushes().getOrDefault(cause, 0L),
                        "cause",
                        cause.toLowerCase(Locale.ROOT)));

        meters.state(
                "tandem.breaker.state",
                "1 for how the circuit breaker stands, 0 else",
                manager,
                TandemManagerMXBean::getBreaker,
                "closed",
                "open",
                "half_open",
                "disabled");
        String transitions = "How often a circuit breaker has come into a state";
        meters.counter(
                "tandem.breaker.transitions",
                transitions,
                manager,
                TandemManagerMXBean::getBreakerOpened,
                "to",
                "open");
        meters.counter(
                "tandem.breaker.transitions",
                transitions,
                manager,
                TandemManagerMXBean::getBreakerHalfOpened,
                "to",
                "half_open");
        meters.counter(
                "tandem.breaker.transitions",
                transitions,
                manager,
                TandemManagerMXBean::getBreakerClosed,
                "to",
                "closed");
        String refused = "Calls that were refused and not sent";
        meters.counter(
                "tandem.calls.refused",
                refused,
                manager,
                TandemManagerMXBean::getRefusedByBreaker,
                "reason",
                "breaker");
        meters.counter(
                "tandem.calls.refused",
                refused,
                manager,
                TandemManagerMXBean::getRefusedByBulkhead,
                "reason",
                "bulkhead");

        String nodes = "Servers that hold keys, and those with a connection";
        meters.gauge("tandem.nodes", nodes, null, manager, TandemManagerMXBean::getNodes, "state", "all");
        meters.gauge("tandem.nodes", nodes, null, manager, TandemManagerMXBean::getNodesUp, "state", "up");
        meters.counter(
                "tandem.reconnects",
                "How often a connection that was lost was made anew",
                manager,
                TandemManagerMXBean::getReconnects);
        meters.gauge(
                "tandem.waiting.threads",
                "Threads that wait for Redis",
                "threads",
                manager,
                TandemManagerMXBean::getWaitingThreads);
    }

    private static double seconds(long millis) {
        return millis < 0 ? Double.NaN : millis / 1_000.0;
    }
}
