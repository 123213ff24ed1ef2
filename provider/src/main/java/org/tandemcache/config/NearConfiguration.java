package org.tandemcache.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The near tier of a cache: whether there is one, what it keeps, and how it hands values out. Immutable; made by
 * {@link #builder()}.
 *
 * @param mode when there is a near tier
 * @param maximum the bound: entries, or bytes
 * @param inBytes what the bound counts
 * @param timeToLive for how long a copy is served at the most; null for none
 * @param timeToIdle for how long a copy is kept that nobody reads; null for none
 * @param absentRemembered whether to remember that a key has no entry
 * @param values how values are handed out
 * @param immutableTypes classes whose objects nobody can change, beside those that Tandem knows
 * @param preload whether it is filled when a node starts
 */
public record NearConfiguration(
        Mode mode,
        long maximum,
        boolean inBytes,
        @Nullable Duration timeToLive,
        @Nullable Duration timeToIdle,
        boolean absentRemembered,
        Values values,
        Set<Class<?>> immutableTypes,
        PreloadConfiguration preload)
        implements Serializable {
    /** The bound of whoever sets none: so many entries. */
    public static final long DEFAULT_MAXIMUM_ENTRIES = 10_000;

    /** When a cache has a near tier. */
    public enum Mode {
        /** Unless its expiry policy prolongs entries that are read: each such read would call back every copy. */
        AUTO,
        /**
         * In any case. With an expiry policy that prolongs entries that are read, a near hit does not; a copy is served
         * for half of that time at the most, so that an entry in use is prolonged before it ends.
         */
        ON,
        /** Never. */
        OFF,
    }

    /** How values are handed out. */
    public enum Values {
        /** Objects that can't be changed are shared, others are decoded anew for each caller (store by value). */
        COPIED,
        /** Every caller gets the same object: the user promises that nobody changes one. */
        SHARED,
    }

    public NearConfiguration {
        immutableTypes = Set.copyOf(immutableTypes);
    }

    /** The defaults. */
    public static NearConfiguration defaults() {
        return builder().build();
    }

    /** No near tier. */
    public static NearConfiguration off() {
        return builder().mode(Mode.OFF).build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return "near tier " + mode + ", at most " + maximum + (inBytes ? " bytes" : " entries");
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private Mode mode = Mode.AUTO;
        private long maximum = DEFAULT_MAXIMUM_ENTRIES;
        private boolean inBytes;
        private @Nullable Duration timeToLive;
        private @Nullable Duration timeToIdle;
        private boolean absentRemembered;
        private Values values = Values.COPIED;
        private Set<Class<?>> immutableTypes = Set.of();
        private PreloadConfiguration preload = PreloadConfiguration.defaults();

        private Builder() {}

        /** When there is a near tier; default {@link Mode#AUTO}. */
        public Builder mode(Mode newMode) {
            mode = newMode;
            return this;
        }

        /**
         * Bounds the tier by entries; default {@value NearConfiguration#DEFAULT_MAXIMUM_ENTRIES}. Takes the place of
         * {@link #maximumBytes}.
         *
         * @throws IllegalArgumentException unless above zero
         */
        public Builder maximumEntries(long entries) {
            maximum = positive("near.maximumEntries", entries);
            inBytes = false;
            return this;
        }

        /**
         * Bounds the tier by the encoded size of its keys and values before compression, in bytes, with an allowance
         * for each entry. Takes the place of {@link #maximumEntries}.
         *
         * @throws IllegalArgumentException unless above zero
         */
        public Builder maximumBytes(long bytes) {
            maximum = positive("near.maximumBytes", bytes);
            inBytes = true;
            return this;
        }

        /**
         * For how long a copy is served at the most after it was read; none by default: the server calls copies back,
         * and they never outlive their entries.
         *
         * @throws IllegalArgumentException unless above zero
         */
        public Builder timeToLive(Duration duration) {
            timeToLive = positive("near.timeToLive", duration);
            return this;
        }

        /**
         * For how long a copy is kept that nobody reads; none by default.
         *
         * @throws IllegalArgumentException unless above zero
         */
        public Builder timeToIdle(Duration duration) {
            timeToIdle = positive("near.timeToIdle", duration);
            return this;
        }

        /** Whether to remember that a key has no entry, until the server tells of one; default no. */
        public Builder rememberAbsent(boolean remember) {
            absentRemembered = remember;
            return this;
        }

        /** How values are handed out; default {@link Values#COPIED}. */
        public Builder values(Values handedOut) {
            values = handedOut;
            return this;
        }

        /** Classes whose objects nobody can change, beside those that Tandem knows; none by default. */
        public Builder immutableTypes(Class<?>... types) {
            immutableTypes = Set.of(types);
            return this;
        }

        /**
         * Whether the near tier of a node that starts is filled with what was read most before; off by default. Of no
         * effect where there is no near tier.
         */
        public Builder preload(PreloadConfiguration configuration) {
            preload = configuration;
            return this;
        }

        public NearConfiguration build() {
            return new NearConfiguration(
                    mode, maximum, inBytes, timeToLive, timeToIdle, absentRemembered, values, immutableTypes, preload);
        }

        private static long positive(String option, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(option + " is " + value + "; allowed: 1 or more");
            }
            return value;
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + " is " + value + "; allowed: any duration above zero");
            }
            return value;
        }
    }
}
