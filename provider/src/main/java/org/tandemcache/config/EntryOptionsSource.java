package org.tandemcache.config;

import org.jspecify.annotations.Nullable;

/**
 * Gives options to each entry that a cache stores, by its key and value: for those who only call {@code put(key,
 * value)}, as frameworks do. Asked once for each value that is to be stored, by whichever road it comes: put, putAll,
 * replace, an entry processor, a load; in the caller's thread, before anything is sent, and again if an entry processor
 * runs again, or an asynchronous call goes on in another thread. Not asked where the call itself brings all options.
 *
 * <p>Must be thread-safe, and quick: every write waits for it. It may read other caches. It must not use its own cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface EntryOptionsSource<K, V> {
    /**
     * The options of an entry. What this throws reaches the caller of the write as the cause of a
     * {@code javax.cache.CacheException} that names this class; nothing is stored then.
     *
     * @param key of the entry, not to be changed
     * @param value that is to be stored, not to be changed
     * @return its tags count beside those of the call, and a stamp does not; null to leave all as it is for the cache
     */
    @Nullable
    EntryOptions of(K key, V value);
}
