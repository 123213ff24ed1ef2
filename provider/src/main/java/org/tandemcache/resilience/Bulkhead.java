package org.tandemcache.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/**
 * Lets no more than so many threads wait for the far tier at once; who comes beyond that is refused and does not wait.
 * One count for all that it stands {@linkplain #before before}. Thread-safe, lock-free.
 */
final class Bulkhead {
    private final int limit;
    private final @Nullable Object node;
    private final GuardCounters counters;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param node whose callers it counts, one of several; null for the only one
     * @param counters of all bulkheads of the manager
     */
    Bulkhead(int limit, @Nullable Object node, GuardCounters counters) {
        this.limit = limit;
        this.node = node;
        this.counters = counters;
    }

    /** How many threads wait now. */
    int waiting() {
        return waiting.get();
    }

    /** The guard behind this bulkhead. */
    Guard before(Guard guard) {
        return new Guard() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> work) {
                enter();
                try {
                    return guard.call(work);
                } finally {
                    waiting.decrementAndGet();
                }
            }
        };
    }

    private void enter() {
        if (waiting.incrementAndGet() > limit) {
            waiting.decrementAndGet();
            counters.refusedByBulkhead();
            throw FarTierException.refused(
                    Kind.UNAVAILABLE,
                    limit + " threads wait for " + (node == null ? "Redis" : node)
                            + " already, the most that tandem.redis.waiting-threads allows",
                    node);
        }
    }
}
