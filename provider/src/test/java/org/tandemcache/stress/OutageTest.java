package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.FailureConfiguration.Mode;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.resilience.CircuitBreaker;
import org.tandemcache.telemetry.SlowCalls;
import org.tandemcache.testkit.RedisServer;

/**
 * Sixteen threads get and put while Redis goes away and comes back, for each failure policy and each way of going: a
 * server that is killed refuses connections, one that is frozen lets callers wait. Prints what the callers saw before,
 * during and after, in one table at the end. {@code tandem.test.outage.seconds} (4) is the length of a run; a quarter
 * of it passes before the outage, a quarter after.
 */
@Tag("server")
class OutageTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.outage.seconds", 4);
    private static final int THREADS = 16;
    private static final long BOUND_MILLIS = 20_000;

    /** The default, or less: it must end within the outage. */
    private static final Duration LEASE = Duration.ofMillis(Math.min(2_000, SECONDS * 1_000L / 4));

    /** What a thread of the JVM's or of another test may come to; a leak of a thread per operation is far above. */
    private static final int THREADS_SLACK = 4;

    /** A leak of some bytes for each of the outage's operations is far above. */
    private static final long HEAP_SLACK = 48L << 20;

    private static final int HEAP_LOOKS = 5;

    /** Far more than there are changes of state, and far less than there are operations. */
    private static final long MOST_LOG_LINES = 10;

    /** A key that is read and never written after the beginning. */
    private static final String UNTOUCHED = "key-1999";

    private static final Set<String> OF_AN_OUTAGE = Set.of("UNAVAILABLE", "UNKNOWN_OUTCOME");

    private static final Set<String> LOGGERS = Set.of(
            CircuitBreaker.class.getName(), SlowCalls.class.getName(), "io.lettuce.core.protocol.ConnectionWatchdog");

    private static final StringBuilder TABLE = new StringBuilder();

    @AfterAll
    static void print() {
        System.out.println(TABLE);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void redis_killed_letsNobodyHangAndComesBack(Mode mode) throws Exception {
        run(mode, "killed", RedisServer::kill, RedisServer::restart);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void redis_frozen_letsNobodyHangAndComesBack(Mode mode) throws Exception {
        run(mode, "frozen", RedisServer::pause, RedisServer::resume);
    }

    private interface Fault {
        void happen(RedisServer redis);
    }

    private static void run(Mode mode, String name, Fault goes, Fault returns) throws Exception {
        try (RedisServer redis = RedisServer.embedded();
                WarningCounter warnings = new WarningCounter()) {
            int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
            OutageLoad load;
            long firstHitMillis;
            List<OutageLoad.Phase> phases = new ArrayList<>();
            long heapBefore;
            long heapAfter;
            try (TandemCachingProvider provider = new TandemCachingProvider()) {
                CacheManager manager = provider.getCacheManager(URI.create("outage"), null, properties(redis));
                Cache<String, String> cache = manager.createCache("cache", texts(mode));
                load = new OutageLoad(cache, THREADS);
                Await.until("Redis is reached", () -> isReached(cache, redis));
                load.start();
                try {
                    phases.add(load.phase("before", quarters(1)));
                    awaitProof(cache);
                    heapBefore = usedHeap();
                    goes.happen(redis);
                    phases.add(load.phase("during", quarters(2)));
                    heapAfter = usedHeap();
                    returns.happen(redis);
                    firstHitMillis = firstFarHit(cache);
                    phases.add(load.phase("after", quarters(1)));
                } finally {
                    assertThat(load.stop(BOUND_MILLIS)).as("threads that hang").isZero();
                }
                assertNothingUnprovenIsServed(cache, mode, name.equals("killed"));
            }
            TABLE.append(OutageLoad.table(
                    "Outage, " + mode + ", Redis " + name + " for "
                            + quarters(2).toMillis() + " ms, " + THREADS
                            + " threads: first far hit " + firstHitMillis + " ms after the return, heap "
                            + (heapAfter - heapBefore) / 1024 + " KiB more at its end, warnings: " + warnings,
                    phases));

            assertThat(firstHitMillis).as("it is back").isLessThan(BOUND_MILLIS);
            assertThat(heapAfter - heapBefore).isLessThan(HEAP_SLACK);
            assertThat(threadsIn(threadsBefore)).isLessThanOrEqualTo(threadsBefore + THREADS_SLACK);
            assertThat(warnings.of(CircuitBreaker.class.getName())).isBetween(1L, MOST_LOG_LINES);
            assertThat(LOGGERS)
                    .as("docs/outages.md names each logger that warns")
                    .containsAll(warnings.loggers());
            if (mode == Mode.FAIL) {
                assertThat(phases.get(1).errors()).isPositive();
                assertThat(phases)
                        .allSatisfy(phase -> assertThat(OF_AN_OUTAGE)
                                .containsAll(phase.failures().keySet()));
            } else {
                assertThat(phases)
                        .allSatisfy(phase -> assertThat(phase.failures()).isEmpty());
            }
        }
    }

    /**
     * Returns when copies are proven since this was called. On a machine that is slow calls may have failed before:
     * what was proven before Redis was back from that is no copy to be served.
     */
    private static void awaitProof(Cache<String, String> cache) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        Await.until(
                "nothing is wrong before the outage", () -> tiers.getBreaker().equals("CLOSED"));
        long begun = System.nanoTime();
        Await.until("copies are proven", () -> {
            long now = System.nanoTime(); // before the age is asked for, which is rounded down
            long age = tiers.getProofAgeMillis();
            return age >= 0 && now - TimeUnit.MILLISECONDS.toNanos(age + 1) > begun;
        });
    }

    /**
     * A copy of before the outage is served in none of the modes once Redis is back, and only in one of them before.
     */
    private static void assertNothingUnprovenIsServed(Cache<String, String> cache, Mode mode, boolean dataGone) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        Await.until("copies are proven again", () -> {
            get(cache, UNTOUCHED);
            return tiers.getCoherence().equals("COHERENT") && tiers.getBreaker().equals("CLOSED");
        });
        long unproven = tiers.getUnprovenReads();
        if (mode == Mode.SERVE_NEAR) {
            assertThat(unproven).isPositive();
        } else {
            assertThat(unproven).isZero();
        }
        Await.until("Redis answers", () -> (get(cache, UNTOUCHED) == null) == dataGone);
        assertThat(tiers.getUnprovenReads()).isEqualTo(unproven);
    }

    private static String get(Cache<String, String> cache, String key) {
        try {
            return cache.get(key);
        } catch (CacheException e) {
            return null;
        }
    }

    /** Milliseconds until an entry that this thread stores is found in Redis again. */
    private static long firstFarHit(Cache<String, String> cache) {
        long start = System.nanoTime();
        int attempt = 0;
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(BOUND_MILLIS)) {
            String key = "return-" + attempt++;
            try {
                cache.put(key, "there");
                if (cache.get(key) != null) {
                    break;
                }
            } catch (RuntimeException e) {
                // still away
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static TandemConfiguration<String, String> texts(Mode mode) {
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withFailure(FailureConfiguration.builder().mode(mode).build());
    }

    /** The first connection may take longer than users wait. */
    private static boolean isReached(Cache<String, String> cache, RedisServer redis) {
        try {
            cache.put("key-0", "value");
        } catch (CacheException e) {
            return false;
        }
        return Long.valueOf(1).equals(redis.command("DBSIZE"));
    }

    private static Properties properties(RedisServer redis) {
        Properties properties = CacheFixture.properties(redis.uri() + "?timeout=1s"); // as users wait
        properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE.toMillis() + " ms");
        return properties;
    }

    private static Duration quarters(int number) {
        return Duration.ofSeconds(SECONDS).multipliedBy(number).dividedBy(4);
    }

    /** What lives: the least of some looks, because the threads go on and make garbage before each of them. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < HEAP_LOOKS; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** How many threads there are once those of the manager have had time to end. */
    private static int threadsIn(int wanted) {
        long start = System.nanoTime();
        int count = ManagementFactory.getThreadMXBean().getThreadCount();
        while (count > wanted && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            count = ManagementFactory.getThreadMXBean().getThreadCount();
        }
        return count;
    }
}
