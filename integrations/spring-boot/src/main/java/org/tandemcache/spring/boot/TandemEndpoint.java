package org.tandemcache.spring.boot;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemHealth;
import org.tandemcache.TandemManager;
import org.tandemcache.config.EffectiveSetting;

/**
 * {@code GET /actuator/tandem}: how the manager stands, what its caches do in each tier, the settings that hold;
 * {@code GET /actuator/tandem/name}: one cache; {@code POST /actuator/tandem/name} with <code>{"drop":"near"}</code>:
 * forgets the near copies of that cache in this instance. Costs no round trip. Thread-safe.
 */
@Endpoint(id = "tandem")
final class TandemEndpoint {
    private static final String NEAR = "near";

    private final TandemManager manager;

    TandemEndpoint(TandemManager manager) {
        this.manager = manager;
    }

    /**
     * All there is to tell.
     *
     * @param health of the manager
     * @param caches by name
     * @param settings by key, without secrets
     */
    record Description(
            TandemHealth health, SortedMap<String, Tiers> caches, SortedMap<String, EffectiveSetting> settings) {}

    /**
     * One cache in this instance.
     *
     * @param configuration in words
     * @param coherence of its near tier
     * @param coherenceDetail why it is not coherent; empty while it is
     */
    record Tiers(
            String configuration,
            String coherence,
            String coherenceDetail,
            long nearEntries,
            long nearHits,
            long farHits,
            long misses,
            long invalidations,
            Map<String, Long> flushes,
            long bypassedReads,
            long unprovenReads,
            long droppedWrites,
            Map<String, Long> unreadable,
            long unwritable) {}

    /** What an operation has done. */
    record Done(String done) {}

    @ReadOperation
    Description describe() {
        SortedMap<String, Tiers> caches = new TreeMap<>();
        manager.getCacheNames().forEach(name -> {
            Tiers tiers = cache(name);
            if (tiers != null) {
                caches.put(name, tiers);
            }
        });
        return new Description(manager.health(), caches, manager.settings());
    }

    /** @return null, which is 404, for a cache that there is not */
    @ReadOperation
    @Nullable
    Tiers cache(@Selector String cache) {
        TandemCache<Object, Object> found = find(cache);
        return found == null ? null : tiers(found.tiers(), configuration(found));
    }

    /**
     * @param drop {@code near}
     * @return null, which is 404, for a cache that there is not
     */
    @WriteOperation
    @Nullable
    Done drop(@Selector String cache, String drop) {
        if (!drop.equals(NEAR)) {
            throw new IllegalArgumentException("drop is \"" + drop + "\"; allowed: " + NEAR);
        }
        TandemCache<Object, Object> found = find(cache);
        if (found == null) {
            return null;
        }
        long entries = found.tiers().getNearEntries();
        found.dropNear();
        return new Done("dropped " + entries + " near copies of cache " + cache + " in this instance");
    }

    @SuppressWarnings("unchecked") // whatever its types are
    private @Nullable TandemCache<Object, Object> find(String name) {
        Cache<Object, Object> found = manager.getCache(name);
        return found == null ? null : found.unwrap(TandemCache.class);
    }

    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private static String configuration(TandemCache<Object, Object> cache) {
        return cache.getConfiguration(org.tandemcache.config.TandemConfiguration.class)
                .toString();
    }

    private static Tiers tiers(TandemCacheMXBean tiers, String configuration) {
        return new Tiers(
                configuration,
                tiers.getCoherence(),
                tiers.getCoherenceDetail(),
                tiers.getNearEntries(),
                tiers.getNearHits(),
                tiers.getFarHits(),
                tiers.getMisses(),
                tiers.getInvalidations(),
                tiers.getFlushes(),
                tiers.getBypassedReads(),
                tiers.getUnprovenReads(),
                tiers.getDroppedWrites(),
                tiers.getUnreadableByReason(),
                tiers.getUnwritableValues());
    }
}
