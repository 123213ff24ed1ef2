package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;

/**
 * A value to be stored, encoded once, before anything else happens: one that can't be encoded leaves no trace; or,
 * where the user chose so, no entry.
 *
 * @param encoded as it is stored, with a version of its own; not to be changed. Null for one that takes the entry away
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NewValue<V>(V value, byte @Nullable [] encoded) {
    static <V> NewValue<V> of(V value, ValueFormat values) {
        return new NewValue<>(value, values.encodeIfWritable(value));
    }

    /** Whether there is something to store. */
    boolean isWritable() {
        return encoded != null;
    }

    /** The bytes of a value that is to be stored. */
    byte[] bytes() {
        if (encoded == null) {
            throw new IllegalStateException("a value that can't be encoded has no bytes");
        }
        return encoded;
    }
}
