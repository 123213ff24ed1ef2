package org.tandemcache.config;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a cache does while Redis is away: while it can't be reached or does not answer in time. A command that Redis
 * answers with an error (out of memory, not allowed) is an error in every mode. Immutable; made by {@link #builder()}.
 *
 * <table>
 * <caption>Operations while Redis is away, in the modes BYPASS and SERVE_NEAR</caption>
 * <tr><th>operation</th><th>what it does</th></tr>
 * <tr><td>get, getAll</td><td>miss, then the loader with read-through; SERVE_NEAR: first a near copy</td></tr>
 * <tr><td>containsKey</td><td>false; SERVE_NEAR: true for a near copy</td></tr>
 * <tr><td>put, putAll</td><td>the writer with write-through; the entries are dropped</td></tr>
 * <tr><td>getAndPut</td><td>as put, and returns null</td></tr>
 * <tr><td>putIfAbsent</td><td>as put, and returns true: don't use it as a lock in these modes</td></tr>
 * <tr><td>replace, getAndReplace</td><td>nothing; false or null</td></tr>
 * <tr><td>remove(key), removeAll(keys), getAndRemove</td><td>the writer with write-through; false or null</td></tr>
 * <tr><td>remove(key, value)</td><td>nothing; false</td></tr>
 * <tr><td>invoke, invokeAll</td><td>the processor sees no entry, or what the loader gives; what it stores is
 *     dropped</td></tr>
 * <tr><td>loadAll</td><td>the loader is called; what it brings is dropped</td></tr>
 * <tr><td>iterator</td><td>ends, also in the middle</td></tr>
 * <tr><td>clear, removeAll(), invalidateAll</td><td>nothing</td></tr>
 * </table>
 *
 * <p>Statistics and listeners tell what the callers were answered. A write that was dropped is lost: if Redis comes
 * back with its data, it has the entry from before, until it expires or is written again.
 *
 * @param mode what to do
 * @param staleness how long a copy is served in the mode SERVE_NEAR at the most, counted from Redis's last proof of
 *     life
 * @param softTimeout how long get, getAll and containsKey wait for Redis in the modes BYPASS and SERVE_NEAR before they
 *     answer as while it is away; null for the command timeout
 */
public record FailureConfiguration(
        Mode mode, Duration staleness, @Nullable Duration softTimeout) implements Serializable {
    /** For how long near copies are served without Redis, unless it is set. */
    public static final Duration DEFAULT_STALENESS = Duration.ofMinutes(1);

    private static final Duration LONGEST_STALENESS = Duration.ofDays(1);

    /** What a cache does while Redis is away. */
    public enum Mode {
        /** A {@link javax.cache.CacheException} that tells what happened. */
        FAIL,
        /** It behaves as an empty cache that keeps nothing. */
        BYPASS,
        /** As {@link #BYPASS}, and reads are answered by near copies that nobody can prove any more, for a while. */
        SERVE_NEAR,
    }

    @Override
    public String toString() {
        return "without Redis " + mode + (mode == Mode.SERVE_NEAR ? " for " + staleness : "")
                + (softTimeout == null ? "" : ", soft timeout " + softTimeout);
    }

    /** The defaults: {@link Mode#FAIL}. */
    public static FailureConfiguration defaults() {
        return builder().build();
    }

    /** {@link Mode#BYPASS}. */
    public static FailureConfiguration bypass() {
        return builder().mode(Mode.BYPASS).build();
    }

    /** {@link Mode#SERVE_NEAR} with the default staleness. */
    public static FailureConfiguration serveNear() {
        return builder().mode(Mode.SERVE_NEAR).build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private Mode mode = Mode.FAIL;
        private Duration staleness = DEFAULT_STALENESS;
        private @Nullable Duration softTimeout;

        private Builder() {}

        /** What to do; default {@link Mode#FAIL}. */
        public Builder mode(Mode newMode) {
            mode = newMode;
            return this;
        }

        /**
         * How long near copies are served without Redis in the mode {@link Mode#SERVE_NEAR}; default one minute.
         *
         * @throws IllegalArgumentException unless above zero and at most a day
         */
        public Builder staleness(Duration duration) {
            staleness = within("failure.staleness", duration);
            return this;
        }

        /**
         * How long {@code get}, {@code getAll} and {@code containsKey} wait for an answer of Redis in the modes
         * {@link Mode#BYPASS} and {@link Mode#SERVE_NEAR}; default null, for the command timeout. When it has passed
         * they answer as while Redis is away: by a near copy, the loader or a miss. What the loader brings is stored
         * behind the caller's back then. It is no failure for the circuit breaker, and means nothing to writes and to
         * the making of a connection.
         *
         * @throws IllegalArgumentException unless above zero and at most a day
         */
        public Builder softTimeout(@Nullable Duration duration) {
            softTimeout = duration == null ? null : within("failure.soft-timeout", duration);
            return this;
        }

        /** @throws IllegalArgumentException if there is a soft timeout and the mode is {@link Mode#FAIL} */
        public FailureConfiguration build() {
            if (softTimeout != null && mode == Mode.FAIL) {
                throw new IllegalArgumentException("failure.soft-timeout is " + softTimeout
                        + " and failure.mode is FAIL, which has none; allowed beside" + " it: BYPASS, SERVE_NEAR");
            }
            return new FailureConfiguration(mode, staleness, softTimeout);
        }

        private static Duration within(String option, Duration value) {
            if (value.isZero() || value.isNegative() || value.compareTo(LONGEST_STALENESS) > 0) {
                throw new IllegalArgumentException(
                        option + " is " + value + "; allowed: any duration above zero, up to " + LONGEST_STALENESS);
            }
            return value;
        }
    }
}
