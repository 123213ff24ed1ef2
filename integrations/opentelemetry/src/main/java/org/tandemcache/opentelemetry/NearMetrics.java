package org.tandemcache.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;

/**
 * {@code redis.client.csc.*}: what near tiers do, read from the counters that they keep in any case when somebody
 * collects it. Thread-safe.
 */
final class NearMetrics implements AutoCloseable {
    static final AttributeKey<String> RESULT = AttributeKey.stringKey("redis.client.csc.result");
    static final AttributeKey<String> REASON = AttributeKey.stringKey("redis.client.csc.reason");

    static final AttributeKey<String> MANAGER = AttributeKey.stringKey("tandem.manager");

    private final Map<Place, WeakReference<Cache<?, ?>>> caches = new ConcurrentHashMap<>();
    private final Attributes common;
    private final ObservableLongMeasurement requests;
    private final ObservableLongMeasurement items;
    private final ObservableLongMeasurement evictions;
    private final BatchCallback callback;

    NearMetrics(Meter meter) {
        this.common = Attributes.of(Names.SYSTEM, Names.REDIS, Names.LIBRARY, Names.library());
        this.requests = meter.counterBuilder("redis.client.csc.requests")
                .setUnit("{request}")
                .setDescription("Reads of caches with a near tier, by whether it answered.")
                .buildObserver();
        this.items = meter.gaugeBuilder("redis.client.csc.items")
                .ofLongs()
                .setUnit("{item}")
                .setDescription("Near copies that are held now.")
                .buildObserver();
        this.evictions = meter.counterBuilder("redis.client.csc.evictions")
                .setUnit("{eviction}")
                .setDescription("Near copies that went, by why; for invalidations, the notices of the server.")
                .buildObserver();
        this.callback = meter.batchCallback(this::tell, requests, items, evictions);
    }

    void add(Cache<?, ?> cache) {
        caches.put(Place.of(cache), new WeakReference<>(cache));
    }

    void remove(Cache<?, ?> cache) {
        caches.computeIfPresent(Place.of(cache), (place, there) -> there.refersTo(cache) ? null : there);
    }

    private void tell() {
        caches.values().removeIf(cache -> cache.refersTo(null));
        caches.forEach((place, reference) -> {
            Cache<?, ?> cache = reference.get();
            TandemCacheMXBean tiers = cache == null ? null : tiers(cache);
            if (tiers != null && !tiers.getCoherence().equals("DISABLED")) {
                tell(place, tiers);
            }
        });
    }

    /** Null for a cache that was closed meanwhile. */
    private static @Nullable TandemCacheMXBean tiers(Cache<?, ?> cache) {
        try {
            return cache.unwrap(TandemCache.class).tiers();
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private void tell(Place place, TandemCacheMXBean tiers) {
        Attributes cache = common.toBuilder()
                .put(MANAGER, place.manager())
                .put(Names.CACHE, place.cache())
                .build();
        requests.record(tiers.getNearHits(), with(cache, RESULT, "hit"));
        requests.record(tiers.getFarHits() + tiers.getMisses(), with(cache, RESULT, "miss"));
        items.record(tiers.getNearEntries(), cache);
        evictions.record(tiers.getNearEvictions(), with(cache, REASON, "full"));
        evictions.record(tiers.getNearExpirations(), with(cache, REASON, "ttl"));
        evictions.record(tiers.getInvalidations(), with(cache, REASON, "invalidation"));
    }

    private static Attributes with(Attributes cache, AttributeKey<String> key, String value) {
        return cache.toBuilder().put(key, value).build();
    }

    @Override
    public void close() {
        callback.close();
        caches.clear();
    }
}
