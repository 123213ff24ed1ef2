package org.tandemcache.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What Spring's caches do, for Micrometer: {@code cache.gets}, {@code cache.puts}, {@code cache.removals} as their
 * callers were answered; what the tiers do has {@code TandemMetrics}. Reads objects and no JMX, so a cache may have any
 * name. Costs nothing but when it is scraped.
 */
public final class TandemSpringCacheMetrics extends CacheMeterBinder<TandemSpringCache> {
    /** @param tags beside {@code cache}, its name */
    public TandemSpringCacheMetrics(TandemSpringCache cache, Iterable<Tag> tags) {
        super(cache, cache.getName(), tags);
    }

    @Override
    protected @Nullable Long size() {
        return null; // a walk through Redis
    }

    @Override
    protected long hitCount() {
        return count(cache -> cache.calls().hits());
    }

    @Override
    protected Long missCount() {
        return count(cache -> cache.calls().misses());
    }

    @Override
    protected @Nullable Long evictionCount() {
        return null; // Redis's own, which are not told
    }

    @Override
    protected long putCount() {
        return count(cache -> cache.calls().puts());
    }

    private long count(ToDoubleFunction<TandemSpringCache> counter) {
        TandemSpringCache cache = getCache();
        return cache == null ? 0 : (long) counter.applyAsDouble(cache);
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        TandemSpringCache cache = getCache();
        if (cache == null) {
            return;
        }
        FunctionCounter.builder("cache.removals", cache, all -> all.calls().evictions())
                .tags(getTagsWithCacheName())
                .description("Entries that callers have evicted")
                .register(registry);
    }
}
