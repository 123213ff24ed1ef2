package org.tandemcache.jcache;

import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.HotKeys;
import org.tandemcache.engine.NearParts;
import org.tandemcache.engine.Preload;
import org.tandemcache.engine.PreloadCounters;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.expiry.WriteExpiry;
import org.tandemcache.far.FarPath;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Keyspace;

/** Builds what fills the near tier of a cache before its readers do. */
final class PreloadAssembler {
    /** The third part of the keys beside the entries. */
    private static final String PURPOSE = "hot";

    private PreloadAssembler() {}

    /**
     * Null for a cache without near tier, and for one in which each read prolongs the entry, as those of a preload
     * would.
     *
     * @param entries the key space of the entries
     * @param tiers makes what holds the keys of a space
     * @throws IllegalArgumentException if such a cache is to be preloaded
     */
    static <K> Preload.@Nullable Parts<K> parts(
            TandemCacheManager manager,
            String cacheName,
            Keyspace entries,
            ExpiryPlan plan,
            TandemConfiguration<?, ?> cache,
            @Nullable NearParts<K> near,
            Function<Keyspace, FarTier> tiers,
            PreloadCounters counters) {
        PreloadConfiguration configuration = cache.near().preload();
        boolean readsProlong = WriteExpiry.readsProlong(plan);
        if (readsProlong && configuration.enabled()) {
            throw new IllegalArgumentException("cache \"" + cacheName + "\" has near.preload.enabled true and an expiry"
                    + " policy by which each read prolongs the entry, those of a preload too; allowed: false, or the"
                    + " policies eternal, created and modified");
        }
        if (near == null || readsProlong) {
            return null;
        }
        ManagerParts shared = manager.parts();
        return new Preload.Parts<>(
                cacheName,
                configuration,
                configuration.enabled() ? hotKeys(shared, cacheName, entries, cache, near, tiers, counters) : null,
                shared.patience().limit(),
                manager.resources()::preloads,
                isUsed(plan, near),
                counters);
    }

    private static <K> HotKeys<K> hotKeys(
            ManagerParts shared,
            String cacheName,
            Keyspace entries,
            TandemConfiguration<?, ?> cache,
            NearParts<K> near,
            Function<Keyspace, FarTier> tiers,
            PreloadCounters counters) {
        PreloadConfiguration configuration = cache.near().preload();
        Keyspace besides = entries.beside(PURPOSE);
        long room = cache.near().inBytes() ? Long.MAX_VALUE : cache.near().maximum();
        return new HotKeys<>(
                cacheName,
                entries,
                besides,
                near.keys(),
                FarPath.start().through(shared.guards().calls()).to(tiers.apply(besides)),
                (int) Math.min(configuration.keys(), room),
                configuration.every(),
                shared.clientName(),
                counters);
    }

    /** Once a policy that must be asked prolongs what is read, readers leave the near tier. */
    private static BooleanSupplier isUsed(ExpiryPlan plan, NearParts<?> near) {
        return near.onProlonging() != null && plan instanceof ExpiryPlan.Ask ask
                ? () -> !ask.prolonging().get()
                : () -> true;
    }

    /** @param hot null where there is no list */
    static Runnable destroying(Runnable other, @Nullable HotKeys<?> hot) {
        return hot == null
                ? other
                : () -> {
                    other.run();
                    hot.destroy();
                };
    }

    /** @param preload null for a cache without */
    static Runnable closing(@Nullable Preload<?> preload, Runnable other) {
        return preload == null
                ? other
                : () -> {
                    preload.close();
                    other.run();
                };
    }
}
