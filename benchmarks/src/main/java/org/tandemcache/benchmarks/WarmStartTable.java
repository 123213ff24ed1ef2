package org.tandemcache.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * Prints how long after its start a node answers 95 % of its reads from its near tier, without and with a preload, and
 * how many reads Redis has answered until then. The reads are of hot keys, each as likely as the other.
 */
public final class WarmStartTable {
    private static final int HOT = Integer.getInteger("warm.keys", 10_000);
    private static final List<Integer> READS_PER_SECOND = List.of(500, 2_000, 10_000);
    private static final int BYTES = 100;
    private static final int WINDOW = 1_000;
    private static final int NEAR_OF_WINDOW = 950;
    private static final long BOUND_MINUTES = 5;

    private WarmStartTable() {}

    /** What a node has, and how fast. */
    private record Start(String title, PreloadConfiguration preload) {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(HOT + " hot keys of " + BYTES + " bytes");
        System.out.println("| reads a second | start | until 95 % are near hits | reads that Redis answered |");
        System.out.println("|---|---|---|---|");
        try (RedisServer redis = RedisServer.start()) {
            leaveList(redis);
            for (int rate : READS_PER_SECOND) {
                for (Start start : starts()) {
                    System.out.println("| " + rate + " | " + start.title() + " | " + measured(redis, rate, start));
                }
            }
        }
    }

    private static List<Start> starts() {
        return List.of(
                new Start("cold", PreloadConfiguration.defaults()),
                new Start("preloaded, 2,000 keys a second", preload(2_000, Duration.ofDays(1))),
                new Start("preloaded, 20,000 keys a second", preload(20_000, Duration.ofDays(1))));
    }

    private static PreloadConfiguration preload(int rate, Duration every) {
        return PreloadConfiguration.builder()
                .enabled(true)
                .keys(HOT)
                .rate(rate)
                .every(every)
                .build();
    }

    private static TandemCache<String, String> opened(
            TandemCachingProvider provider, RedisServer redis, PreloadConfiguration preload) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redis.uri().toString());
        TandemConfiguration<String, String> configuration = TandemConfiguration.builder(String.class, String.class)
                .near(near -> near.maximumEntries(2L * HOT).preload(preload))
                .build();
        @SuppressWarnings("unchecked") // a class object can't carry type arguments
        TandemCache<String, String> cache = provider.getCacheManager(URI.create("warm"), null, properties)
                .createCache("warm", configuration)
                .unwrap(TandemCache.class);
        return cache;
    }

    /** As another node has left it. */
    private static void leaveList(RedisServer redis) throws InterruptedException {
        try (TandemCachingProvider provider = new TandemCachingProvider()) {
            TandemCache<String, String> cache = opened(provider, redis, preload(20_000, Duration.ofMillis(500)));
            BulkLoad.inBatches(HOT, BYTES, cache::putAll);
            IntStream.range(0, HOT).mapToObj(Texts::key).forEach(cache::get);
            long known = cache.tiers().getHotKeyLists();
            while (cache.tiers().getHotKeyLists() < known + 2) { // the first may have been written before all were read
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private static String measured(RedisServer redis, int readsPerSecond, Start start) {
        try (TandemCachingProvider provider = new TandemCachingProvider()) {
            Random random = new Random(42);
            boolean[] near = new boolean[WINDOW];
            int nearNow = 0;
            long began = System.nanoTime();
            TandemCache<String, String> cache = opened(provider, redis, start.preload());
            long farReads = 0;
            for (int i = 0; System.nanoTime() - began < TimeUnit.MINUTES.toNanos(BOUND_MINUTES); i++) {
                long due = began + TimeUnit.SECONDS.toNanos(i) / readsPerSecond;
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long hits = cache.tiers().getNearHits();
                cache.get(Texts.key(random.nextInt(HOT)));
                boolean hit = cache.tiers().getNearHits() > hits;
                farReads += hit ? 0 : 1;
                nearNow += (hit ? 1 : 0) - (near[i % WINDOW] ? 1 : 0);
                near[i % WINDOW] = hit;
                if (nearNow >= NEAR_OF_WINDOW) {
                    return String.format(
                            "%.1f s | %d |",
                            (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1), farReads);
                }
            }
            return "more than " + BOUND_MINUTES + " minutes | " + farReads + " |";
        }
    }
}
