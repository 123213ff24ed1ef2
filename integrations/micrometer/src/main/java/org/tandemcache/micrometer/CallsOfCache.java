package org.tandemcache.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.List;
import java.util.function.ToLongFunction;
import javax.cache.configuration.CompleteConfiguration;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;

/**
 * What the callers of a cache were answered, by the names that the caches of all providers have. Reads objects and no
 * JMX, so a cache may have any name. Holds the cache weakly. Thread-safe.
 */
final class CallsOfCache extends CacheMeterBinder<TandemCache<?, ?>> {
    private static final List<String> NAMES = List.of("cache.gets", "cache.puts", "cache.removals");

    private final boolean statistics;

    /** @param tags beside the cache's name */
    CallsOfCache(TandemCache<?, ?> cache, Iterable<Tag> tags) {
        super(cache, cache.getName(), tags);
        this.statistics = configuration(cache).isStatisticsEnabled();
    }

    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private static CompleteConfiguration<?, ?> configuration(TandemCache<?, ?> cache) {
        return cache.getConfiguration(CompleteConfiguration.class);
    }

    @Override
    protected @Nullable Long size() {
        return null; // a walk through Redis
    }

    @Override
    protected long hitCount() {
        return count(tiers -> tiers.getNearHits() + tiers.getFarHits());
    }

    @Override
    protected Long missCount() {
        return count(TandemCacheMXBean::getMisses);
    }

    @Override
    protected @Nullable Long evictionCount() {
        return null; // Redis's own, which are not told: a 0 would be read as a fact
    }

    /** Counted with the statistics of the specification alone. */
    @Override
    protected long putCount() {
        return statistics ? count(TandemCacheMXBean::getPuts) : -1;
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        if (statistics) {
            FunctionCounter.builder("cache.removals", this, all -> all.count(TandemCacheMXBean::getRemovals))
                    .description("Entries that were removed")
                    .tags(getTagsWithCacheName())
                    .register(registry);
        }
    }

    private long count(ToLongFunction<TandemCacheMXBean> counter) {
        TandemCache<?, ?> cache = getCache();
        return cache == null ? 0 : counter.applyAsLong(cache.tiers());
    }

    void unbind(MeterRegistry registry) {
        for (String name : NAMES) {
            registry.find(name).tags(getTagsWithCacheName()).meters().forEach(registry::remove);
        }
    }
}
