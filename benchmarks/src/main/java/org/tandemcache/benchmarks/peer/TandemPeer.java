package org.tandemcache.benchmarks.peer;

import io.lettuce.core.RedisClient;
import java.net.URI;
import java.util.Properties;
import javax.cache.CacheManager;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** Tandem as it is configured by default, but for what a benchmark says. */
public final class TandemPeer implements AutoCloseable {
    /** How Tandem's keys of the type String begin in Redis, for the cache of {@link #open}. */
    public static final String KEY_PREFIX = "tandem:benchmark:{}s:";

    /** A machine that is busy with something else makes a measurement bad, but should not end it. */
    private static final String PATIENCE = "10s";

    /** As by default, long enough for writes to go by the tracked connection. */
    private static final String LEASE = "20 s";

    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final CacheManager manager;

    /** A manager on the given server; it connects when it is first used. */
    public TandemPeer(RedisServer redis) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redis.uri() + "?timeout=" + PATIENCE);
        properties.setProperty("tandem.near.lease", LEASE);
        manager = provider.getCacheManager(URI.create("benchmark"), null, properties);
    }

    /** A cache of its own manager. */
    public static <V> OpenCache<V> open(RedisServer redis, TandemConfiguration<String, V> configuration) {
        TandemPeer tandem = new TandemPeer(redis);
        return new OpenCache<>(tandem.manager.createCache("benchmark", configuration), tandem::close);
    }

    /** The client that the manager makes its own connections with: its options, threads and handlers. */
    RedisClient client() {
        return manager.unwrap(RedisClient.class);
    }

    @Override
    public void close() {
        provider.close();
    }
}
