package org.tandemcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A near hit of an immutable value allocates nothing. */
@WithRedis
class NearAllocationTest {
    private static final int WARM_UP = 50_000;
    private static final int READS = 100_000;

    /** Less than any object for each read; room for what the JVM itself does now and then. */
    private static final long SLACK_BYTES = READS;

    @RegisterExtension
    final CacheFixture tandem;

    NearAllocationTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void nearHit_ofText_allocatesNothing() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        read(cache, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long hitsBefore = cache.unwrap(TandemCache.class).tiers().getNearHits();
        long before = threads.getCurrentThreadAllocatedBytes();

        read(cache, READS);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(SLACK_BYTES);
        assertThat(cache.unwrap(TandemCache.class).tiers().getNearHits() - hitsBefore)
                .isGreaterThan(READS - 100); // a proof of life that comes late costs a read
    }

    private static void read(Cache<String, String> cache, int times) {
        for (int i = 0; i < times; i++) {
            if (!"value".equals(cache.get("key"))) {
                throw new AssertionError("the value was lost");
            }
        }
    }
}
