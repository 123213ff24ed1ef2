package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.StoredEntry;

/**
 * An entry as a read found it.
 *
 * @param stored what lies in the far tier, null for nothing
 * @param value what it means, null for nothing and for bytes that can't be read: both are a miss
 */
record Seen<V>(@Nullable StoredEntry stored, @Nullable V value) {
    /** Whether nothing lies there that anybody has stored. */
    boolean isNothing() {
        return stored == null || stored.isMarker();
    }

    /** Whether it is known that the loader has no value either. */
    boolean isKnownAbsent() {
        return stored != null && stored.isAbsence();
    }
}
