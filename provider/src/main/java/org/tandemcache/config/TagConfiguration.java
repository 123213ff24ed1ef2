package org.tandemcache.config;

import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether all entries of a cache, or all that have a tag, can be invalidated at once. Immutable; made by
 * {@link #builder()}.
 *
 * @param mode what entries are stamped with
 * @param space whose tags the cache's entries have, in common with other caches; null for those of the cache alone
 */
public record TagConfiguration(Mode mode, @Nullable String space) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What entries are stamped with. */
    public enum Mode {
        /**
         * {@link #GENERATION} in the caches of Spring's annotations that may have a near tier and remember no absence
         * of values, for these are cleared as a whole; else {@link #OFF}.
         */
        AUTO,
        /** Nothing. */
        OFF,
        /**
         * The generation of the cache, 13 bytes an entry: {@link org.tandemcache.TandemCache#invalidateAll()} is one
         * command then. What was stored without it is not there for the cache, nor are its entries there for a node on
         * which this is off.
         */
        GENERATION,
        /**
         * The generation, and the tags that {@link EntryOptions#withTags} gives to an entry: 9 bytes each beside its
         * name, and 3 in all. {@link org.tandemcache.TandemCache#invalidateTags} ends all entries with a tag then.
         * Nodes on which this is {@link #GENERATION} see the same entries, and judge them by their tags too.
         */
        TAGS,
    }

    public TagConfiguration {
        Objects.requireNonNull(mode, "the mode of tags is null");
        if (space != null && space.isBlank()) {
            throw new IllegalArgumentException(
                    "the space of tags is \"" + space + "\"; allowed: a name, or none for tags of the cache alone");
        }
    }

    /** Whether entries are stamped. {@link Mode#AUTO} is off for whoever has not decided yet. */
    public boolean isOn() {
        return mode == Mode.GENERATION || mode == Mode.TAGS;
    }

    /** Whether entries can have tags of the user. */
    public boolean areNamed() {
        return mode == Mode.TAGS;
    }

    /** The same with another mode. */
    public TagConfiguration withMode(Mode other) {
        return new TagConfiguration(other, space);
    }

    /** The defaults: {@link Mode#AUTO}, and tags of the cache alone. */
    public static TagConfiguration defaults() {
        return builder().build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return "tags " + mode + (space == null ? "" : " of \"" + space + "\"");
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private Mode mode = Mode.AUTO;
        private @Nullable String space;

        private Builder() {}

        /** What entries are stamped with; default {@link Mode#AUTO}. */
        public Builder mode(Mode stamps) {
            mode = stamps;
            return this;
        }

        /**
         * Whose tags the entries have: with the same name in several caches of a namespace one call of
         * {@link org.tandemcache.TandemCache#invalidateTags} on one of them ends the entries of all. Each node has to
         * have the same one for a cache, or they don't see each other's entries. Default null, the cache's own.
         *
         * @throws IllegalArgumentException by {@link #build}, if it is blank
         */
        public Builder space(@Nullable String name) {
            space = name;
            return this;
        }

        /** The configuration; the builder can go on without changing it. */
        public TagConfiguration build() {
            return new TagConfiguration(mode, space);
        }
    }
}
