package org.tandemcache.spring;

import org.jspecify.annotations.Nullable;

/**
 * How the results {@code null} of methods lie in a cache, which has no nulls itself: as a text that no program has, so
 * that no class of a framework is in Redis. A cache whose values are declared to be of a type that text is not keeps
 * none.
 *
 * @param kept whether the cache can keep them
 */
record StoredNulls(boolean kept) {
    /** Begins with a character that stands in no text for people. */
    static final String MARK = "\u0000org.tandemcache.spring: null";

    static StoredNulls of(Class<?> valueType) {
        return new StoredNulls(valueType.isAssignableFrom(String.class));
    }

    /** What to store for a value; null if it can't be. */
    @Nullable
    Object toStore(@Nullable Object value) {
        return value == null && kept ? MARK : value;
    }

    /** @param stored what the cache holds */
    @Nullable
    Object fromStore(Object stored) {
        return MARK.equals(stored) ? null : stored;
    }
}
