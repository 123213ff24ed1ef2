package org.tandemcache.benchmarks.peer;

import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.CacheProvider;
import org.redisson.api.options.LocalCachedMapOptions.EvictionPolicy;
import org.redisson.api.options.LocalCachedMapOptions.StoreMode;
import org.redisson.api.options.LocalCachedMapOptions.SyncStrategy;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.jcache.JCachingProvider;
import org.redisson.jcache.configuration.RedissonConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * Redisson with its defaults, which are made for throughput: 32 Netty threads, up to 64 connections, scripts by their
 * hash. Keys and values are texts as UTF-8, with nothing around them; Tandem adds its envelope of 20 bytes.
 */
public final class RedissonPeer {
    private RedissonPeer() {}

    private static RedissonClient client(RedisServer redis) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.setUseScriptCache(true);
        config.useSingleServer().setAddress(redis.uri().toString());
        return Redisson.create(config);
    }

    /** A cache of Redisson's JCache provider; the edition that is free has no near cache for it. */
    public static OpenCache<String> openCache(RedisServer redis) {
        RedissonClient client = client(redis);
        CachingProvider provider = Caching.getCachingProvider(JCachingProvider.class.getName());
        var texts = new MutableConfiguration<String, String>().setTypes(String.class, String.class);
        var cache = provider.getCacheManager()
                .createCache("benchmark", RedissonConfiguration.<String, String>fromInstance(client, texts));
        return new OpenCache<>(cache, () -> {
            provider.close();
            client.shutdown();
        });
    }

    /**
     * A map with a local copy in Caffeine without bound, kept coherent by messages that name what was changed: the
     * fastest of its settings.
     */
    public static OpenMap openLocalCachedMap(RedisServer redis) {
        RedissonClient client = client(redis);
        RLocalCachedMap<String, String> map =
                client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("benchmark")
                        .cacheProvider(CacheProvider.CAFFEINE)
                        .evictionPolicy(EvictionPolicy.NONE)
                        .storeMode(StoreMode.LOCALCACHE_REDIS)
                        .syncStrategy(SyncStrategy.INVALIDATE));
        return new OpenMap(map::get, map::fastPut, map::putAll, client::shutdown);
    }
}
