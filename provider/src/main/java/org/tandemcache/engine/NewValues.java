package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.expiry.WriteExpiry;

/**
 * What users' values become before they are stored, by whichever road they come. Thread-safe.
 *
 * @param expiry how long they live
 */
record NewValues<K, V>(ValueFormat values, WriteExpiry<K, V> expiry) {
    /** A value with the options of its cache. */
    NewValue<V> of(K key, V value) {
        return of(key, value, null);
    }

    /** @param options of the call; null if it brings none */
    NewValue<V> of(K key, V value, @Nullable EntryOptions options) {
        return new NewValue<>(value, values.encodeIfWritable(value), expiry.of(key, value, options));
    }
}
