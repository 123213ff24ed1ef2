package org.tandemcache.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemManager;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.LoadEnd;
import org.tandemcache.observe.TandemObserver;

/** The meters of one manager in one registry. Thread-safe. */
final class BoundMeters implements TandemObserver {
    private final MeterRegistry registry;
    private final Tags tags;
    private final TandemMetrics.MetersOfReads reads;
    private final Meters ofManager;
    private final Map<String, Bound> ofCaches = new ConcurrentHashMap<>();

    BoundMeters(MeterRegistry registry, Tags tags, TandemMetrics.MetersOfReads reads) {
        this.registry = registry;
        this.tags = tags;
        this.reads = reads;
        this.ofManager = new Meters(registry, tags);
    }

    @Override
    public void managerOpened(CacheManager manager) {
        ManagerMeters.bind(ofManager, manager.unwrap(TandemManager.class).metrics());
    }

    @Override
    public void managerClosed(CacheManager manager) {
        ofManager.unbind();
    }

    @Override
    public void cacheOpened(Cache<?, ?> cache) {
        TandemCache<?, ?> tandem = cache.unwrap(TandemCache.class);
        Meters meters = new Meters(registry, tags.and("cache", cache.getName()));
        CacheMeters tiers = new CacheMeters(tandem, meters);
        CallsOfCache calls = new CallsOfCache(tandem, tags);
        ofCaches.put(cache.getName(), new Bound(meters, tiers, calls));
        tiers.bind();
        if (reads == TandemMetrics.MetersOfReads.TANDEM) {
            calls.bindTo(registry);
        }
    }

    @Override
    public void cacheClosed(Cache<?, ?> cache) {
        Bound bound = ofCaches.remove(cache.getName());
        if (bound != null) {
            bound.meters().unbind();
            if (reads == TandemMetrics.MetersOfReads.TANDEM) {
                bound.calls().unbind(registry);
            }
        }
    }

    /** Kept for as long as the cache is open, for registries hold weakly what they read. */
    private record Bound(Meters meters, CacheMeters tiers, CallsOfCache calls) {}

    @Override
    public @Nullable CallObservation farCallBegun(FarCall call) {
        Bound cache = ofCaches.get(call.cacheName());
        if (cache == null) {
            return null;
        }
        Timer timer = cache.tiers().calls(call.operation());
        return end -> timer.record(end.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void loadEnded(LoadEnd load) {
        Bound cache = ofCaches.get(load.cacheName());
        if (cache != null) {
            cache.tiers().loads(load.succeeded()).record(Duration.ofNanos(load.nanos()));
        }
    }
}
