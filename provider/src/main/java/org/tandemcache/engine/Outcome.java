package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Lifetime;

/**
 * What an operation found and did to one entry.
 *
 * @param <V> the type of values
 */
sealed interface Outcome<V> {
    /** There was no entry, and there is none. */
    record Absent<V>() implements Outcome<V> {}

    /** There was an entry, and it stays as it is. */
    record Present<V>(@Nullable V value) implements Outcome<V> {}

    /** The entry is stored; whether there was another one was not asked, because nobody wants to know. */
    record Stored<V>() implements Outcome<V> {}

    /** There was no entry, now there is. */
    record Created<V>(NewValue<V> written, Lifetime lifetime) implements Outcome<V> {
        V value() {
            return written.value();
        }
    }

    /** There was no entry, and the one that the loader brought is stored. */
    record Loaded<V>(NewValue<V> written, Lifetime lifetime) implements Outcome<V> {
        V value() {
            return written.value();
        }
    }

    /** There was an entry, now there is another one. */
    record Updated<V>(@Nullable V oldValue, NewValue<V> written, Lifetime lifetime) implements Outcome<V> {
        V value() {
            return written.value();
        }
    }

    /** There was an entry, and it was removed. */
    record Removed<V>(@Nullable V oldValue) implements Outcome<V> {}

    /** There was an entry, and the expiry policy ended it in this very operation. */
    record Expired<V>(V oldValue) implements Outcome<V> {}

    /** The value that was there before, null if there was none or it is not known. */
    default @Nullable V before() {
        if (this instanceof Present<V> present) {
            return present.value();
        } else if (this instanceof Updated<V> updated) {
            return updated.oldValue();
        } else if (this instanceof Removed<V> removed) {
            return removed.oldValue();
        } else if (this instanceof Expired<V> expired) {
            return expired.oldValue();
        }
        return null;
    }

    /** Whether there was an entry. */
    default boolean wasPresent() {
        return this instanceof Present || this instanceof Updated || this instanceof Removed || this instanceof Expired;
    }

    /** Whether the operation stored a value that is there now. */
    default boolean stored() {
        return this instanceof Created || this instanceof Updated || this instanceof Stored;
    }

    /** Whether the operation changed the entry. */
    default boolean changed() {
        return !(this instanceof Absent || this instanceof Present);
    }
}
