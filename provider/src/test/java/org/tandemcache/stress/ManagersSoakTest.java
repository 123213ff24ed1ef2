package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Managers are opened, used and closed, all the time, and every tenth is forgotten with its class loader: at the end
 * the JVM and the server have what they had after the first tenth. {@code tandem.test.soak.seconds} (10) makes it
 * longer.
 */
@WithRedis(own = true)
class ManagersSoakTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.soak.seconds", 10);
    private static final int OPENERS = 2;
    private static final int FORGOTTEN = 10;
    private static final int KEYS = 30;

    /** A leak of 64 KiB a round is above it in 10 s, one of 1 KiB in ten minutes; the JVM's own tables are below. */
    private static final long HEAP_SLACK = 4L << 20;

    /** The JVM opens a jar when it first needs a class of it; a descriptor a round is far above. */
    private static final int FILES_SLACK = 8;

    private static final int HEAP_LOOKS = 5;

    private final RedisServer redis;
    private final Figures figures = new Figures();
    private final AtomicLong rounds = new AtomicLong();

    ManagersSoakTest(RedisServer redis) {
        this.redis = redis;
    }

    /** What may grow. */
    private record Footprint(Set<Thread> threads, long heap, long files, int connections, int beans) {
        @Override
        public String toString() {
            return String.format(
                    "%d threads, %,d KiB of heap, %d file descriptors, %d connections at the server, %d beans",
                    threads.size(), heap >> 10, files, connections, beans);
        }
    }

    @Test
    void managers_openedAndClosedAllTheTime_leaveNothing() throws Exception {
        Set<Thread> threadsBefore = Set.copyOf(Thread.getAllStackTraces().keySet());
        Footprint before = footprint();
        run(Math.max(2_000L, SECONDS * 100L), 1);
        awaitNothing(threadsBefore, before);
        Footprint warm = footprint();
        long warmRounds = rounds.get();

        run(SECONDS * 900L, 2 * warmRounds + 1); // more than a machine that has become busy may come to by then
        awaitNothing(threadsBefore, before);
        Footprint after = footprint();

        System.out.println("Managers opened and closed for " + SECONDS + " s by " + OPENERS + " threads:\n   before "
                + before + "\n   after " + warmRounds + " rounds " + warm + "\n   after " + rounds.get() + " rounds "
                + after + "\n" + figures.report("   counted"));
        assertThat(rounds.get()).isGreaterThan(2 * warmRounds);
        assertThat(figures.get("near hits")).isPositive();
        assertThat(figures.get("events heard")).isPositive();
        assertThat(after.heap()).isLessThan(warm.heap() + HEAP_SLACK);
        assertThat(after.files()).isLessThan(warm.files() + FILES_SLACK);
    }

    /** For so long, and until there were so many rounds in all. */
    private void run(long millis, long least) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Actors.together(OPENERS, opener -> () -> {
            while (end - System.nanoTime() > 0 || rounds.get() < least) {
                long round = rounds.incrementAndGet();
                if (round % FORGOTTEN == 0) {
                    forget(round);
                    System.gc();
                } else {
                    try (TandemCachingProvider provider = new TandemCachingProvider()) {
                        use(provider, null, round);
                    }
                }
            }
            return null;
        });
    }

    private void forget(long round) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            use(new TandemCachingProvider(), loader, round);
        }
    }

    private void use(TandemCachingProvider provider, ClassLoader loader, long round) throws Exception {
        CacheManager manager = provider.getCacheManager(
                URI.create("soak-" + round), loader, CacheFixture.properties(redis.uri() + "?timeout=20s"));
        Cache<Integer, String> cache = manager.createCache("cache-" + round % 8, configuration());
        Cache<String, String> other = manager.createCache("other", CacheFixture.textsConfiguration());
        CompletionListenerFuture loaded = new CompletionListenerFuture();
        cache.loadAll(Set.of(0, 1, 2), true, loaded);
        for (int key = 0; key < KEYS; key++) {
            cache.get(key); // loaded, then stored, which is a write, then near
            cache.get(key);
            cache.get(key);
            other.put("key-" + key % 10, "value");
        }
        cache.invoke(1, (entry, arguments) -> {
            entry.setValue("processed");
            return null;
        });
        loaded.get(60, TimeUnit.SECONDS);
        figures.add("near hits", cache.unwrap(TandemCache.class).tiers().getNearHits());
        cache.clear();
    }

    private MutableConfiguration<Integer, String> configuration() {
        CacheEntryCreatedListener<Integer, String> listener =
                events -> events.forEach(event -> figures.add("events heard", 1));
        MutableConfiguration<Integer, String> configuration = new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(Loader::new)
                .setStatisticsEnabled(true)
                .setManagementEnabled(true);
        for (boolean synchronous : new boolean[] {true, false}) {
            configuration.addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, synchronous));
        }
        return configuration;
    }

    private static final class Loader implements CacheLoader<Integer, String> {
        @Override
        public String load(Integer key) {
            return "value " + key;
        }

        @Override
        public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    /** What is forgotten takes until it is collected. */
    private void awaitNothing(Set<Thread> threadsBefore, Footprint before) {
        Await.until("connections, beans and threads are as before", () -> {
            System.gc();
            return redis.clients().isEmpty()
                    && beans() <= before.beans() // of managers that others have forgotten, some may go meanwhile
                    && ours(threadsBefore).isEmpty();
        });
    }

    private static Set<Thread> ours(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith("lettuce-")
                        || thread.getName().startsWith("tandem-"))
                .collect(Collectors.toSet());
    }

    private Footprint footprint() {
        return new Footprint(
                Thread.getAllStackTraces().keySet(),
                usedHeap(),
                openFiles(),
                redis.clients().size(),
                beans());
    }

    private static int beans() {
        return ManagementFactory.getPlatformMBeanServer().getMBeanCount();
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** The least of several looks: what is garbage can take several collections to go. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < HEAP_LOOKS; look++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
