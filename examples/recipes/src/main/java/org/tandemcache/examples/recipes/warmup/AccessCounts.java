package org.tandemcache.examples.recipes.warmup;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ZStoreArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;

/**
 * How often all nodes have asked for each key, lately: a sorted set in Redis. Each node counts in its memory and adds
 * what it has counted now and then, so a read costs nothing but a count. Counts are halved now and then, so what was
 * asked for last month makes room. Thread-safe.
 */
final class AccessCounts implements AutoCloseable {
    private static final int MOST_COUNTED = 10_000;
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(10);

    private final Map<String, Long> counted = new ConcurrentHashMap<>();
    private final StatefulRedisConnection<String, String> connection;
    private final String set;

    /**
     * Counts on the manager's Redis, through its own client.
     *
     * @param set the key of the sorted set, outside of the manager's namespace
     */
    AccessCounts(CacheManager manager, RedisURI redis, String set) {
        this.connection = manager.unwrap(RedisClient.class).connect(redis);
        this.set = set;
    }

    /** Counts a read. Of more than 10,000 keys between two flushes the others are not counted. No round trip. */
    void count(String id) {
        if (counted.size() < MOST_COUNTED || counted.containsKey(id)) {
            counted.merge(id, 1L, Long::sum);
        }
    }

    /**
     * Adds what this node has counted. What Redis does not take, as it is away, is not counted: it is a guess anyway.
     */
    void flush() {
        List<RedisFuture<?>> added = new ArrayList<>();
        for (String id : List.copyOf(counted.keySet())) {
            Long reads = counted.remove(id);
            if (reads != null) {
                added.add(connection.async().zincrby(set, reads, id));
            }
        }
        LettuceFutures.awaitAll(LONGEST_FLUSH.toMillis(), TimeUnit.MILLISECONDS, added.toArray(RedisFuture[]::new));
    }

    /** Those that were asked for most, first the first. */
    List<String> top(int number) {
        return connection.sync().zrevrange(set, 0, number - 1L);
    }

    /** Halves all counts and forgets all but the highest. One node does it, in its {@linkplain Turns turn}. */
    void age(int kept) {
        connection.sync().zunionstore(set, ZStoreArgs.Builder.weights(0.5), set);
        connection.sync().zremrangebyrank(set, 0, -kept - 1L);
    }

    @Override
    public void close() {
        connection.close();
    }
}
