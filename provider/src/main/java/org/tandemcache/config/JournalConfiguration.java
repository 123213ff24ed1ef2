package org.tandemcache.config;

import java.io.Serial;
import java.io.Serializable;

/**
 * Whether the changes of a cache are written down in Redis, to be read by
 * {@link org.tandemcache.TandemCache#readJournal}. Off unless {@link Builder#length} says how many. Immutable; made by
 * {@link #builder()}.
 *
 * @param length how many changes are kept; 0 for no journal
 * @param values whether what was stored and what was there before is kept with them
 */
public record JournalConfiguration(long length, boolean values) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The longest journal. */
    public static final long MOST = 100_000_000;

    public JournalConfiguration {
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException("journal.length is " + length + "; allowed: 0 (no journal) to " + MOST);
        }
    }

    /** Whether there is a journal. */
    public boolean isOn() {
        return length > 0;
    }

    /** The defaults: off. */
    public static JournalConfiguration defaults() {
        return builder().build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return isOn() ? "journal of " + length + (values ? " with values" : "") : "no journal";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private long length;
        private boolean values;

        private Builder() {}

        /**
         * How many of the last changes are kept, at the least: Redis removes earlier ones by blocks of about a hundred;
         * 0, the default, for no journal. Each takes about 200 bytes and the key. All nodes that write need it.
         */
        public Builder length(long changes) {
            length = changes;
            return this;
        }

        /** Whether to keep with each change what was stored and what was there before; default no. */
        public Builder values(boolean kept) {
            values = kept;
            return this;
        }

        /**
         * The configuration; the builder can go on without changing it.
         *
         * @throws IllegalArgumentException if the length is below 0 or above {@link JournalConfiguration#MOST}
         */
        public JournalConfiguration build() {
            return new JournalConfiguration(length, values);
        }
    }
}
