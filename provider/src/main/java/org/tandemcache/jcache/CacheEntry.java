package org.tandemcache.jcache;

import java.util.Map;
import javax.cache.Cache;

/** An entry as the iterator of a cache returns it: the state that it had then. Immutable as its key and value are. */
public final class CacheEntry<K, V> implements Cache.Entry<K, V> {
    private final K key;
    private final V value;

    CacheEntry(K key, V value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    /** @throws IllegalArgumentException for a type that this entry is no instance of */
    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry of Tandem can't be unwrapped to " + type.getName());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheEntry<?, ?> that && key.equals(that.key) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Map.entry(key, value).hashCode();
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
