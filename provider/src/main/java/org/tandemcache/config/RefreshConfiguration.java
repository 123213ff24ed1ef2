package org.tandemcache.config;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How entries are loaded anew before they expire, while their readers go on with what there is. Off unless
 * {@link Builder#beforeExpiry} says when. Immutable; made by {@link #builder()}.
 *
 * @param beforeExpiry how long before its end an entry is due; null with a share, and while it is off
 * @param share the part of its lifetime that is left when an entry is due; 0 with a duration, and while it is off
 * @param waitFor how long a reader waits for the new value, before it takes the old one
 * @param retry how long after a refresh that failed the next one of the same key begins, on all nodes
 * @param threads how many refreshes run at a time in this JVM
 */
public record RefreshConfiguration(
        @Nullable Duration beforeExpiry, double share, Duration waitFor, Duration retry, int threads)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** How long after a refresh that failed the next one begins, unless it is set. */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(10);

    /** How many refreshes run at a time, unless it is set. */
    public static final int DEFAULT_THREADS = 4;

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(100 * 365);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofDays(1);
    private static final int MOST_THREADS = 256;

    /** The defaults: off. */
    public static RefreshConfiguration defaults() {
        return builder().build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether entries are refreshed at all. */
    public boolean isOn() {
        return beforeExpiry != null || share > 0;
    }

    @Override
    public String toString() {
        return isOn()
                ? "refreshed " + (beforeExpiry == null ? share + " of the lifetime" : beforeExpiry) + " before expiry"
                : "not refreshed";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private @Nullable Duration beforeExpiry;
        private double share;
        private Duration waitFor = Duration.ZERO;
        private Duration retry = DEFAULT_RETRY;
        private int threads = DEFAULT_THREADS;

        private Builder() {}

        /**
         * Refreshes entries that are read so shortly before they expire; none by default. What is fresh for ten minutes
         * and may be handed out for an hour has a lifetime of an hour, and is due 50 minutes before its end.
         *
         * @throws IllegalArgumentException unless from 1 ms to 100 years
         */
        public Builder beforeExpiry(Duration duration) {
            beforeExpiry = within("refresh.before-expiry", duration, SHORTEST, LONGEST);
            share = 0;
            return this;
        }

        /**
         * Refreshes entries that are read when such a part of their lifetime is left: 0.2 for the last fifth. Needs an
         * expiry policy whose lifetimes are known beforehand (created, modified).
         *
         * @throws IllegalArgumentException unless above 0 and below 1
         */
        public Builder beforeExpiry(double part) {
            if (!(part > 0 && part < 1)) {
                throw new IllegalArgumentException(
                        "refresh.before-expiry is " + part + "; allowed: a share above 0 and below 1, or a duration");
            }
            share = part;
            beforeExpiry = null;
            return this;
        }

        /**
         * How long a reader of an entry that is due waits for the new value, before it takes the old one, which it does
         * in any case when that expires; default zero. {@code getNear} never waits.
         *
         * @throws IllegalArgumentException if negative or above a minute
         */
        public Builder waitFor(Duration duration) {
            waitFor = within("refresh.wait", duration, Duration.ZERO, LONGEST_WAIT);
            return this;
        }

        /**
         * How long after a refresh that failed the next one of the same key begins, on whichever node; default ten
         * seconds. Where it is shorter than {@code load.lease}, that counts.
         *
         * @throws IllegalArgumentException unless from 1 ms to a day
         */
        public Builder retry(Duration duration) {
            retry = within("refresh.retry", duration, SHORTEST, LONGEST_RETRY);
            return this;
        }

        /**
         * How many refreshes run at a time in this JVM; default four. At most 1,000 keys wait for them, and what comes
         * beyond that is not refreshed for now. The threads end after ten seconds without work, and with the cache.
         *
         * @throws IllegalArgumentException unless from 1 to 256
         */
        public Builder threads(int count) {
            if (count < 1 || count > MOST_THREADS) {
                throw new IllegalArgumentException("refresh.threads is " + count + "; allowed: 1 to " + MOST_THREADS);
            }
            threads = count;
            return this;
        }

        /** The configuration; the builder can go on without changing it. */
        public RefreshConfiguration build() {
            return new RefreshConfiguration(beforeExpiry, share, waitFor, retry, threads);
        }

        private static Duration within(String option, Duration value, Duration least, Duration most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        option + " is " + value + "; allowed: from " + least + " to " + most);
            }
            return value;
        }
    }
}
