package org.tandemcache.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.AsyncFarTier;

/** How reads find their entries, and count as accesses of them. Thread-safe. */
interface Lookup<K, V> {
    /**
     * The value, or null for a miss.
     *
     * @param now {@link System#nanoTime()} when the read began
     */
    @Nullable
    V get(K key, long now);

    /** {@link #get} for a read that has found no near copy of a value, or asks once more before it loads one. */
    Sight<V> look(K key, long now);

    /** The value of a near copy that answers without a round trip; null where there is none. */
    @Nullable
    V getNear(K key, long now);

    /**
     * Puts the values that are found into a map, also where this throws in the end; misses are left out.
     *
     * @param knownAbsent told of which of them the loader is known to have no value
     */
    void getAll(Collection<? extends K> keys, Map<K, V> found, Consumer<? super K> knownAbsent);

    /**
     * Begins {@link #getAll} of no more keys than travel together.
     *
     * @param found told what is found, by whoever {@linkplain Begun#end ends} it
     * @param far sends what is read by the ordinary connection
     * @return null where a thread has to wait: for a connection, or for what must be asked one after the other
     */
    @Nullable
    Begun begin(List<K> keys, Map<K, V> found, AsyncFarTier far);

    /** Whether there is an entry; no access. */
    boolean contains(K key);
}
