package org.tandemcache.config;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;

/**
 * Whether the near tier of a node that starts is filled with what was read most before. Off unless
 * {@link Builder#enabled} says otherwise. Immutable; made by {@link #builder()}.
 *
 * @param enabled whether lists of hot keys are kept in Redis, and read at a start
 * @param keys how many keys such a list has at the most
 * @param every how often one of the nodes writes it
 * @param rate how many keys are read in a second at the most; also where it is off, for {@code TandemCache.preload}
 */
public record PreloadConfiguration(boolean enabled, int keys, Duration every, int rate) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** How many keys a list has, unless it is set. */
    public static final int DEFAULT_KEYS = 5_000;

    /** How many keys are read in a second, unless it is set. */
    public static final int DEFAULT_RATE = 2_000;

    /** How many keys a list has at the most, whatever is set. */
    public static final int MOST_KEYS = 100_000;

    private static final Duration DEFAULT_EVERY = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int HIGHEST_RATE = 1_000_000;

    /** The defaults: off. */
    public static PreloadConfiguration defaults() {
        return builder().build();
    }

    /** On, with the defaults of all else. */
    public static PreloadConfiguration on() {
        return builder().enabled(true).build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return enabled ? "preload of " + keys + " keys, " + rate + " a second" : "no preload";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private boolean enabled;
        private int keys = DEFAULT_KEYS;
        private Duration every = DEFAULT_EVERY;
        private int rate = DEFAULT_RATE;

        private Builder() {}

        /** Whether lists of hot keys are kept in Redis, and read at a start; default no. */
        public Builder enabled(boolean on) {
            enabled = on;
            return this;
        }

        /**
         * How many keys a list has at the most; default {@value PreloadConfiguration#DEFAULT_KEYS}. Those that are
         * longer than 1 KiB in Redis are left out, and what comes behind 4 MiB of them.
         *
         * @throws IllegalArgumentException unless from 1 to {@value PreloadConfiguration#MOST_KEYS}
         */
        public Builder keys(int most) {
            keys = within("near.preload.keys", most, MOST_KEYS);
            return this;
        }

        /**
         * How often one of the nodes writes the list, for all of them; default a minute.
         *
         * @throws IllegalArgumentException unless from 100 ms to a day
         */
        public Builder every(Duration duration) {
            if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "near.preload.every is " + duration + "; allowed: from " + SHORTEST + " to " + LONGEST);
            }
            every = duration;
            return this;
        }

        /**
         * How many keys are read in a second at the most; default {@value PreloadConfiguration#DEFAULT_RATE}. They go
         * in chunks of 100, of which one is under way at a time.
         *
         * @throws IllegalArgumentException unless from 1 to 1000000
         */
        public Builder rate(int keysPerSecond) {
            rate = within("near.preload.rate", keysPerSecond, HIGHEST_RATE);
            return this;
        }

        /** The configuration; the builder can go on without changing it. */
        public PreloadConfiguration build() {
            return new PreloadConfiguration(enabled, keys, every, rate);
        }

        private static int within(String option, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(option + " is " + value + "; allowed: 1 to " + most);
            }
            return value;
        }
    }
}
