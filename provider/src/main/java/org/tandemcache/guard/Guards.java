package org.tandemcache.guard;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.resilience.BreakerLimits;
import org.tandemcache.resilience.CircuitBreaker;
import org.tandemcache.resilience.Guard;
import org.tandemcache.resilience.GuardCounters;
import org.tandemcache.resilience.NodeGuards;

/**
 * The guards of a manager: one circuit breaker and one bound of waiting threads for each node of a cluster, so that one
 * that is away costs those who need it and nobody else; for a single server, and for what goes to all nodes, one. What
 * is switched off leaves nothing behind. Thread-safe, lock-free.
 */
public final class Guards {
    private final @Nullable BreakerLimits limits;
    private final int waitingThreads;
    private final LongSupplier nanoClock;
    private final Function<FarKey, @Nullable Object> nodeOf;
    private final Supplier<? extends Collection<?>> nodes;
    private final GuardCounters counters;
    private final NodeGuards whole;
    private final ConcurrentMap<Object, NodeGuards> each = new ConcurrentHashMap<>();

    /**
     * @param limits null for no circuit breaker
     * @param waitingThreads how many threads may wait at once for one node; 0 for any number
     * @param server for messages
     * @param nodeOf of several nodes the one that holds a key; null for the only one, and as long as nothing is known
     * @param nodes all of them; empty for the only one
     * @param nanoClock {@link System#nanoTime} or a test's
     * @param counters what they do
     */
    public Guards(
            @Nullable BreakerLimits limits,
            int waitingThreads,
            String server,
            Function<FarKey, @Nullable Object> nodeOf,
            Supplier<? extends Collection<?>> nodes,
            LongSupplier nanoClock,
            GuardCounters counters) {
        this.limits = limits;
        this.waitingThreads = waitingThreads;
        this.nanoClock = nanoClock;
        this.nodeOf = nodeOf;
        this.nodes = nodes;
        this.counters = counters;
        this.whole = NodeGuards.of(limits, waitingThreads, server, null, nanoClock, counters);
    }

    private boolean areOff() {
        return limits == null && waitingThreads == 0;
    }

    /** What stands before calls of a far tier; null where nothing does. */
    public @Nullable FarInterceptor calls() {
        return areOff() ? null : new GuardedCalls(this);
    }

    /** The scripts behind the breakers. Nobody waits for them here, so none of the waiting threads is counted. */
    public KeyScripts around(KeyScripts scripts) {
        return limits == null
                ? scripts
                : (script, key, arguments) -> {
                    CircuitBreaker breaker = of(key).breaker();
                    return breaker == null
                            ? scripts.run(script, key, arguments)
                            : breaker.begin(() -> scripts.run(script, key, arguments));
                };
    }

    /** The tracked reads behind the breakers; their answers are waited for behind {@link #waits}. */
    public CoherentReads around(CoherentReads reads) {
        return limits == null ? reads : new GuardedReads(reads, this);
    }

    /** Before the wait for the answer of a tracked read of a key. */
    public Guard waits(FarKey key) {
        return of(key).waits();
    }

    NodeGuards of(FarKey key) {
        Object node = areOff() ? null : nodeOf.apply(key);
        if (node == null) {
            return whole;
        }
        NodeGuards guards = each.get(node);
        return guards != null ? guards : make(node);
    }

    private NodeGuards make(Object node) {
        each.keySet().retainAll(nodes.get()); // of those that have left
        return each.computeIfAbsent(
                node, any -> NodeGuards.of(limits, waitingThreads, node.toString(), node, nanoClock, counters));
    }

    /** The guards of what goes to all nodes. */
    NodeGuards whole() {
        return whole;
    }

    /** What they have refused, and how often they changed. */
    public GuardCounters counters() {
        return counters;
    }

    /** How many threads may wait for one node; 0 for any number. */
    public int mostWaitingThreads() {
        return waitingThreads;
    }

    /** How many threads wait for Redis now; 0 where any number may. */
    public int waitingThreads() {
        return whole.waitingThreads()
                + each.values().stream().mapToInt(NodeGuards::waitingThreads).sum();
    }

    /** The breaker that stands worst; null if there are none. */
    public @Nullable CircuitBreaker breaker() {
        return chosen((one, other) -> other.position().compareTo(one.position()) > 0);
    }

    /** The breaker of the node by which a call has failed last; null if there are none. */
    public @Nullable CircuitBreaker failedLast() {
        return chosen((one, other) -> other.failedAt() - one.failedAt() > 0);
    }

    /** The breaker of the node by which a call was answered last; null if there are none. */
    public @Nullable CircuitBreaker answeredLast() {
        return chosen((one, other) -> other.answeredAt() - one.answeredAt() > 0);
    }

    /** When a node was back the last time after it had been away; null if none ever was. */
    public @Nullable Long backSince() {
        CircuitBreaker last = chosen((one, other) -> isLater(other.backSince(), one.backSince()));
        return last == null ? null : last.backSince();
    }

    private static boolean isLater(@Nullable Long one, @Nullable Long other) {
        return one != null && (other == null || one - other > 0);
    }

    private interface Preference {
        boolean isOther(CircuitBreaker one, CircuitBreaker other);
    }

    private @Nullable CircuitBreaker chosen(Preference preference) {
        CircuitBreaker best = whole.breaker();
        for (NodeGuards guards : each.values()) {
            CircuitBreaker other = guards.breaker();
            if (best != null && other != null && preference.isOther(best, other)) {
                best = other;
            }
        }
        return best;
    }
}
