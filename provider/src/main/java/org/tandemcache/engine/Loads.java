package org.tandemcache.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough;

/** Fills the cache from the user's loader: on a miss, and by loadAll. Never writes through. Thread-safe. */
public final class Loads<K, V> {
    private final KeyFormat keys;
    private final ValueFormat values;
    private final ReadThrough<K, V> loader;
    private final LoadsUnderWay underWay;
    private final EntryReader<V> reader;
    private final WritePath<K, V> path;
    private final @Nullable StoresBehind behind;

    /**
     * @param behind stores what was loaded for a read that missed; null to store it in the reader's thread, as is done
     *     for {@code Cache.loadAll} in any case
     */
    Loads(
            KeyFormat keys,
            ValueFormat values,
            ReadThrough<K, V> loader,
            LoadsUnderWay underWay,
            EntryReader<V> reader,
            WritePath<K, V> path,
            @Nullable StoresBehind behind) {
        this.keys = keys;
        this.values = values;
        this.loader = loader;
        this.underWay = underWay;
        this.reader = reader;
        this.path = path;
        this.behind = behind;
    }

    /** Loads a value that was missed and keeps it, unless somebody has stored one or written the key meanwhile. */
    @Nullable
    V load(FarKey key) {
        return loader.load(key, (loaded, load) -> {
            NewValue<V> value = newValue(loaded); // now: its user may change it when this has returned
            storeMissed(key, value, load);
            return () -> copyOf(value);
        });
    }

    /** A value for one who has waited for another's load, and may change what he gets; null if it can't be copied. */
    @SuppressWarnings("unchecked") // encoded here
    private @Nullable V copyOf(NewValue<V> value) {
        return value.isWritable() ? (V) values.decode(value.bytes()) : null;
    }

    /** Loads several values that were missed, with one call of the loader. */
    Map<K, V> loadMissing(List<K> missing) {
        Map<K, Load> loads = new LinkedHashMap<>();
        try {
            missing.forEach(key -> loads.put(key, underWay.begin(keys.encode(key))));
            Map<K, V> loaded = loader.loadAll(missing, List.copyOf(loads.values()));
            Map<K, V> wanted = new HashMap<>();
            for (K key : missing) {
                V value = loaded.get(key);
                Load load = loads.get(key);
                if (value != null && load != null) {
                    storeMissed(keys.encode(key), newValue(value), load);
                    loads.remove(key);
                    wanted.put(key, value);
                }
            }
            return wanted;
        } finally {
            loads.values().forEach(Load::close);
        }
    }

    /**
     * To be called by who has keys loaded anew.
     *
     * @throws javax.cache.processor.EntryProcessorException if this thread runs an entry processor of one of them
     */
    public void refuseInProcessor(Collection<? extends K> wanted) {
        underWay.refuseInProcessor(wanted.stream().map(keys::encode).toList());
    }

    /**
     * Loads keys as {@code Cache.loadAll} does, in the caller's thread.
     *
     * @param replaceExisting whether to load keys anew that have an entry
     */
    public void loadAll(Collection<? extends K> wanted, boolean replaceExisting) {
        List<FarKey> farKeys = wanted.stream().map(keys::encode).toList();
        List<Seen<V>> seen = reader.peekAll(farKeys);
        Map<FarKey, Seen<V>> toLoad = new LinkedHashMap<>();
        for (int i = 0; i < farKeys.size(); i++) {
            if (replaceExisting || seen.get(i).value() == null) {
                toLoad.put(farKeys.get(i), seen.get(i));
            }
        }
        if (toLoad.isEmpty()) {
            return;
        }
        Map<FarKey, Load> loads = new LinkedHashMap<>();
        try {
            toLoad.keySet().forEach(key -> loads.put(key, underWay.begin(key)));
            Map<K, V> loaded =
                    loader.loadAll(toLoad.keySet().stream().map(this::userKey).toList(), List.copyOf(loads.values()));
            loads.forEach((key, load) -> {
                V value = loaded.get(userKey(key));
                Seen<V> guess = toLoad.get(key);
                if (value != null && guess != null) {
                    path.keep(key, newValue(value), load, guess, replaceExisting);
                }
            });
        } finally {
            loads.values().forEach(Load::close);
        }
    }

    /** What is most likely there, for keys that were just missed. */
    private Seen<V> nothing() {
        return new Seen<>(null, null);
    }

    /** Closes the load when the value is stored, or will not be. */
    private void storeMissed(FarKey key, NewValue<V> value, Load load) {
        if (behind != null) {
            behind.store(load, () -> path.keep(key, value, load, nothing(), false));
            return;
        }
        try {
            path.keep(key, value, load, nothing(), false);
        } finally {
            load.close();
        }
    }

    private NewValue<V> newValue(V loaded) {
        return NewValue.of(loaded, values);
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private K userKey(FarKey key) {
        return (K) key.key();
    }
}
