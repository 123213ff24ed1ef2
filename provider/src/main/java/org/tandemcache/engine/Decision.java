package org.tandemcache.engine;

import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;

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

    /**
     * Stores a value, writing it through.
     *
     * @param foundOut whether it rests on more than the entry that was seen, which others may have outdated
     */
    record Store<V>(NewValue<V> value, boolean foundOut) implements Decision<V> {}

    /** Stores a value that the loader has brought, which is not written through. */
    record StoreLoaded<V>(NewValue<V> value) implements Decision<V> {}

    /** Removes the entry, writing the removal through. */
    record Remove<V>() implements Decision<V> {}

    /** Decides; may be asked again if another writer came in between. */
    interface Maker<V> {
        /** @param basis what is under way: it began before the entry was looked at */
        Decision<V> decide(FarKey key, Seen<V> seen, Load basis);
    }
}
