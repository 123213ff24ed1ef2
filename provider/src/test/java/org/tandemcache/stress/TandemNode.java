package org.tandemcache.stress;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.KeyKind;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TandemConfiguration;

/** Tandem as users have it: one manager, with clients of its own. */
final class TandemNode implements Node {
    private static final AtomicLong FENCES = new AtomicLong();
    /** Each master of a cluster has one of so many. */
    private static final int FENCES_EACH = 100;

    private static final int MANY_A_SECOND = 100_000;

    /** How many keys a read of many names. */
    private static final int TOGETHER = 8;

    /** So seldom is an entry given an end that at times the server has none such, and at times it has. */
    private static final int LIMITED_ONE_IN = 512;

    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final Cache<Integer, Long> cache;
    private final Cache<Integer, Long> far;
    private final TandemCacheMXBean tiers;

    TandemNode(String redisUri, long leaseMillis, KeyKind kind) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, withTimeout(redisUri, leaseMillis * 3 / 4));
        properties.setProperty(ManagerSettings.NEAR_LEASE, leaseMillis + " ms");
        TandemConfiguration<Integer, Long> configuration = TandemConfiguration.builder(Integer.class, Long.class)
                .codec(codec -> kind == KeyKind.PLAIN ? codec : codec.keyCodec(new Numbers()))
                .near(tier -> tier.preload(
                        PreloadConfiguration.builder().rate(MANY_A_SECOND).build()))
                .build();
        cache = provider.getCacheManager(URI.create("near"), null, properties).createCache("stress", configuration);
        far = provider.getCacheManager(URI.create("far"), null, properties)
                .createCache("stress", configuration.withNear(NearConfiguration.off()));
        tiers = cache.unwrap(TandemCache.class).tiers();
    }

    /** The user's. */
    private static final class Numbers implements KeyCodec<Integer> {
        @Override
        public byte[] encode(Integer key) {
            return key.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Integer decode(byte[] bytes) {
            return Integer.valueOf(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** Short enough for writes to go by the tracked connection. */
    static String withTimeout(String redisUri, long millis) {
        int end = redisUri.contains("#") ? redisUri.indexOf('#') : redisUri.length();
        String option = (redisUri.contains("?") ? "&" : "?") + "timeout=" + millis + "ms";
        return redisUri.substring(0, end) + option + redisUri.substring(end);
    }

    @Override
    public long get(int key) {
        if (ThreadLocalRandom.current().nextInt(4) > 0) {
            return version(cache.get(key));
        }
        Set<Integer> some = IntStream.range(key, key + TOGETHER).boxed().collect(Collectors.toSet());
        if (ThreadLocalRandom.current().nextInt(2) == 0) {
            preload(some);
        }
        return version(cache.getAll(some).get(key));
    }

    /** Fills the near tier beside all readers and writers; fails as they do. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void preload(Set<Integer> some) {
        CacheFixture.own(cache).preload(some);
    }

    @Override
    public void put(int key, long version) {
        switch (ThreadLocalRandom.current().nextInt(4)) {
            case 0 -> cache.getAndPut(key, version);
            case 1 ->
                cache.invoke(key, (entry, arguments) -> {
                    entry.setValue(version);
                    return null;
                });
            case 2 -> {
                if (!cache.replace(key, version)) {
                    cache.put(key, version);
                }
            }
            default -> {
                cache.put(key, version);
                if (ThreadLocalRandom.current().nextInt(LIMITED_ONE_IN) == 0) {
                    CacheFixture.own(cache).setLifetime(key, Duration.ofHours(1));
                }
            }
        }
    }

    @Override
    public void remove(int key) {
        cache.remove(key);
    }

    @Override
    public void awaitQuiet() {
        Await.until("the near tier is coherent", () -> {
            try {
                get(-1); // connects again if that is needed
                return tiers.getCoherence().equals("COHERENT") && fence();
            } catch (CacheException e) {
                return false; // the last fault is not over yet
            }
        });
    }

    /** The answer for a key that was never read comes behind every earlier notice of its server. */
    private boolean fence() {
        Set<Integer> fences = new HashSet<>();
        for (int i = 0; i < FENCES_EACH; i++) {
            fences.add((int) -FENCES.incrementAndGet() - 1);
        }
        return cache.getAll(fences).isEmpty();
    }

    @Override
    public long inRedis(int key) {
        return version(far.get(key));
    }

    @Override
    public long nearHits() {
        return tiers.getNearHits();
    }

    private static long version(Long value) {
        return value == null ? 0 : value;
    }

    @Override
    public void close() {
        provider.close();
    }
}
