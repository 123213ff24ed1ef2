package org.tandemcache.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tandemcache.far.FarKey;

/**
 * Looks once more for what was missed, as a read does: the second half of one that was counted, so it counts in no
 * statistics. Where there is a near tier it is the lookup of reads, whose answers the server calls back; else the
 * server that has the last word. Thread-safe.
 */
interface LookAgain<K, V> {
    Sight<V> get(FarKey key);

    /**
     * The values that are there, by the users' keys.
     *
     * @param knownAbsent told of which keys the loader is known to have no value
     */
    Map<K, V> getAll(Collection<K> keys, Consumer<? super K> knownAbsent);

    static <K, V> LookAgain<K, V> by(Lookup<K, V> lookup) {
        return new LookAgain<>() {
            @Override
            @SuppressWarnings("unchecked") // the cache's own key
            public Sight<V> get(FarKey key) {
                return lookup.look((K) key.key(), System.nanoTime());
            }

            @Override
            public Map<K, V> getAll(Collection<K> keys, Consumer<? super K> knownAbsent) {
                Map<K, V> found = new HashMap<>();
                lookup.getAll(keys, found, knownAbsent);
                return found;
            }
        };
    }
}
