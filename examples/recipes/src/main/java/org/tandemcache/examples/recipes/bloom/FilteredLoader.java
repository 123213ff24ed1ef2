package org.tandemcache.examples.recipes.bloom;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/**
 * A loader that asks another only for what may exist. Thread-safe if both are.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class FilteredLoader<K, V> implements CacheLoader<K, V> {
    private final CacheLoader<K, V> loader;
    private final Predicate<? super K> mayExist;

    /** Asks the loader for what passes. */
    FilteredLoader(CacheLoader<K, V> loader, Predicate<? super K> mayExist) {
        this.loader = loader;
        this.mayExist = mayExist;
    }

    @Override
    public @Nullable V load(K key) {
        return mayExist.test(key) ? loader.load(key) : null;
    }

    @Override
    public Map<K, V> loadAll(Iterable<? extends K> keys) {
        List<K> some = new ArrayList<>();
        for (K key : keys) {
            if (mayExist.test(key)) {
                some.add(key);
            }
        }
        return some.isEmpty() ? Map.of() : loader.loadAll(some);
    }
}
