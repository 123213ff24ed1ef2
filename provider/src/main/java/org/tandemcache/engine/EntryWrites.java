package org.tandemcache.engine;

import org.tandemcache.far.FarKey;

/**
 * The operations that change one entry, each with the meaning of its namesake in {@code javax.cache.Cache}. A hit tells
 * the value that was there where the operation's name says get, or where somebody listens. Thread-safe.
 */
interface EntryWrites<V> {
    Outcome<V> put(FarKey key, NewValue<V> value);

    Outcome<V> getAndPut(FarKey key, NewValue<V> value);

    Outcome<V> putIfAbsent(FarKey key, NewValue<V> value);

    Outcome<V> replace(FarKey key, NewValue<V> value);

    Outcome<V> getAndReplace(FarKey key, NewValue<V> value);

    Outcome<V> replace(FarKey key, V oldValue, NewValue<V> value);

    Outcome<V> remove(FarKey key);

    Outcome<V> getAndRemove(FarKey key);

    Outcome<V> remove(FarKey key, V oldValue);
}
