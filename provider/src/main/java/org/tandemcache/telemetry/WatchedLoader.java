package org.tandemcache.telemetry;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.LoadEnd;

/** The user's loader with a clock beside it. Thread-safe if the loader is. */
public record WatchedLoader<K, V>(
        CacheLoader<K, V> loader, String managerName, String cacheName, Observers observers, LoadCounters counters)
        implements CacheLoader<K, V> {
    @Override
    public @Nullable V load(K key) {
        return this.<@Nullable V>timed(1, () -> loader.load(key));
    }

    @Override
    public Map<K, V> loadAll(Iterable<? extends K> keys) {
        int count = keys instanceof Collection<?> all ? all.size() : 1;
        return timed(count, () -> loader.loadAll(keys));
    }

    private <T extends @Nullable Object> T timed(int keys, Supplier<T> call) {
        long start = System.nanoTime();
        boolean succeeded = false;
        try {
            T loaded = call.get();
            succeeded = true;
            return loaded;
        } finally {
            long nanos = System.nanoTime() - start;
            counters.ended(nanos, succeeded);
            observers.loaded(new LoadEnd(managerName, cacheName, keys, nanos, succeeded));
        }
    }
}
