package org.tandemcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What reads and writes allocate once they are compiled, the I/O threads' share included. */
@WithRedis
class AllocationTest {
    private static final int NEAR_WARM_UP = 50_000;
    private static final int NEAR_READS = 100_000;

    /** Less than any object for each read; room for what the JVM itself does now and then. */
    private static final long SLACK_BYTES = NEAR_READS;

    private static final int FAR_WARM_UP = 10_000;
    private static final int FAR_CALLS = 5_000;
    private static final String KEY = "key-000000000000";
    private static final String VALUE = "v".repeat(100);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @RegisterExtension
    final CacheFixture tandem;

    AllocationTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    @ParameterizedTest
    @EnumSource
    void nearHit_ofText_allocatesNothing(FailureConfiguration.Mode mode) {
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withFailure(FailureConfiguration.builder().mode(mode).build()));
        cache.put(KEY, VALUE);
        repeat(NEAR_WARM_UP, () -> read(cache));
        long hitsBefore = cache.unwrap(TandemCache.class).tiers().getNearHits();
        long before = threads.getCurrentThreadAllocatedBytes();

        repeat(NEAR_READS, () -> read(cache));

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(SLACK_BYTES);
        assertThat(cache.unwrap(TandemCache.class).tiers().getNearHits() - hitsBefore)
                .isGreaterThan(NEAR_READS - 100); // a proof of life that comes late costs a read
    }

    private record OwnKey(String text, int number) {}

    @Test
    void nearHit_ofAKeyOfAUsersClass_allocatesNothing() {
        Cache<OwnKey, String> cache =
                tandem.cache(new MutableConfiguration<OwnKey, String>().setTypes(OwnKey.class, String.class));
        OwnKey key = new OwnKey(KEY, 1);
        cache.put(key, VALUE);
        repeat(NEAR_WARM_UP, () -> read(cache, key));
        long hitsBefore = cache.unwrap(TandemCache.class).tiers().getNearHits();
        long before = threads.getCurrentThreadAllocatedBytes();

        repeat(NEAR_READS, () -> read(cache, key));

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(SLACK_BYTES);
        assertThat(cache.unwrap(TandemCache.class).tiers().getNearHits() - hitsBefore)
                .isGreaterThan(NEAR_READS - 100);
    }

    /**
     * JMH's own count is 1,300 to 1,500 bytes for get and 1,500 to 1,750 for put, of which Lettuce's are 900 to 1,150.
     */
    @Test
    void far_getAndPut_allocateLittle() {
        Cache<String, String> cache = tandem.cache(
                TandemConfiguration.copyOf(CacheFixture.textsConfiguration()).withNear(NearConfiguration.off()));

        assertThat(bytesOf(() -> cache.put(KEY, VALUE))).isLessThan(2_200);
        assertThat(bytesOf(() -> read(cache))).isLessThan(2_000);
    }

    private long bytesOf(Runnable call) {
        repeat(FAR_WARM_UP, call);
        long before = allocatedByAll();
        repeat(FAR_CALLS, call);
        return (allocatedByAll() - before) / FAR_CALLS;
    }

    private long allocatedByAll() {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static void read(Cache<String, String> cache) {
        read(cache, KEY);
    }

    private static <K> void read(Cache<K, String> cache, K key) {
        if (!VALUE.equals(cache.get(key))) {
            throw new AssertionError("the value was lost");
        }
    }

    private static void repeat(int times, Runnable call) {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }
}
