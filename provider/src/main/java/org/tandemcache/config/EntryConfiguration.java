package org.tandemcache.config;

import java.io.Serial;
import java.io.Serializable;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;

/**
 * What is decided for each entry that is stored, beside the cache's expiry policy. Immutable.
 *
 * @param jitter the share of its lifetime by which an entry is shortened at the most, from 0 to 1: drawn anew for each
 *     entry and each write, so that what was stored together does not end together. Never lengthens a lifetime
 * @param optionsFactory makes what gives options to entries; null for none
 */
public record EntryConfiguration<K, V>(
        double jitter, @Nullable Factory<? extends EntryOptionsSource<? super K, ? super V>> optionsFactory)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @throws IllegalArgumentException if the jitter is not from 0 to 1 */
    public EntryConfiguration {
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("expiry.jitter is " + jitter + "; allowed: from 0 to 1");
        }
    }

    /** The defaults: no jitter, no options. */
    public static <K, V> EntryConfiguration<K, V> defaults() {
        return new EntryConfiguration<>(0, null);
    }

    /** The same with another jitter. */
    public EntryConfiguration<K, V> withJitter(double share) {
        return new EntryConfiguration<>(share, optionsFactory);
    }

    /** The same with another source of options; null for none. */
    public EntryConfiguration<K, V> withOptions(
            @Nullable Factory<? extends EntryOptionsSource<? super K, ? super V>> factory) {
        return new EntryConfiguration<>(jitter, factory);
    }

    @Override
    public String toString() {
        return "entries with" + (optionsFactory == null ? "out" : "") + " options of their own, jitter " + jitter;
    }
}
