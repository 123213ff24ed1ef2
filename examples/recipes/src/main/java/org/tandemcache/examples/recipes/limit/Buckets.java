package org.tandemcache.examples.recipes.limit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import io.github.bucket4j.grid.jcache.JCacheProxyManager;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * bucket4j's buckets in a cache, one for each user, address or tenant. The cache's {@code invoke} is atomic on all
 * nodes, so no two of them take the same permit. Its clock is that of the node that asks: nodes whose clocks differ by
 * a second take a second's permits too many. Thread-safe.
 */
final class Buckets {
    private final JCacheProxyManager<String> buckets;

    /**
     * Buckets of a manager.
     *
     * @param idle after so long without a permit a bucket is forgotten, and is full when it is asked again; longer than
     *     any bucket takes to fill
     */
    Buckets(CacheManager manager, Duration idle) {
        var lifetime = new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, idle.toMillis());
        Cache<String, byte[]> states = manager.createCache(
                "buckets",
                TandemConfiguration.copyOf(new MutableConfiguration<String, byte[]>()
                                .setTypes(String.class, byte[].class)
                                .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(lifetime)))
                        .withNear(NearConfiguration.off())); // each call writes: a near copy would never be read
        buckets = Bucket4jJCache.entryProcessorBasedBuilder(states).build();
    }

    /** A sliding window: permits come back one by one, evenly. At most twice the permits in any one period. */
    Bucket sliding(String key, long permits, Duration period) {
        return bucket(
                key,
                Bandwidth.builder()
                        .capacity(permits)
                        .refillGreedy(permits, period)
                        .build());
    }

    /** A fixed window: all permits come back together, a period after the bucket was made. */
    Bucket fixed(String key, long permits, Duration period) {
        return bucket(
                key,
                Bandwidth.builder()
                        .capacity(permits)
                        .refillIntervally(permits, period)
                        .build());
    }

    private Bucket bucket(String key, Bandwidth limit) {
        BucketConfiguration configuration =
                BucketConfiguration.builder().addLimit(limit).build();
        return buckets.builder().build(key, () -> configuration);
    }
}
