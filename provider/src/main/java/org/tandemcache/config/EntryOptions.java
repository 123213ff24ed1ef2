package org.tandemcache.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one entry, where it is to be other than for its cache: given to a write, or by an
 * {@link EntryOptionsSource}. What is left open is as for every entry of the cache. Immutable.
 */
public final class EntryOptions {
    private static final EntryOptions NONE = new EntryOptions(null);

    private final @Nullable Duration lifetime;

    private EntryOptions(@Nullable Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** Leaves all open. */
    public static EntryOptions none() {
        return NONE;
    }

    /**
     * For how long the entry lives from the write on, in place of what the cache's expiry policy says.
     *
     * @param duration in whole milliseconds; a part of one is cut off, but never to zero. Zero for an entry that is not
     *     stored, and removed where there is one; {@code ChronoUnit.FOREVER.getDuration()} for one that never ends
     * @throws IllegalArgumentException if it is negative
     */
    public static EntryOptions lifetime(Duration duration) {
        if (Objects.requireNonNull(duration, "the lifetime is null").isNegative()) {
            throw new IllegalArgumentException("the lifetime of an entry is " + duration + "; allowed: zero or more");
        }
        return new EntryOptions(duration);
    }

    /** The entry lives until it is removed or evicted, whatever the cache's expiry policy says. */
    public static EntryOptions eternal() {
        return lifetime(ChronoUnit.FOREVER.getDuration());
    }

    /** For how long the entry lives; empty for as long as the cache's expiry policy says. */
    public Optional<Duration> lifetime() {
        return Optional.ofNullable(lifetime);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryOptions that && Objects.equals(lifetime, that.lifetime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lifetime);
    }

    @Override
    public String toString() {
        return "entry options: " + (lifetime == null ? "those of the cache" : "lifetime " + lifetime);
    }
}
