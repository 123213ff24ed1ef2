package org.tandemcache;

import javax.cache.Cache;

/**
 * A cache of Tandem, for what goes beyond {@code javax.cache}: {@code cache.unwrap(TandemCache.class)}. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TandemCache<K, V> extends Cache<K, V> {
    /** What this cache does in each of its tiers, and whether its near tier is coherent. A live view; no round trip. */
    TandemCacheMXBean tiers();

    /** How the cache's manager stands with its Redis now. No round trip. */
    TandemHealth health();
}
