package org.tandemcache.examples.recipes.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.processor.MutableEntry;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * Locks in a cache: one holder at a time, on all nodes. <strong>A holder that is paused for longer than the lease has
 * lost its lock and does not know it</strong>, and so may one whose Redis fails over: what the lock protects must
 * refuse fences lower than the highest that it has seen. Without that it is a lock that saves work, not one to rest on.
 * Thread-safe.
 */
final class CacheLock {
    private final Cache<String, String> holders;
    private final Cache<String, Long> fences;

    /**
     * Locks of a manager; all nodes must name the same lease.
     *
     * @param lease for how long a holder that has died keeps others waiting
     */
    CacheLock(CacheManager manager, Duration lease) {
        var lifetime = new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, lease.toMillis());
        holders = manager.createCache(
                "lock-holders",
                strict(new MutableConfiguration<String, String>()
                        .setTypes(String.class, String.class)
                        .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(lifetime))));
        fences = manager.createCache(
                "lock-fences",
                strict(new MutableConfiguration<String, Long>()
                        .setTypes(String.class, Long.class)
                        .setExpiryPolicyFactory(EternalExpiryPolicy.factoryOf())));
    }

    /** Never bypassed while Redis is away: an empty cache would give the lock to everybody. */
    private static <K, V> TandemConfiguration<K, V> strict(MutableConfiguration<K, V> configuration) {
        return TandemConfiguration.copyOf(configuration)
                .withNear(NearConfiguration.off())
                .withFailure(FailureConfiguration.defaults());
    }

    /**
     * Takes the lock, if nobody holds it. Three round trips, or one if somebody does.
     *
     * @throws javax.cache.CacheException if Redis does not answer; the lock may be taken then, until its lease ends
     */
    Optional<Held> tryLock(String name) {
        String owner = UUID.randomUUID().toString();
        if (!holders.putIfAbsent(name, owner)) {
            return Optional.empty();
        }
        long fence = fences.invoke(name, CacheLock::increment);
        // Its own still: else another's fence may be the lower one of the two
        return holders.replace(name, owner, owner) ? Optional.of(new Held(name, owner, fence)) : Optional.empty();
    }

    private static Long increment(MutableEntry<String, Long> entry, Object... none) {
        long next = entry.exists() ? entry.getValue() + 1 : 1;
        entry.setValue(next);
        return next;
    }

    /** A lock that was taken. */
    final class Held implements AutoCloseable {
        private final String name;
        private final String owner;
        private final long fence;

        private Held(String name, String owner, long fence) {
            this.name = name;
            this.owner = owner;
            this.fence = fence;
        }

        /** Higher than that of every holder before. Goes along with each write to what the lock protects. */
        long fence() {
            return fence;
        }

        /** Begins the lease anew. False if the lock is lost: stop. */
        boolean extend() {
            return holders.replace(name, owner, owner);
        }

        /** Gives the lock back. False if it was lost before: another may have been at work at the same time. */
        boolean release() {
            return holders.remove(name, owner);
        }

        @Override
        public void close() {
            boolean unused = release();
        }
    }
}
