package org.tandemcache;

import java.util.function.Function;
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
     * The value of a key; where there is none, what the loader brings, which is stored: the cache-aside that is
     * otherwise written by hand, without its hole. The loader runs in the caller's thread. Who asks for the same key
     * meanwhile waits, and a value is not stored if something has happened to its key since its load began: in this
     * JVM, or on all nodes with {@code load.protection = cluster}. It is never written through.
     *
     * <p>No round trip for a near hit, one for another hit, two for a miss, and one more with {@code cluster}.
     *
     * @param loader asked for the key alone; it must not use the cache for that same key. What it throws reaches every
     *     caller that waits for it, as the cause of a {@code CacheLoaderException}
     * @return null if there is no value and the loader knows none; nothing is stored then
     * @throws NullPointerException if an argument is null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.integration.CacheLoaderException if the loader fails, or another thread's load takes too long
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses
     */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader);

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

    /**
     * Follows all changes of this cache, whoever makes them. The first listener opens one more connection to each
     * master (server-assisted tracking in broadcasting mode), which costs the server a few microseconds a write; others
     * share it. Near copies of what is told are forgotten here, too. Does not wait for the connections: while there are
     * none, nothing is told, and {@link ChangeListener#lost} follows.
     *
     * @param listener held until the subscription or the cache is closed. At most 10,000 keys wait for one that is
     *     slower than the changes; with more, they are dropped and it is told {@link ChangeListener#lost}
     * @throws NullPointerException if the listener is null
     * @throws IllegalStateException if the cache is closed
     */
    ChangeSubscription onChange(ChangeListener<? super K> listener);

    /** How the cache's manager stands with its Redis now. No round trip. */
    TandemHealth health();
}
