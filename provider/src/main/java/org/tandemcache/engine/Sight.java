package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a read has found, for those who go on where there is no value.
 *
 * @param value null for a miss
 * @param knownAbsent whether it is known that the loader has no value either
 */
record Sight<V>(@Nullable V value, boolean knownAbsent) {
    static <V> Sight<V> of(Seen<V> seen) {
        return new Sight<>(seen.value(), seen.isKnownAbsent());
    }

    static <V> Sight<V> of(@Nullable V value) {
        return new Sight<>(value, false);
    }

    /** Whether nobody has to be asked. */
    boolean isEnough() {
        return value != null || knownAbsent;
    }
}
