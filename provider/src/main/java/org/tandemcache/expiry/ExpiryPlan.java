package org.tandemcache.expiry;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.WriteLifetimes;

/** When a cache knows how long its entries live: beforehand, or only once it has asked the user's policy. */
public sealed interface ExpiryPlan {
    /** The lifetime of an entry that is created. */
    Lifetime creation();

    /** The lifetime of an entry that is updated. */
    Lifetime update();

    /** The lifetime of an entry that is read; {@link Lifetime#UNCHANGED} if reads leave it alone. */
    Lifetime access();

    /** The plan of a policy. */
    static ExpiryPlan of(ExpiryPolicy policy) {
        Ask ask = new Ask(policy);
        if (!Fixed.STOCK.contains(policy.getClass())) {
            return ask;
        }
        Fixed fixed = new Fixed(new WriteLifetimes(ask.creation(), ask.update()), ask.access());
        boolean expiresAtOnce = fixed.creation().isZero()
                || fixed.update().isZero()
                || fixed.access().isZero();
        return expiresAtOnce ? ask : fixed;
    }

    /**
     * The lifetimes are constants above zero and travel with the command: one round trip.
     *
     * @param writes by what a write finds
     * @param access of an entry that is read
     */
    record Fixed(WriteLifetimes writes, Lifetime access) implements ExpiryPlan {
        /** The policies of the specification, whose durations can't change; a subclass may do anything. */
        static final Set<Class<? extends ExpiryPolicy>> STOCK = Set.of(
                EternalExpiryPolicy.class,
                CreatedExpiryPolicy.class,
                ModifiedExpiryPolicy.class,
                TouchedExpiryPolicy.class,
                AccessedExpiryPolicy.class);

        @Override
        public Lifetime creation() {
            return writes.creation();
        }

        @Override
        public Lifetime update() {
            return writes.update();
        }
    }

    /**
     * The policy is asked each time, once the state of the entry is known: a read and a conditional write. A policy
     * that throws is answered as the specification's reference does: eternal for a new entry, unchanged for an old one.
     *
     * @param policy the user's
     * @param prolonging whether it has given a lifetime to an entry that was read; set here
     */
    record Ask(ExpiryPolicy policy, AtomicBoolean prolonging) implements ExpiryPlan {
        private static final Logger log = LoggerFactory.getLogger(ExpiryPlan.class);

        Ask(ExpiryPolicy policy) {
            this(policy, new AtomicBoolean());
        }

        @Override
        public Lifetime creation() {
            try {
                Duration duration = policy.getExpiryForCreation();
                return duration == null ? Lifetime.ETERNAL : lifetime(duration);
            } catch (RuntimeException e) {
                return failed("getExpiryForCreation", e, Lifetime.ETERNAL);
            }
        }

        @Override
        public Lifetime update() {
            try {
                return unchangedOr(policy.getExpiryForUpdate());
            } catch (RuntimeException e) {
                return failed("getExpiryForUpdate", e, Lifetime.UNCHANGED);
            }
        }

        @Override
        public Lifetime access() {
            try {
                Lifetime lifetime = unchangedOr(policy.getExpiryForAccess());
                if (!lifetime.isUnchanged() && !prolonging.get()) { // no write to memory at each read
                    prolonging.set(true);
                }
                return lifetime;
            } catch (RuntimeException e) {
                return failed("getExpiryForAccess", e, Lifetime.UNCHANGED);
            }
        }

        private Lifetime failed(String method, RuntimeException failure, Lifetime instead) {
            log.warn(
                    "{}.{} failed; the entry is treated as {}",
                    policy.getClass().getName(),
                    method,
                    instead,
                    failure);
            return instead;
        }

        private static Lifetime unchangedOr(@Nullable Duration duration) {
            return duration == null ? Lifetime.UNCHANGED : lifetime(duration);
        }

        private static Lifetime lifetime(Duration duration) {
            if (duration.isEternal()) {
                return Lifetime.ETERNAL;
            }
            return Lifetime.of(duration.getDurationAmount(), duration.getTimeUnit());
        }
    }
}
