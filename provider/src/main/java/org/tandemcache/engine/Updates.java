package org.tandemcache.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;

/** The operations that store values. Thread-safe. */
public final class Updates<K, V> {
    private final WritePath<K, V> path;

    Updates(WritePath<K, V> path) {
        this.path = path;
    }

    public void put(K key, V value) {
        path.run(Operation.PUT, key, value, null);
    }

    public @Nullable V getAndPut(K key, V value) {
        return path.run(Operation.GET_AND_PUT, key, value, null).before();
    }

    public boolean putIfAbsent(K key, V value) {
        return path.run(Operation.PUT_IF_ABSENT, key, value, null).changed();
    }

    public boolean replace(K key, V value) {
        return path.run(Operation.REPLACE, key, value, null).changed();
    }

    public @Nullable V getAndReplace(K key, V value) {
        return path.run(Operation.GET_AND_REPLACE, key, value, null).before();
    }

    public boolean replace(K key, V oldValue, V newValue) {
        return path.run(Operation.REPLACE_IF_EQUAL, key, newValue, oldValue).changed();
    }

    /**
     * Stores several entries: one call of the writer, one round trip per chunk; with an expiry policy that must be
     * asked two round trips per entry.
     */
    public void putAll(Map<? extends K, ? extends V> entries) {
        path.putAll(entries, null);
    }

    public void put(K key, V value, EntryOptions options) {
        path.store(Operation.PUT, key, value, options);
    }

    public boolean putIfAbsent(K key, V value, EntryOptions options) {
        return path.store(Operation.PUT_IF_ABSENT, key, value, options).changed();
    }

    /** {@link #putAll(Map)} with options of the call, for each entry. */
    public void putAll(Map<? extends K, ? extends V> entries, EntryOptions options) {
        path.putAll(entries, options);
    }
}
