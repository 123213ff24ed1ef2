package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** I4 of docs/architecture.md: a channel that has gone silent is not trusted for longer than the lease. */
@Tag("server")
@WithRedis
class NearLeaseTest {
    private static final Duration LEASE = Duration.ofMillis(500);

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    NearLeaseTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** The worst case: the server lives and takes writes, and its notices go nowhere. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void nearCopy_onASilentChannel_isServedForALeaseAtTheMost() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            Properties properties = CacheFixture.properties(wire.uri() + "?timeout=200ms");
            properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE.toMillis() + " ms");
            Cache<String, String> cache =
                    tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
            Cache<String, String> foreign = tandem.newManager()
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                    .withNear(NearConfiguration.off()));
            foreign.put("key", "old");
            Await.until("a copy is kept", () -> "old".equals(read(cache)) && tiers.getNearHits() > 0);

            wire.holdReplies();
            foreign.put("key", "new");
            long written = System.nanoTime();

            // No proof that was asked for after the write can come, so the bound is exact.
            assertThat(lastReadOfOld(cache) - written).isLessThanOrEqualTo(LEASE.toNanos());
            assertThat(tiers.getCoherence()).isEqualTo("SUSPENDED");
            assertThat(tiers.getCoherenceDetail()).isNotEmpty();
            Await.until("the silence is noticed", () -> tiers.getFlushes().get("NO_PROOF") > 0);

            wire.release();
            Await.until("the near tier is coherent again", () -> {
                assertThat(read(cache)).isNotEqualTo("old");
                return tiers.getCoherence().equals("COHERENT");
            });
            Await.until("the new value is read", () -> "new".equals(read(cache)));
        }
    }

    /** When the last read that brought the old value began; until a read brings the new one. */
    private static long lastReadOfOld(Cache<String, String> cache) {
        long latest = System.nanoTime();
        while (true) {
            long began = System.nanoTime();
            String value = read(cache);
            if ("new".equals(value)) {
                return latest;
            }
            latest = "old".equals(value) ? began : latest;
        }
    }

    /** What is read, or what went wrong. */
    private static String read(Cache<String, String> cache) {
        try {
            return cache.get("key");
        } catch (CacheException e) {
            return "failed";
        }
    }
}
