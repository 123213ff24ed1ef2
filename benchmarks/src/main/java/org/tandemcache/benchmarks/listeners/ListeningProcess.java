package org.tandemcache.benchmarks.listeners;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;
import org.tandemcache.MissedChangesListener;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TandemConfiguration;

/**
 * So many managers that listen to the writes of another JVM. For each line with a number of changes it waits until its
 * first listener was told all of them, or of their loss, and prints what that was. Ends with its input.
 */
public final class ListeningProcess {
    static final String CACHE = "heard";

    private static final long LONGEST_WAIT_NANOS = 20_000_000_000L;
    private static final int MOST_LATENCIES = 2_000_000;

    private ListeningProcess() {}

    /** Hears values that are the writer's System.nanoTime, which two JVMs of one machine have in common. */
    private static final class Hearing
            implements CacheEntryCreatedListener<Long, Long>,
                    CacheEntryUpdatedListener<Long, Long>,
                    MissedChangesListener {
        final AtomicLong told = new AtomicLong();
        final AtomicLong missed = new AtomicLong();
        final CountDownLatch begun = new CountDownLatch(1);
        private final long[] latencies;

        Hearing(int mostLatencies) {
            this.latencies = new long[mostLatencies];
        }

        private void hear(Iterable<CacheEntryEvent<? extends Long, ? extends Long>> events) {
            long now = System.nanoTime();
            for (CacheEntryEvent<? extends Long, ? extends Long> event : events) {
                int index = (int) told.get();
                if (index < latencies.length) {
                    latencies[index] = now - event.getValue();
                }
                told.incrementAndGet(); // last: it publishes the latency
            }
        }

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends Long, ? extends Long>> events) {
            hear(events);
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends Long, ? extends Long>> events) {
            hear(events);
        }

        @Override
        public void missed(long changes) {
            missed.addAndGet(changes);
            begun.countDown();
        }

        long[] latenciesSince(long from) {
            long[] since = Arrays.copyOfRange(latencies, (int) from, (int) Math.min(latencies.length, told.get()));
            Arrays.sort(since);
            return since;
        }
    }

    /** Takes the server's URI and the number of managers. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            run(URI.create(arguments[0]), Integer.parseInt(arguments[1]));
            status = 0;
        } catch (Exception e) {
            e.printStackTrace();
        } finally {
            System.exit(status);
        }
    }

    /** One more manager with the cache. */
    static Cache<Long, Long> open(URI redis, TandemConfiguration.Builder<Long, Long> configuration) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, redis.toString());
        CacheManager manager = new TandemCachingProvider().getCacheManager(URI.create("node"), null, properties);
        return manager.createCache(CACHE, configuration.build());
    }

    private static TandemConfiguration.Builder<Long, Long> heard() {
        return TandemConfiguration.builder(Long.class, Long.class).listenerScope(ListenerScope.CLUSTER);
    }

    private static void run(URI redis, int count) throws Exception {
        List<Hearing> hearings = new ArrayList<>();
        List<Cache<Long, Long>> caches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Hearing hearing = new Hearing(i == 0 ? MOST_LATENCIES : 0);
            Cache<Long, Long> cache = open(redis, heard());
            cache.registerCacheEntryListener(
                    new MutableCacheEntryListenerConfiguration<>(() -> hearing, null, false, false));
            hearing.begun.await();
            hearings.add(hearing);
            caches.add(cache);
        }
        System.out.println("ready");
        Hearing first = hearings.get(0);
        TandemCache<?, ?> cache = caches.get(0).unwrap(TandemCache.class);
        long told = 0;
        long missed = 0;
        long dropped = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long sent = Long.parseLong(line);
                long start = System.nanoTime();
                while (first.told.get()
                                        - told
                                        + first.missed.get()
                                        - missed
                                        + cache.tiers().getDroppedEvents()
                                        - dropped
                                < sent
                        && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
                    Thread.onSpinWait();
                }
                long[] latencies = first.latenciesSince(told);
                System.out.println((first.told.get() - told) + " " + (first.missed.get() - missed) + " "
                        + (cache.tiers().getDroppedEvents() - dropped) + " " + quantile(latencies, 0.5) + " "
                        + quantile(latencies, 0.99));
                told = first.told.get();
                missed = first.missed.get();
                dropped = cache.tiers().getDroppedEvents();
            }
        }
    }

    private static long quantile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1_000;
    }
}
