package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.KeyFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;

/** Reads of a cache without near tier: each goes to the far tier. */
final class FarLookup<K, V> implements Lookup<K, V> {
    private final KeyFormat keys;
    private final FarTier far;
    private final EntryReader<V> reader;
    private final OutcomeRecorder<K, V> recorder;

    FarLookup(KeyFormat keys, FarTier far, EntryReader<V> reader, OutcomeRecorder<K, V> recorder) {
        this.keys = keys;
        this.far = far;
        this.reader = reader;
        this.recorder = recorder;
    }

    @Override
    public @Nullable V get(K key, long now) {
        return reader.read(keys.encode(key), recorder.watch()).value();
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> wanted) {
        List<K> userKeys = List.copyOf(wanted);
        List<FarKey> farKeys = new ArrayList<>(userKeys.size());
        userKeys.forEach(key -> farKeys.add(keys.encode(key)));
        List<Seen<V>> all = reader.readAll(farKeys);
        Map<K, V> found = new HashMap<>();
        for (int i = 0; i < farKeys.size(); i++) {
            V value = all.get(i).value();
            if (value != null) {
                found.put(userKeys.get(i), value);
            }
        }
        return found;
    }

    @Override
    public boolean contains(K key) {
        return far.contains(keys.encode(key));
    }
}
