package org.tandemcache.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.WriteLifetimes;

/**
 * A value to be stored, encoded once, before anything else happens: one that can't be encoded leaves no trace; or,
 * where the user chose so, no entry.
 *
 * @param encoded as it is stored, with a version of its own; not to be changed. Null for one that takes the entry away
 * @param lifetimes of its entry; null if a policy must be asked for them once the entry was seen
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NewValue<V>(
        V value, byte @Nullable [] encoded, @Nullable WriteLifetimes lifetimes) {
    /** Whether there is something to store. */
    boolean isWritable() {
        return encoded != null;
    }

    /** Whether it is sure to be there once it is stored, for as long as is known beforehand. */
    boolean isTimed() {
        return lifetimes != null
                && !lifetimes.creation().isZero()
                && !lifetimes.update().isZero();
    }

    /** The lifetimes of a value that {@linkplain #isTimed has} them. */
    WriteLifetimes timed() {
        return Objects.requireNonNull(lifetimes, "a policy is asked once the entry was seen");
    }

    /** The bytes of a value that is to be stored. */
    byte[] bytes() {
        if (encoded == null) {
            throw new IllegalStateException("a value that can't be encoded has no bytes");
        }
        return encoded;
    }
}
