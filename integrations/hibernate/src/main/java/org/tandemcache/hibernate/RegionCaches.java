package org.tandemcache.hibernate;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.spi.CachingProvider;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.TandemManager;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.jcache.TandemCacheManager;

/**
 * Makes the caches that regions lie in: configured as {@code tandem.conf} says of their names, but for what cells need.
 * Thread-safe.
 */
final class RegionCaches {
    /** How long a region's entries live for which nobody has said it. */
    private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    private final CacheManager manager;
    private final boolean own;
    private final Set<Cache<?, ?>> made = ConcurrentHashMap.newKeySet();

    private RegionCaches(CacheManager manager, boolean own) {
        this.manager = manager;
        this.own = own;
    }

    /** In a manager that is shared, or one of their own. */
    static RegionCaches of(@Nullable CacheManager shared, Properties properties, ClassLoader loader) {
        if (shared != null) {
            if (!(shared instanceof TandemCacheManager)) {
                throw new CacheException(HibernateSettings.PREFIX + "cache_manager is a "
                        + shared.getClass().getName() + "; allowed: a cache manager of Tandem's");
            }
            return new RegionCaches(shared, false);
        }
        CachingProvider provider = new TandemCachingProvider();
        URI uri = URI.create("hibernate-" + UUID.randomUUID());
        return new RegionCaches(provider.getCacheManager(uri, loader, properties), true);
    }

    /** A cache of cells, what encodes their states, and how many ms they live, 0 for ever. */
    record Made<K>(Cache<K, Cell> cache, CellCodecProvider codec, long lifetime) {}

    /**
     * The cache of a region.
     *
     * @param allowed classes that may be read
     */
    <K> Made<K> region(String name, Class<K> keys, List<String> allowed) {
        TandemConfiguration<?, ?> settings = settings(name);
        CodecConfiguration codec = settings.codec();
        CellCodecProvider cells = new CellCodecProvider(name, codec, codecOfManager());
        List<String> allow = new ArrayList<>(codec.allow());
        allow.addAll(allowed);
        NearConfiguration near = settings.near();
        Cache<K, Cell> cache = create(
                name,
                keys,
                around(codec, cells, allow),
                new NearConfiguration(
                        near.mode(),
                        near.maximum(),
                        near.inBytes(),
                        near.timeToLive(),
                        near.timeToIdle(),
                        near.absentRemembered(),
                        NearConfiguration.Values.SHARED,
                        near.immutableTypes(),
                        near.preload()),
                settings.isStatisticsEnabled());
        return new Made<>(cache, cells, lifetime(name, settings));
    }

    /** The cache of records, which nothing configures. */
    Cache<String, Cell> records(String name) {
        CodecConfiguration codec = CodecConfiguration.defaults();
        return create(
                name,
                String.class,
                around(codec, new RecordCodecProvider(name, codecOfManager()), List.of()),
                NearConfiguration.builder()
                        .values(NearConfiguration.Values.SHARED)
                        .build(),
                false);
    }

    private String codecOfManager() {
        return ((TandemCacheManager) manager).defaultCodec();
    }

    private static CodecConfiguration around(CodecConfiguration states, CodecProvider cells, List<String> allow) {
        return new CodecConfiguration(
                null,
                cells,
                List.of(),
                null,
                null,
                null,
                states.compressionLevel(),
                states.compressionThreshold(),
                states.maximumSize(),
                states.classFilter(),
                allow,
                CodecConfiguration.OnUnreadable.MISS,
                states.onUnwritable(),
                CodecConfiguration.OnUnequal.OFF);
    }

    private <K> Cache<K, Cell> create(
            String name, Class<K> keys, CodecConfiguration codec, NearConfiguration near, boolean statistics) {
        TandemConfiguration<K, Cell> configuration = TandemConfiguration.builder(keys, Cell.class)
                .statistics(statistics)
                .failure(FailureConfiguration.defaults())
                .readFrom(ReadFrom.MASTER)
                .build()
                .withCodec(codec)
                .withNear(near);
        Cache<K, Cell> cache = manager.createCache(name, configuration);
        made.add(cache);
        return cache;
    }

    /** What the settings say of a name: what a cache would have that leaves everything to them. */
    @SuppressWarnings("unchecked") // whatever its types are
    private TandemConfiguration<?, ?> settings(String name) {
        Cache<?, ?> asked = ((TandemManager) manager).openCache(name);
        TandemConfiguration<?, ?> settings = asked.getConfiguration(TandemConfiguration.class);
        if (settings.getValueType() == Cell.class) {
            throw new CacheException("two session factories share " + manager + " and the region \"" + name
                    + "\": give each a hibernate.cache.region_prefix of its own, or a manager of its own");
        }
        asked.close(); // its name is needed for a cache of cells
        return settings;
    }

    private static long lifetime(String name, TandemConfiguration<?, ?> settings) {
        ExpiryPolicy policy = settings.getExpiryPolicyFactory().create();
        if (policy instanceof EternalExpiryPolicy) {
            return DEFAULT_LIFETIME.toMillis();
        }
        javax.cache.expiry.Duration created = policy.getExpiryForCreation();
        if (created.isZero() || created.isEternal()) {
            throw new CacheException(
                    "region \"" + name + "\" has an expiry of " + created
                            + "; allowed: a duration of 1 ms or more, and eternal, which is an hour in a region of Hibernate's");
        }
        return TimeUnit.MILLISECONDS.convert(created.getDurationAmount(), created.getTimeUnit());
    }

    /** Closes what was made here; entries stay in Redis. */
    void close() {
        if (own) {
            manager.close();
        } else {
            made.forEach(Cache::close);
        }
    }
}
