package org.tandemcache.jcache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.RefreshConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.RefreshCounters;
import org.tandemcache.engine.RefreshParts;
import org.tandemcache.engine.RefreshTimes;
import org.tandemcache.engine.Refreshes;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;

/** Builds what refreshes the entries of a cache, or says why they can't be. */
final class RefreshAssembler {
    private RefreshAssembler() {}

    /**
     * What a cache with refreshes has; for a configuration that has them.
     *
     * @param besides the key space of the leases
     * @param leases the far tier of that key space
     */
    static RefreshParts parts(
            String cacheName,
            Keyspace keyspace,
            Keyspace besides,
            FarTier leases,
            ExpiryPlan plan,
            TandemConfiguration<?, ?> cache,
            RefreshThreads threads,
            RefreshCounters counters) {
        RefreshConfiguration configuration = cache.refresh();
        Duration lease = longer(configuration.retry(), cache.load().lease());
        return new RefreshParts(
                keyspace,
                besides,
                leases,
                Lifetime.of(lease.toMillis(), TimeUnit.MILLISECONDS),
                new Refreshes.Parts(
                        times(cacheName, cache, plan),
                        configuration.retry(),
                        configuration.waitFor(),
                        threads,
                        threads::isOwnThread,
                        counters));
    }

    /** @param threads null for a cache without refreshes */
    static Runnable closing(Runnable near, @Nullable RefreshThreads threads) {
        return threads == null
                ? near
                : () -> {
                    try {
                        near.run();
                    } finally {
                        threads.close();
                    }
                };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** @throws IllegalArgumentException if the entries of such a cache can't be refreshed */
    private static RefreshTimes times(String cacheName, TandemConfiguration<?, ?> cache, ExpiryPlan plan) {
        RefreshConfiguration refresh = cache.refresh();
        if (cache.getCacheLoaderFactory() == null || !cache.isReadThrough()) {
            throw refused(cacheName, refresh, "no loader that reads through", "beside a loader and read-through");
        }
        if (cache.readFrom() != ReadFrom.MASTER) {
            throw refused(
                    cacheName,
                    refresh,
                    "read-from " + cache.readFrom() + ", and replicas may still show what was refreshed long ago",
                    "beside read-from master");
        }
        if (plan instanceof ExpiryPlan.Fixed && !plan.access().isUnchanged()) {
            throw refused(
                    cacheName,
                    refresh,
                    "an expiry policy by which each read prolongs the entry, so that what is read is never due",
                    "beside the policies created and modified, or one of your own");
        }
        boolean varying = plan instanceof ExpiryPlan.Ask || cache.entries().optionsFactory() != null;
        Lifetime lifetime = plan instanceof ExpiryPlan.Fixed fixed ? fixed.creation() : null;
        if (lifetime == null || (varying && !lifetime.isLimited())) {
            if (refresh.beforeExpiry() == null) {
                throw refused(
                        cacheName,
                        refresh,
                        "lifetimes that are not known beforehand",
                        "a duration, or a share beside the policies created and modified");
            }
            return RefreshTimes.of(refresh.beforeExpiry(), true);
        }
        long shortest = (long) (lifetime.millis() * (1 - cache.entries().jitter()));
        return RefreshTimes.of(before(cacheName, refresh, lifetime, Math.max(1, shortest)), varying);
    }

    /** @param shortest of the lifetimes that entries are given, in milliseconds, but for those that have their own */
    private static Duration before(String cacheName, RefreshConfiguration refresh, Lifetime lifetime, long shortest) {
        if (!lifetime.isLimited()) {
            throw refused(
                    cacheName,
                    refresh,
                    "an expiry policy by which no entry ever expires",
                    "beside the policies created and modified, or one of your own");
        }
        Duration before = refresh.beforeExpiry() == null
                ? Duration.ofMillis(Math.max(1, (long) (refresh.share() * shortest)))
                : refresh.beforeExpiry();
        if (before.toMillis() >= shortest) {
            throw refused(
                    cacheName,
                    refresh,
                    "entries that live for " + Duration.ofMillis(shortest) + " and would be due at once",
                    "less than that");
        }
        return before;
    }

    private static IllegalArgumentException refused(
            String cacheName, RefreshConfiguration refresh, String why, String allowed) {
        Object given = refresh.beforeExpiry() == null ? refresh.share() : refresh.beforeExpiry();
        return new IllegalArgumentException("cache \"" + cacheName + "\" has refresh.before-expiry " + given + " and "
                + why + "; allowed: " + allowed + ", or no refresh.before-expiry");
    }
}
