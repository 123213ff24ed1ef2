package org.tandemcache.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCacheMXBean;

/**
 * What Spring's caches do, for Micrometer: {@code cache.gets}, {@code cache.puts}, {@code cache.removals} as their
 * callers were answered; {@code cache.near.requests}, {@code cache.near.size}, {@code cache.near.invalidations} of the
 * near tier. Reads objects and no JMX, so a cache may have any name. Costs nothing but when it is scraped.
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
        counter(
                registry,
                cache,
                "cache.removals",
                "Entries that callers have evicted",
                null,
                all -> all.calls().evictions());
        TandemCacheMXBean tiers = cache.getNativeCache().tiers();
        if (tiers.getCoherence().equals("DISABLED")) {
            return;
        }
        String requests = "Reads that asked the near tier";
        counter(registry, cache, "cache.near.requests", requests, "hit", all -> tiers.getNearHits());
        counter(
                registry,
                cache,
                "cache.near.requests",
                requests,
                "miss",
                all -> tiers.getFarHits() + tiers.getMisses());
        counter(
                registry,
                cache,
                "cache.near.invalidations",
                "Notices of Redis that an entry has changed",
                null,
                all -> tiers.getInvalidations());
        Gauge.builder("cache.near.size", cache, all -> tiers.getNearEntries())
                .tags(getTagsWithCacheName())
                .description("Keys that have a near copy; an estimate")
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            TandemSpringCache cache,
            String name,
            String description,
            @Nullable String result,
            ToDoubleFunction<TandemSpringCache> count) {
        FunctionCounter.Builder<TandemSpringCache> builder = FunctionCounter.builder(name, cache, count)
                .tags(getTagsWithCacheName())
                .description(description);
        if (result != null) {
            builder.tag("result", result);
        }
        builder.register(registry);
    }
}
