package org.tandemcache.event;

import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an entry.
 *
 * @param value what the entry holds now; for an entry that is gone, what it held last, null where that is not known
 * @param oldValue what it held before, null where it was not there or that is not known
 */
public record Change<V>(
        EventType type, @Nullable V value, @Nullable V oldValue) {
    public static <V> Change<V> created(V value) {
        return new Change<>(EventType.CREATED, value, null);
    }

    public static <V> Change<V> updated(V value, @Nullable V oldValue) {
        return new Change<>(EventType.UPDATED, value, oldValue);
    }

    public static <V> Change<V> removed(@Nullable V oldValue) {
        return new Change<>(EventType.REMOVED, oldValue, oldValue);
    }

    public static <V> Change<V> expired(@Nullable V oldValue) {
        return new Change<>(EventType.EXPIRED, oldValue, oldValue);
    }
}
