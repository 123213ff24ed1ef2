package org.tandemcache.event;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Change} of a key as one listener sees it: what is no longer there is shown to those alone who asked for old
 * values. Immutable.
 */
final class EntryEvent<K, V> extends CacheEntryEvent<K, V> {
    private static final long serialVersionUID = 1L;

    private final transient K key;
    private final transient Change<V> change;
    private final boolean oldValueRequired;

    EntryEvent(Cache<K, V> source, K key, Change<V> change, boolean oldValueRequired) {
        super(source, change.type());
        this.key = key;
        this.change = change;
        this.oldValueRequired = oldValueRequired;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public @Nullable V getValue() {
        boolean gone = change.type() == EventType.REMOVED || change.type() == EventType.EXPIRED;
        return gone && !oldValueRequired ? null : change.value();
    }

    @Override
    public @Nullable V getOldValue() {
        return isOldValueAvailable() ? change.oldValue() : null;
    }

    @Override
    public boolean isOldValueAvailable() {
        return oldValueRequired && change.oldValue() != null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("a cache entry event can't be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        return change.type() + " " + key;
    }
}
