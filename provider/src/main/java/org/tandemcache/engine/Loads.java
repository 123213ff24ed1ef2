package org.tandemcache.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.KeyFormat;
import org.tandemcache.codec.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.ReadThrough;

/** Fills the cache from the user's loader: on a miss, and by loadAll. Never writes through. Thread-safe. */
public final class Loads<K, V> {
    private final KeyFormat keys;
    private final ValueFormat values;
    private final ReadThrough<K, V> loader;
    private final EntryReader<V> reader;
    private final Transactions<K, V> transactions;
    private final Mutations<K, V> mutations;
    private final Executor storing;

    /**
     * @param transactions without write-through
     * @param storing stores what was loaded for a read that missed; who loads by {@code Cache.loadAll} stores by
     *     himself
     */
    Loads(
            KeyFormat keys,
            ValueFormat values,
            ReadThrough<K, V> loader,
            EntryReader<V> reader,
            Transactions<K, V> transactions,
            Mutations<K, V> mutations,
            Executor storing) {
        this.keys = keys;
        this.values = values;
        this.loader = loader;
        this.reader = reader;
        this.transactions = transactions;
        this.mutations = mutations;
        this.storing = storing;
    }

    /** Loads a value that was missed and keeps it, unless somebody has stored one meanwhile. */
    @Nullable
    V load(FarKey key) {
        return loader.load(key, loaded -> {
            storeMissed(key, loaded);
            return loaded;
        });
    }

    /** Loads several values that were missed, with one call of the loader. */
    Map<K, V> loadMissing(List<K> missing) {
        Map<K, V> loaded = loader.loadAll(missing);
        Map<K, V> wanted = new HashMap<>();
        for (K key : missing) {
            V value = loaded.get(key);
            if (value != null) {
                storeMissed(keys.encode(key), value);
                wanted.put(key, value);
            }
        }
        return wanted;
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
        Map<K, V> loaded =
                loader.loadAll(toLoad.keySet().stream().map(this::userKey).toList());
        toLoad.forEach((key, guess) -> {
            V value = loaded.get(userKey(key));
            if (value != null) {
                store(key, guess, newValue(value), replaceExisting);
            }
        });
    }

    /** What is most likely there, for keys that were just missed. */
    private Seen<V> nothing() {
        return new Seen<>(null, null);
    }

    private void storeMissed(FarKey key, V loaded) {
        NewValue<V> value = newValue(loaded); // now: its user may change it when this has returned
        storing.execute(() -> store(key, nothing(), value, false));
    }

    private NewValue<V> newValue(V loaded) {
        return new NewValue<>(loaded, values.encode(loaded));
    }

    private void store(FarKey key, Seen<V> guess, NewValue<V> value, boolean replaceExisting) {
        mutations.run(
                Operation.LOAD,
                key,
                () -> transactions.execute(
                        key,
                        guess,
                        (same, seen) -> seen.value() == null || replaceExisting
                                ? new Decision.StoreLoaded<>(value)
                                : new Decision.Keep<>(false)));
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private K userKey(FarKey key) {
        return (K) key.key();
    }
}
