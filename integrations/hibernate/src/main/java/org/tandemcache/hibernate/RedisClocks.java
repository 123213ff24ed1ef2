package org.tandemcache.hibernate;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A clock for each server: what one has stamped is compared with its own times alone. Thread-safe. */
final class RedisClocks {
    private final RedisClock only;
    private final LongConsumer onStep;
    private final ConcurrentMap<Object, RedisClock> each = new ConcurrentHashMap<>();

    /** @param onStep {@link RedisClock} */
    RedisClocks(LongConsumer onStep) {
        this.onStep = onStep;
        this.only = new RedisClock(onStep);
    }

    /** @param node of a cluster; null for the only one */
    RedisClock of(@Nullable Object node) {
        return node == null ? only : each.computeIfAbsent(node, any -> new RedisClock(onStep));
    }

    /** The greatest of all. */
    long latest(long nanos) {
        long latest = only.latest(nanos);
        for (RedisClock clock : each.values()) {
            latest = Math.max(latest, clock.latest(nanos));
        }
        return latest;
    }

    /** {@link RedisClock#uncertainty} where it is worst. */
    long uncertainty() {
        long worst = only.uncertainty();
        for (RedisClock clock : each.values()) {
            worst = Math.max(worst, clock.uncertainty());
        }
        return worst;
    }
}
