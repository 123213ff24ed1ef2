package org.tandemcache.micrometer;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinderCompatibilityKit;
import java.net.URI;
import java.util.Properties;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Micrometer's own tests of binders of caches. */
@WithRedis
class CallsOfCacheTest extends CacheMeterBinderCompatibilityKit<TandemCache<String, String>> {
    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final Properties properties = new Properties();

    CallsOfCacheTest(RedisServer redis) {
        properties.setProperty("tandem.redis.uri", redis.uri() + "?timeout=30s");
        properties.setProperty("tandem.near.lease", "60 s");
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Override
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    public TandemCache<String, String> createCache() {
        return provider.getCacheManager(URI.create("shop"), null, properties)
                .createCache(
                        "mycache",
                        new MutableConfiguration<String, String>()
                                .setTypes(String.class, String.class)
                                .setStatisticsEnabled(true))
                .unwrap(TandemCache.class);
    }

    @Override
    @SuppressWarnings("unchecked") // the binder looks at no key and no value
    public CacheMeterBinder<TandemCache<String, String>> binder() {
        return (CacheMeterBinder<TandemCache<String, String>>)
                (CacheMeterBinder<?>) new CallsOfCache(cache, Tags.empty());
    }

    /** Its manager holds a cache that is open. */
    @Override
    public void dereferenceCache() {
        cache.close();
        super.dereferenceCache();
    }

    @Override
    public void put(String key, String value) {
        cache.put(key, value);
    }

    @Override
    public String get(String key) {
        return cache.get(key);
    }
}
