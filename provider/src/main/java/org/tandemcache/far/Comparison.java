package org.tandemcache.far;

import org.jspecify.annotations.Nullable;

/** A change of an entry that is made if the entry is still the one that was seen. Immutable. */
public sealed interface Comparison {
    FarKey key();

    /** What a read has returned, null for nothing. */
    @Nullable
    StoredEntry seen();

    /**
     * Stores the entry. Safe to repeat: a value of this very version that lies there already is a success.
     *
     * @param value not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Put(FarKey key, @Nullable StoredEntry seen, byte[] value, Lifetime lifetime) implements Comparison {}

    /**
     * Removes the entry.
     *
     * @param expires whether its policy ends it, and no one removes it
     */
    record Remove(FarKey key, StoredEntry seen, boolean expires) implements Comparison {
        /** For one that somebody removes. */
        public Remove(FarKey key, StoredEntry seen) {
            this(key, seen, false);
        }
    }

    /** Sets the lifetime of the entry. */
    record Touch(FarKey key, StoredEntry seen, Lifetime lifetime) implements Comparison {}

    /** How many bytes are sent beside the key and what was seen, as far as they count. */
    default int size() {
        return this instanceof Put put ? put.value().length : 0;
    }

    /** What becomes of each of several comparisons; told in the caller's thread, once each. */
    interface Answers {
        /** @param done whether the entry was the one that was seen, and is changed */
        void answered(int index, boolean done);

        void failed(int index, FarTierException failure);
    }
}
