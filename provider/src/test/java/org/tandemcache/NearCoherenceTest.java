package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.cache.Cache;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.testkit.RedisReplyException;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Whatever somebody else does to an entry, its near copy goes; the delays are printed, each from before the change was
 * sent.
 */
@Tag("server")
@WithRedis(own = true)
class NearCoherenceTest {
    private static final String KEY = CacheFixture.redisKey("key");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    NearCoherenceTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    enum Foreign {
        SET(200, (redis, round) -> redis.command("SET", KEY, "foreign " + round)),
        DEL(200, (redis, round) -> redis.command("DEL", KEY)),
        UNLINK(200, (redis, round) -> redis.command("UNLINK", KEY)),
        EXPIRE(200, (redis, round) -> redis.command("EXPIRE", KEY, "100")),
        PEXPIRE(200, (redis, round) -> redis.command("PEXPIRE", KEY, "100000")),
        RENAME_AWAY(200, (redis, round) -> redis.command("RENAME", KEY, "elsewhere")),
        RENAME_OVER(200, (redis, round) -> {
            redis.command("SET", "other", "foreign " + round);
            redis.command("RENAME", "other", KEY);
        }),
        LUA(200, (redis, round) -> redis.command("EVAL", "return redis.call('SET', KEYS[1], 'lua')", "1", KEY)),
        FLUSHDB(100, (redis, round) -> redis.command("FLUSHDB")),
        FLUSHALL(100, (redis, round) -> redis.command("FLUSHALL")),
        EVICTION(30, (redis, round) -> {
            redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", "1");
            try {
                redis.command("SET", "one more", "than there is room for");
            } catch (RedisReplyException e) {
                assertThat(e).hasMessageContaining("OOM");
            } finally {
                redis.command("CONFIG", "SET", "maxmemory", "0", "maxmemory-policy", "noeviction");
            }
        });

        private final int rounds;

        @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
        private final BiConsumer<RedisServer, Integer> change;

        Foreign(int rounds, BiConsumer<RedisServer, Integer> change) {
            this.rounds = rounds;
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nearCopy_afterForeignChange_isGone(Foreign foreign) {
        Cache<String, String> cache = tandem.texts();
        long[] micros = new long[foreign.rounds];
        for (int round = 0; round < foreign.rounds; round++) {
            keepNear(cache, "value " + round);
            long start = System.nanoTime();
            foreign.change.accept(redis, round);
            micros[round] = untilGone(cache, start) / 1_000;
        }
        print("foreign " + foreign, micros);

        assertThat(cache.get("key")).isIn(null, "value " + (foreign.rounds - 1)); // what is not ours is a miss
    }

    @Test
    void nearCopy_afterPutOfAnotherNode_isGone() {
        Cache<String, String> cache = tandem.texts();
        Cache<String, String> other = tandem.newManager().createCache("cache", CacheFixture.textsConfiguration());
        long[] micros = new long[500];
        for (int round = 0; round < micros.length; round++) {
            keepNear(cache, "value " + round);
            long start = System.nanoTime();
            other.put("key", "other " + round);
            micros[round] = untilGone(cache, start) / 1_000;
            assertThat(cache.get("key")).isEqualTo("other " + round);
        }
        print("put of another node", micros);
    }

    private static void keepNear(Cache<String, String> cache, String value) {
        cache.put("key", value);
        // The notice of the write above may come late and call the first copy back again.
        Await.until("a copy is kept", () -> {
            cache.get("key");
            return isNearHit(cache);
        });
    }

    /** From the start to the first look that finds no copy, in nanoseconds. */
    private static long untilGone(Cache<String, String> cache, long start) {
        long passed;
        do {
            passed = System.nanoTime() - start;
            assertThat(passed).as("nanoseconds with a stale copy").isLessThan(TimeUnit.SECONDS.toNanos(10));
        } while (isNearHit(cache));
        return passed;
    }

    private static boolean isNearHit(Cache<String, String> cache) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        long before = tiers.getNearHits();
        cache.get("key");
        return tiers.getNearHits() > before;
    }

    private static void print(String what, long[] micros) {
        Arrays.sort(micros);
        System.out.printf(
                "%-28s %4d times, copy gone after: p50 %5d us, p99 %6d us%n",
                what, micros.length, micros[micros.length / 2], micros[micros.length * 99 / 100]);
    }
}
