package org.tandemcache.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.tandemcache.far.FarTierException;

/**
 * Threads that work on a cache without pause, nine reads to a write, and how long each operation took them, by phases.
 * Controlled by one thread.
 */
final class OutageLoad {
    private static final int KEYS = 2_000;
    private static final int KEYS_WRITTEN = 200; // the near copies of the others live on during the outage
    private static final int READS_OF_TEN = 9;

    private final Cache<String, String> cache;
    private final List<Thread> threads = new ArrayList<>();
    private volatile Recorder recorder = new Recorder();
    private volatile boolean stopped;

    OutageLoad(Cache<String, String> cache, int threadCount) {
        this.cache = cache;
        for (int i = 0; i < threadCount; i++) {
            threads.add(new Thread(this::work, "outage-load-" + i));
        }
    }

    /** What the threads saw in a phase. Times in microseconds, no more than a quarter above the truth. */
    record Phase(
            String name,
            long millis,
            long operations,
            long hits,
            long p50Micros,
            long p99Micros,
            long maxMicros,
            Map<String, Long> failures) {
        long errors() {
            return failures.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Fills the cache and lets the threads begin. */
    void start() {
        for (int i = 0; i < KEYS; i++) {
            cache.put("key-" + i, "value");
        }
        threads.forEach(Thread::start);
    }

    /** Lets the threads work for so long. */
    Phase phase(String name, Duration length) {
        Recorder mine = new Recorder();
        recorder = mine;
        long start = System.nanoTime();
        long left = length.toNanos();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = length.toNanos() - (System.nanoTime() - start);
        }
        return mine.phase(name, System.nanoTime() - start);
    }

    /** How many threads did not end in time. */
    long stop(long boundMillis) throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(boundMillis);
        }
        return threads.stream().filter(Thread::isAlive).count();
    }

    private void work() {
        while (!stopped) {
            Recorder current = recorder;
            boolean reads = ThreadLocalRandom.current().nextInt(10) < READS_OF_TEN;
            String key = "key-" + ThreadLocalRandom.current().nextInt(reads ? KEYS : KEYS_WRITTEN);
            long start = System.nanoTime();
            try {
                if (reads) {
                    current.read(cache.get(key) != null);
                } else {
                    cache.put(key, "value of " + key);
                }
            } catch (CacheException e) {
                current.failed(
                        e.getCause() instanceof FarTierException far
                                ? far.kind().name()
                                : e.getClass().getName());
            }
            current.took(System.nanoTime() - start);
        }
    }

    /** Counts; thread-safe. Durations fall into classes, each a quarter wider than the one below. */
    private static final class Recorder {
        private static final double WIDTH = 1.25;
        private static final int CLASSES = 120;

        private final AtomicLongArray durations = new AtomicLongArray(CLASSES);
        private final AtomicLongArray hits = new AtomicLongArray(1);
        private final ConcurrentMap<String, Long> failures = new ConcurrentHashMap<>();

        void read(boolean hit) {
            if (hit) {
                hits.incrementAndGet(0);
            }
        }

        void failed(String kind) {
            failures.merge(kind, 1L, Long::sum);
        }

        void took(long nanos) {
            int index = (int) (Math.log((double) Math.max(1, nanos)) / Math.log(WIDTH));
            durations.incrementAndGet(Math.min(index, CLASSES - 1));
        }

        Phase phase(String name, long nanos) {
            return new Phase(
                    name,
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    total(),
                    hits.get(0),
                    quantile(0.50),
                    quantile(0.99),
                    quantile(1),
                    new TreeMap<>(failures));
        }

        private long total() {
            long total = 0;
            for (int i = 0; i < CLASSES; i++) {
                total += durations.get(i);
            }
            return total;
        }

        private long quantile(double share) {
            long wanted = (long) Math.ceil(total() * share);
            long seen = 0;
            for (int i = 0; i < CLASSES; i++) {
                seen += durations.get(i);
                if (seen >= wanted) {
                    return (long) (Math.pow(WIDTH, i + 1) / 1_000);
                }
            }
            return Long.MAX_VALUE;
        }
    }

    static String table(String title, List<Phase> phases) {
        StringBuilder table = new StringBuilder(title).append('\n');
        table.append(String.format(
                "   %-8s %12s %10s %10s %10s %10s  %s%n",
                "phase", "ops/s", "hits/s", "p50 us", "p99 us", "max us", "errors"));
        for (Phase phase : phases) {
            table.append(String.format(
                    "   %-8s %,12d %,10d %,10d %,10d %,10d  %s%n",
                    phase.name(),
                    phase.operations() * 1_000 / phase.millis(),
                    phase.hits() * 1_000 / phase.millis(),
                    phase.p50Micros(),
                    phase.p99Micros(),
                    phase.maxMicros(),
                    phase.failures()));
        }
        return table.toString();
    }
}
