package org.tandemcache.examples.recipes;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.tandemcache.testkit.RedisServer;

/**
 * Where a recipe plays: a Redis, and cache managers that share nothing else, so that each stands for a node of an
 * application. Not thread-safe.
 */
public final class Stage implements AutoCloseable {
    private final RedisServer redis;
    private final List<CacheManager> nodes = new ArrayList<>();
    private final boolean own;

    private Stage(RedisServer redis, boolean own) {
        this.redis = redis;
        this.own = own;
    }

    /** On a Redis of its own, which ends with it. */
    public static Stage open() {
        return new Stage(RedisServer.embedded(), true);
    }

    /** On a Redis that stays. */
    public static Stage over(RedisServer redis) {
        return new Stage(redis, false);
    }

    /** The server. */
    public RedisServer redis() {
        return redis;
    }

    /** Where the server is, for connections past the caches. */
    public RedisURI uri() {
        return RedisURI.create(redis.uri());
    }

    /** Opens one more node. It is closed with this. */
    public CacheManager node(String name) {
        CacheManager node = node(name, redis.uri());
        nodes.add(node);
        return node;
    }

    /** Opens a node, which the caller closes. */
    public static CacheManager node(String name, URI redis) {
        Properties properties = new Properties();
        // Patient, as many nodes start here at once
        properties.setProperty("tandem.redis.uri", redis + (redis.getQuery() == null ? "?" : "&") + "timeout=30s");
        properties.setProperty("tandem.redis.connect-timeout", "30 s");
        CachingProvider provider = Caching.getCachingProvider();
        return provider.getCacheManager(URI.create(name), provider.getDefaultClassLoader(), properties);
    }

    @Override
    public void close() {
        nodes.forEach(CacheManager::close);
        if (own) {
            redis.close();
        }
    }
}
