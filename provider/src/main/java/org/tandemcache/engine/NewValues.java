package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.expiry.WriteExpiry;
import org.tandemcache.tags.Basis;
import org.tandemcache.tags.CacheTags;

/**
 * What users' values become before they are stored, by whichever road they come. Thread-safe.
 *
 * @param expiry how long they live
 * @param tags null where entries have no stamps
 */
record NewValues<K, V>(
        ValueFormat values,
        WriteExpiry<K, V> expiry,
        @Nullable CacheTags tags) {
    /** What holds now, for values that are found out from now on; null where entries have no stamps. */
    @Nullable
    Basis begin() {
        return tags == null ? null : tags.begin();
    }

    /** What holds now, for values that a caller brings; null where entries have no stamps. */
    @Nullable
    Basis given() {
        return tags == null ? null : tags.given();
    }

    /** A value with the options of its cache. */
    NewValue<V> of(K key, V value) {
        return of(key, value, null, given());
    }

    /** @param options of the call; null if it brings none */
    NewValue<V> of(K key, V value, @Nullable EntryOptions options) {
        return of(key, value, options, given());
    }

    /**
     * @param options of the call; null if it brings none
     * @param basis of {@link #begin} before the value was found out, or {@link #given}
     * @throws UnsupportedOperationException if the options name tags, and the cache's entries have none
     */
    NewValue<V> of(K key, V value, @Nullable EntryOptions options, @Nullable Basis basis) {
        boolean named = tags != null && tags.areNamed();
        EntryOptions asked = expiry.asked(key, value, options, named);
        if (!named && asked != null && !asked.tags().isEmpty()) {
            throw new UnsupportedOperationException("an entry can't have the tags " + asked.tags() + ": its cache has"
                    + " tags.mode " + (tags == null ? "off" : "generation") + "; allowed: tags.mode tags");
        }
        byte[] encoded = tags == null || basis == null
                ? values.encodeIfWritable(value)
                : values.encodeIfWritable(value, tags.stamps(basis, asked));
        return new NewValue<>(value, encoded, expiry.of(asked));
    }
}
