package org.tandemcache;

import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A cache of Tandem, for what goes beyond {@code javax.cache}: {@code cache.unwrap(TandemCache.class)}. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TandemCache<K, V> extends Cache<K, V> {
    /** What this cache does in each of its tiers, and whether its near tier is coherent. A live view; no round trip. */
    TandemCacheMXBean tiers();

    /**
     * The value of a key, if a near copy answers by itself, as {@code get} would be answered then; counted as a near
     * hit. Else null, also where the entry is in Redis, where the cache has no near tier, and where a read has to
     * prolong the entry; none of these is counted as a miss. No round trip, and nothing else to wait for.
     *
     * @throws NullPointerException if the key is null
     * @throws IllegalStateException if the cache is closed
     */
    @Nullable
    V getNear(K key);

    /**
     * Forgets every near copy of this cache in this manager; the next read of each key asks Redis. The entries stay. No
     * round trip.
     */
    void dropNear();

    /** How the cache's manager stands with its Redis now. No round trip. */
    TandemHealth health();
}
