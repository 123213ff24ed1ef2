package org.tandemcache.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one entry, where it is to be other than for its cache: given to a write, or by an
 * {@link EntryOptionsSource}. What is left open is as for every entry of the cache. Immutable.
 */
public final class EntryOptions {
    private static final EntryOptions NONE = new EntryOptions(null, Collections.emptySortedSet(), null);

    private final @Nullable Duration lifetime;

    private final SortedSet<String> tags;
    private final @Nullable TagStamp stamp;

    private EntryOptions(@Nullable Duration lifetime, SortedSet<String> tags, @Nullable TagStamp stamp) {
        this.lifetime = lifetime;
        this.tags = tags;
        this.stamp = stamp;
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
        return new EntryOptions(duration, NONE.tags, null);
    }

    /** The entry lives until it is removed or evicted, whatever the cache's expiry policy says. */
    public static EntryOptions eternal() {
        return lifetime(ChronoUnit.FOREVER.getDuration());
    }

    /**
     * The same with more tags: the entry ends when one of them is invalidated
     * ({@link org.tandemcache.TandemCache#invalidateTags}). For a cache with {@code tags.mode = tags}.
     *
     * @param names each of 1 to 255 bytes in UTF-8, and not {@code *}; a name twice is as good as once
     * @throws IllegalArgumentException if a name is not allowed, or an entry would have more than 100 tags
     * @throws NullPointerException if a name is null
     */
    public EntryOptions withTags(String... names) {
        return withTags(List.of(names));
    }

    /** {@link #withTags(String...)}. */
    public EntryOptions withTags(Collection<String> names) {
        return new EntryOptions(lifetime, TagNames.joined(tags, names), stamp);
    }

    /**
     * The same with the tags of a stamp, as they were when it was taken: for a value that was read after that. In place
     * of another stamp, whose tags remain. Options that an {@link EntryOptionsSource} gives come too late for a stamp:
     * its tags alone count then.
     *
     * @throws IllegalArgumentException if an entry would have more than 100 tags
     */
    public EntryOptions withStamp(TagStamp taken) {
        Objects.requireNonNull(taken, "the stamp is null");
        return new EntryOptions(lifetime, TagNames.joined(tags, taken.tags()), taken);
    }

    /**
     * These, and what they leave open by others: a lifetime where this has none, and the tags of both. Without the
     * other's stamp.
     */
    public EntryOptions orElse(EntryOptions other) {
        return new EntryOptions(lifetime == null ? other.lifetime : lifetime, TagNames.joined(tags, other.tags), stamp);
    }

    /** The tags of the entry, those of its stamp among them, in the order of their names; empty for none. */
    public Set<String> tags() {
        return tags;
    }

    /** What was taken before the value was read; empty where nothing was. */
    public Optional<TagStamp> stamp() {
        return Optional.ofNullable(stamp);
    }

    /** For how long the entry lives; empty for as long as the cache's expiry policy says. */
    public Optional<Duration> lifetime() {
        return Optional.ofNullable(lifetime);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryOptions that
                && Objects.equals(lifetime, that.lifetime)
                && tags.equals(that.tags)
                && Objects.equals(stamp, that.stamp);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lifetime, tags, stamp);
    }

    @Override
    public String toString() {
        return "entry options: " + (lifetime == null ? "the lifetime of the cache" : "lifetime " + lifetime)
                + (tags.isEmpty() ? "" : ", tags " + tags)
                + (stamp == null ? "" : ", " + stamp);
    }
}
