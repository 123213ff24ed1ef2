package org.tandemcache.jcache;

import java.util.Map;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/**
 * A loader that always sees the manager's class loader as the thread's context loader, whoever has called: a reader,
 * whose own it may have, or a thread of the manager. Thread-safe if the loader is.
 */
record ContextualLoader<K, V>(CacheLoader<K, V> loader, TandemCacheManager manager) implements CacheLoader<K, V> {
    @Override
    public @Nullable V load(K key) {
        return Assembler.<@Nullable V>inContextOf(manager.getClassLoader(), () -> loader.load(key));
    }

    @Override
    public Map<K, V> loadAll(Iterable<? extends K> keys) {
        return Assembler.inContextOf(manager.getClassLoader(), () -> loader.loadAll(keys));
    }
}
