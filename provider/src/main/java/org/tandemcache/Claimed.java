package org.tandemcache;

import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;

/**
 * What {@link TandemCache#getOrClaim} has found; where that is nothing, the right to store what the caller finds out,
 * as long as nothing has happened to the key since. Thread-safe; the value and the store may be of two threads.
 *
 * @param <V> the type of values
 */
public interface Claimed<V> {
    /** The value of the key, as it was found; null if there was none. No round trip. */
    @Nullable
    V value();

    /**
     * Stores what was found out since, unless somebody has changed or removed the entry meanwhile, or has stored it. It
     * is never written through, and counts as a load. Later calls do nothing. One round trip.
     *
     * @return whether it is stored
     * @throws NullPointerException if the value is null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses
     */
    boolean store(V value);

    /**
     * {@link #store(Object)} of an entry that has options of its own, as {@link TandemCache#put(Object, Object,
     * EntryOptions)} has. Its tags are as they were when the key was claimed; a stamp is not needed.
     *
     * @throws NullPointerException if an argument is null
     * @throws UnsupportedOperationException if the cache can't have such options
     */
    boolean store(V value, EntryOptions options);

    /**
     * Gives the claim back: nothing was found out. Not needed behind {@link #store}, and not for ever: what is not
     * given back lapses with {@code load.lease}, and nobody waits for it. One round trip, none if there is nothing to
     * give back.
     */
    void release();
}
