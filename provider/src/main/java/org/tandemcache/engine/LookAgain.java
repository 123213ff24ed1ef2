package org.tandemcache.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;

/**
 * Looks once more for what was missed, as a read does, and counts nothing as one. Where there is a near tier it is the
 * lookup of reads, whose answers the server calls back; else the server that has the last word. Thread-safe.
 */
interface LookAgain<K, V> {
    @Nullable
    V get(FarKey key);

    /** The values that are there, by the users' keys. */
    Map<K, V> getAll(Collection<K> keys);

    static <K, V> LookAgain<K, V> by(Lookup<K, V> lookup) {
        return new LookAgain<>() {
            @Override
            @SuppressWarnings("unchecked") // the cache's own key
            public @Nullable V get(FarKey key) {
                return lookup.get((K) key.key(), System.nanoTime());
            }

            @Override
            public Map<K, V> getAll(Collection<K> keys) {
                Map<K, V> found = new HashMap<>();
                lookup.getAll(keys, found);
                return found;
            }
        };
    }
}
