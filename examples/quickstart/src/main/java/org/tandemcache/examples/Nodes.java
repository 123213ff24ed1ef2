package org.tandemcache.examples;

import java.net.URI;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.spi.CachingProvider;
import org.tandemcache.testkit.RedisServer;

/**
 * Two managers over one Redis. They share nothing but the server, so each stands for a JVM of its own.
 *
 * @param redis the server
 * @param a named node-a
 * @param b named node-b
 */
record Nodes(RedisServer redis, CacheManager a, CacheManager b) implements AutoCloseable {
    static Nodes over(RedisServer redis) {
        return new Nodes(redis, open("node-a", redis), open("node-b", redis));
    }

    private static CacheManager open(String name, RedisServer redis) {
        Properties properties = new Properties();
        properties.setProperty(
                "tandem.redis.uri", redis.uri() + "?timeout=30s"); // patient: a busy machine is no outage
        properties.setProperty("tandem.near.lease", "60 s"); // and ends no copy
        CachingProvider provider = Caching.getCachingProvider();
        return provider.getCacheManager(URI.create(name), provider.getDefaultClassLoader(), properties);
    }

    /** The same cache on both nodes, in their order. */
    <K, V> List<Cache<K, V>> createCache(String name, CompleteConfiguration<K, V> configuration) {
        return List.of(a.createCache(name, configuration), b.createCache(name, configuration));
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
