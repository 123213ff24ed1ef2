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

    /** Leaves nothing where nothing is, and the loader knows no value. */
    record Absent<V>() implements Decision<V> {}

    /** Stores a value. */
    record Store<V>(NewValue<V> value, Origin origin) implements Decision<V> {}

    /** Removes the entry, writing the removal through. */
    record Remove<V>() implements Decision<V> {}

    /** Where a value comes from. */
    enum Origin {
        /** The caller: it is written through. */
        CALLER,
        /** A batch of which the user's writer has written all. */
        WRITTEN,
        /** An entry processor: it is written through, and rests on what others may have outdated. */
        PROCESSOR,
        /** The loader: it lies where it would be written to, and rests on what others may have outdated. */
        LOADER;

        boolean writesThrough() {
            return this == CALLER || this == PROCESSOR;
        }

        /** Whether it rests on more than the entry that was seen. */
        boolean foundOut() {
            return this == PROCESSOR || this == LOADER;
        }
    }

    /** Decides; may be asked again if another writer came in between. */
    interface Maker<V> {
        /** @param basis what is under way: it began before the entry was looked at */
        Decision<V> decide(FarKey key, Seen<V> seen, Load basis);
    }
}
