package org.tandemcache.engine;

import org.tandemcache.far.FarKey;

/**
 * What a transaction does to an entry once it has seen it.
 *
 * @param <V> the type of values
 */
sealed interface Decision<V> {
    /**
     * Leaves the entry as it is.
     *
     * @param accessed whether this counts as an access of an entry that is there
     */
    record Keep<V>(boolean accessed) implements Decision<V> {}

    /** Stores a value, writing it through. */
    record Store<V>(NewValue<V> value) implements Decision<V> {}

    /** Stores a value that the loader has brought, which is not written through. */
    record StoreLoaded<V>(NewValue<V> value) implements Decision<V> {}

    /** Removes the entry, writing the removal through. */
    record Remove<V>() implements Decision<V> {}

    /** Decides; may be asked again if another writer came in between. */
    interface Maker<V> {
        Decision<V> decide(FarKey key, Seen<V> seen);
    }
}
