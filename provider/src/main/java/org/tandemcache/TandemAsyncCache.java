package org.tandemcache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;

/**
 * The operations of a cache that don't keep the caller waiting: {@link TandemCache#async()}. Each does what the method
 * of the same name in {@code javax.cache.Cache} does, with the same round trips, statistics, failure policy and
 * listeners. Thread-safe.
 *
 * <p><b>What comes.</b> A null argument, one of another type and a closed cache are thrown at once, as there; whatever
 * else goes wrong is what the stage fails with, the same exception as there. When the stage of a change has completed,
 * no earlier copy is left in this manager's near tier: who reads then reads that change, or a later one.
 *
 * <p><b>Threads.</b> {@code get}, {@code getAll} of as many keys as travel in one flush (up to 500, fewer of large
 * values), {@code put}, {@code putIfAbsent} and {@code remove} keep no thread while Redis answers, where the cache has
 * no writer and no listeners, its expiry policy is one of the specification's whose reads do not prolong, and there is
 * a connection. All else runs on a pool of 8 threads of the manager, loaders and processors included. Stages complete
 * on another pool of 8, never on an I/O thread, or are complete when they are returned. A stage that is waited for in
 * another one's callback takes one of these threads: compose them instead.
 *
 * <p><b>Bounds.</b> At most {@code tandem.redis.waiting-threads} calls of a manager are under way; a further one fails
 * at once. Each stage ends within the time that the method there takes at most. To cancel a stage gives up its result:
 * what was not begun is left out, what was sent is done all the same.
 *
 * <p>Keys, values, sets and maps that are given must not be changed before the stage has completed.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TandemAsyncCache<K, V> {
    /** The value, null if there is none. A near hit is a stage that is complete. */
    CompletionStage<@Nullable V> get(K key);

    /** The values of the keys that have one. */
    CompletionStage<Map<K, V>> getAll(Set<? extends K> keys);

    /** Whether there is an entry. */
    CompletionStage<Boolean> containsKey(K key);

    /** Stores the value. */
    CompletionStage<@Nullable Void> put(K key, V value);

    /** {@link TandemCache#put(Object, Object, EntryOptions)}. */
    CompletionStage<@Nullable Void> put(K key, V value, EntryOptions options);

    /** Stores the values. */
    CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> entries);

    /** {@link TandemCache#putAll(Map, EntryOptions)}. */
    CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> entries, EntryOptions options);

    /** Stores the value if there is none; whether it did. */
    CompletionStage<Boolean> putIfAbsent(K key, V value);

    /** {@link TandemCache#putIfAbsent(Object, Object, EntryOptions)}; whether it stored the value. */
    CompletionStage<Boolean> putIfAbsent(K key, V value, EntryOptions options);

    /** Stores the value; the one that it replaced, or null. */
    CompletionStage<@Nullable V> getAndPut(K key, V value);

    /** Removes the entry; whether there was one. */
    CompletionStage<Boolean> remove(K key);

    /** Removes the entries. */
    CompletionStage<@Nullable Void> removeAll(Set<? extends K> keys);

    /** {@link TandemCache#invalidateAll}. */
    CompletionStage<@Nullable Void> invalidateAll();

    /** {@link TandemCache#invalidateTags}; names that are not allowed are thrown at once. */
    CompletionStage<@Nullable Void> invalidateTags(String... tags);

    /** What the processor returns. It runs on a thread of the manager. */
    <T> CompletionStage<@Nullable T> invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments);

    /** Loads the keys by the cache's loader, all or those without an entry. */
    CompletionStage<@Nullable Void> loadAll(Set<? extends K> keys, boolean replaceExisting);
}
