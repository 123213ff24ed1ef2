package org.tandemcache.config;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How loads keep out of each other's way, and out of that of changes: what a read-through {@code get}, a
 * {@code loadAll}, an {@code invoke} on a key without an entry or {@link org.tandemcache.TandemCache#get(Object,
 * java.util.function.Function)} brings. Immutable; made by {@link #builder()}.
 *
 * @param protection how far it reaches
 * @param lease for how long others wait for a node that loads and does not come back
 * @param rememberAbsent for how long it is remembered that the loader knows no value; null for not at all
 */
public record LoadConfiguration(
        Protection protection, Duration lease, @Nullable Duration rememberAbsent) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** For how long others wait for a node that loads, unless it is set. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(1);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final Duration LONGEST_ABSENCE = Duration.ofDays(1);

    /** How far the protection of loads reaches. */
    public enum Protection {
        /** {@link #CLUSTER} for a cache that has a loader, unless each read prolongs its entries; else {@link #JVM}. */
        AUTO,
        /** None: each reader that misses loads, and what it brings is stored if nothing is there then. */
        NONE,
        /**
         * One load of a key at a time in each JVM; one that was under way while its key was changed in the same JVM is
         * not stored. A change by another node is not noticed: the old value can be stored behind it.
         */
        JVM,
        /**
         * One load of a key at a time on all nodes; one that was under way while its key was changed, by whomever, is
         * not stored. A marker lies in Redis in place of the value meanwhile: a miss costs one round trip more.
         */
        CLUSTER,
    }

    /** The defaults: {@link Protection#AUTO}, ten seconds, nothing remembered of what is absent. */
    public static LoadConfiguration defaults() {
        return builder().build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return "loads protected " + protection + (protection == Protection.NONE ? "" : " for " + lease)
                + (rememberAbsent == null ? "" : ", absent ones remembered for " + rememberAbsent);
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private Protection protection = Protection.AUTO;
        private Duration lease = DEFAULT_LEASE;
        private @Nullable Duration rememberAbsent;

        private Builder() {}

        /** How far it reaches; default {@link Protection#AUTO}. */
        public Builder protection(Protection reach) {
            protection = reach;
            return this;
        }

        /**
         * With {@link Protection#CLUSTER}: how long a load may take. One that takes longer is not stored, and others
         * begin meanwhile. As long others wait for a node that has died over its load; default ten seconds.
         *
         * @throws IllegalArgumentException unless from 1 ms to an hour
         */
        public Builder lease(Duration duration) {
            if (duration.compareTo(SHORTEST_LEASE) < 0 || duration.compareTo(LONGEST_LEASE) > 0) {
                throw new IllegalArgumentException(
                        "load.lease is " + duration + "; allowed: from " + SHORTEST_LEASE + " to " + LONGEST_LEASE);
            }
            lease = duration;
            return this;
        }

        /**
         * For how long it is remembered, on all nodes, that the loader knows no value: a read misses then, and it is
         * not asked. Whatever stores or removes the entry ends that. A cache whose expiry policy prolongs entries that
         * are read is refused with it when it is made. By default nothing is remembered; null for that, too.
         *
         * @throws IllegalArgumentException unless from 1 ms to a day
         */
        public Builder rememberAbsent(@Nullable Duration duration) {
            if (duration != null
                    && (duration.compareTo(SHORTEST_LEASE) < 0 || duration.compareTo(LONGEST_ABSENCE) > 0)) {
                throw new IllegalArgumentException("load.remember-absent is " + duration + "; allowed: from "
                        + SHORTEST_LEASE + " to " + LONGEST_ABSENCE + ", or none");
            }
            rememberAbsent = duration;
            return this;
        }

        /** The configuration; the builder can go on without changing it. */
        public LoadConfiguration build() {
            return new LoadConfiguration(protection, lease, rememberAbsent);
        }
    }
}
