package org.tandemcache.jcache;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.ImmutableTypes;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.coherence.InvalidationListener;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.ChangeNotices;
import org.tandemcache.engine.NearKeys;
import org.tandemcache.engine.NearParts;
import org.tandemcache.engine.TierCounters;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Patience;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.near.NearBounds;
import org.tandemcache.near.Validity;
import org.tandemcache.tags.CacheTags;
import org.tandemcache.tags.TaggedReads;
import org.tandemcache.telemetry.CallWatch;

/** Builds the near tier of a cache. */
final class NearAssembler {
    private static final Logger log = LoggerFactory.getLogger(NearAssembler.class);

    private NearAssembler() {}

    /** The near tier that the configuration asks for, or null. */
    static <K> @Nullable NearParts<K> near(
            ManagerParts shared,
            String cacheName,
            Keyspace keyspace,
            KeyFormat keys,
            ExpiryPlan plan,
            TandemConfiguration<?, ?> cache,
            Patience patience,
            ValueSizes sizes,
            TierCounters counters,
            CallWatch watch,
            @Nullable CacheTags tags) {
        NearConfiguration configuration = cache.near();
        TrackedClient tracked = shared.tracked();
        if (!isWanted(cacheName, cache, plan, tracked != null) || tracked == null) {
            return null;
        }
        NearKeys<K> nearKeys = NearKeys.of(
                keys,
                new NearBounds(
                        configuration.maximum(),
                        configuration.inBytes(),
                        configuration.timeToLive(),
                        configuration.timeToIdle()),
                System::nanoTime);
        ChangeNotices changes = new ChangeNotices();
        InvalidationListener listener = (key, promise) -> changes.changed(invalidate(nearKeys, keys, key, promise));
        tracked.register(keyspace, listener);
        Predicate<Object> shareable = configuration.values() == NearConfiguration.Values.SHARED
                ? any -> true
                : new ImmutableTypes(configuration.immutableTypes());
        CoherentReads reads =
                shared.guards().around(watch.around(patience.endsEarly() ? tracked.within(patience.limit()) : tracked));
        return new NearParts<>(
                nearKeys,
                tags == null ? reads : new TaggedReads(reads, tags),
                shareable,
                configuration.absentRemembered(),
                patience,
                sizes,
                watch.around(shared.guards()::waits),
                counters,
                configuration.mode() == NearConfiguration.Mode.AUTO
                        ? () -> {
                            tellProlonging(cacheName);
                            nearKeys.tier().dropAll();
                        }
                        : null,
                changes,
                () -> {
                    tracked.unregister(keyspace, listener);
                    nearKeys.close();
                });
    }

    /**
     * Whether there shall be one; the log is told why there is none where nobody has said so.
     *
     * @param allowed whether the manager's caches may have any
     * @throws IllegalArgumentException for one that was asked for and can't be
     */
    private static boolean isWanted(
            String cacheName, TandemConfiguration<?, ?> cache, ExpiryPlan plan, boolean allowed) {
        NearConfiguration configuration = cache.near();
        boolean lagging = cache.readFrom() != ReadFrom.MASTER;
        if (lagging && configuration.mode() == NearConfiguration.Mode.ON) {
            throw new IllegalArgumentException("cache \"" + cacheName + "\" reads from " + cache.readFrom()
                    + " and has near mode ON, but near copies come from masters alone; allowed: near mode AUTO or OFF,"
                    + " or read-from master");
        }
        if (!allowed || configuration.mode() == NearConfiguration.Mode.OFF) {
            return false;
        }
        if (lagging) {
            log.info(
                    "Cache \"{}\" has no near tier: it reads from {}, and near copies come from masters alone",
                    cacheName,
                    cache.readFrom());
            return false;
        }
        boolean readsProlong =
                plan instanceof ExpiryPlan.Fixed fixed && !fixed.access().isUnchanged();
        if (readsProlong && configuration.mode() == NearConfiguration.Mode.AUTO) {
            tellProlonging(cacheName);
            return false;
        }
        return true;
    }

    private static void tellProlonging(String cacheName) {
        log.info(
                "Cache \"{}\" has no near tier: its expiry policy prolongs entries that are read, and each such read would"
                        + " call back every copy. Mode ON makes one all the same",
                cacheName);
    }

    private static FarKey invalidate(NearKeys<?> near, KeyFormat keys, byte[] bytes, Validity promise) {
        FarKey key = keys.named(bytes);
        if (key == null) {
            throw new IllegalArgumentException("a notice names a key that does not come back from its bytes");
        }
        near.tier().invalidate(near.of(key), promise);
        return key;
    }
}
