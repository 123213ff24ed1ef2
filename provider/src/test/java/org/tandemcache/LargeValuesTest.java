package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.far.FarTierException;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Bulk operations whose values are large: they travel in chunks that are bounded by bytes. */
@WithRedis
class LargeValuesTest {
    private static final int MEGABYTE = 1 << 20;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    LargeValuesTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static TandemConfiguration<Integer, byte[]> configuration(boolean near) {
        return TandemConfiguration.builder(Integer.class, byte[].class)
                .codec(codec -> codec.codec("bytes"))
                .build()
                .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off());
    }

    private static Map<Integer, byte[]> megabytes(int count) {
        byte[] value = new byte[MEGABYTE];
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(Function.identity(), i -> value));
    }

    /** All came by one command: 500 of them were not there in time, and no proof of life behind them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getAll_ofMegabytes_isSplitByBytes(boolean near) {
        Cache<Integer, byte[]> cache = tandem.cache(configuration(near));
        Map<Integer, byte[]> values = megabytes(40);
        cache.putAll(values);
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.getAll(values.keySet())).hasSize(40);

        assertThat(new ServerCounts(redis).commands().get("mget")).isGreaterThanOrEqualTo(10);
    }

    /** The first of a JVM that knows nothing of the values. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getAll_ofValuesThatNobodyKnows_beginsSmall(boolean near) {
        Map<Integer, byte[]> values = megabytes(64);
        tandem.cache(configuration(near)).putAll(values);
        Cache<Integer, byte[]> fresh = tandem.newManager(CacheFixture.properties(redis.uri() + "?timeout=20s"))
                .createCache(CacheFixture.NAME, configuration(near));
        redis.command("CONFIG", "RESETSTAT");

        assertThat(fresh.getAll(values.keySet())).hasSize(64);

        assertThat(new ServerCounts(redis).commands().get("mget")).isGreaterThanOrEqualTo(1 + 32 / 4);
    }

    @Test
    void putAll_ofMegabytes_isSplitByBytes() throws Exception {
        try (SilentWire wire = new SilentWire(redis);
                Actors actors = new Actors()) {
            Cache<Integer, byte[]> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=20s"))
                    .createCache(CacheFixture.NAME, configuration(false));
            cache.containsKey(0); // connects
            wire.holdReplies();

            Future<?> putting = actors.run(() -> cache.putAll(megabytes(40)));

            Await.until("the first chunk is there", () -> List.of(3L).contains(redis.command("DBSIZE")));
            assertThat(putting).isNotDone();
            wire.release();
            Actors.result(putting);
            assertThat(redis.command("DBSIZE")).isEqualTo(40L);
        }
    }

    /** The deadline was the same for a byte and for all that a chunk may hold. */
    @Test
    void put_ofManyBytes_isWaitedForLonger() {
        Cache<Integer, byte[]> cache = tandem.newManager(CacheFixture.properties(redis.uri() + "?timeout=100ms"))
                .createCache(CacheFixture.NAME, configuration(false));
        Await.until("it is connected", () -> answers(cache)); // if not within 100 ms
        redis.pause();
        try {
            assertThatThrownBy(() -> cache.put(1, new byte[10 * MEGABYTE]))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("did not answer within 7"); // 100 ms, and 60 ns for each byte
        } finally {
            redis.resume();
        }
    }

    private static boolean answers(Cache<Integer, byte[]> cache) {
        try {
            cache.containsKey(0);
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    /** It was called unavailable, which means that nothing was sent. */
    @Test
    void putAll_whoseSecondChunkCantBeSent_isAnUnknownOutcome() throws Exception {
        try (SilentWire wire = new SilentWire(redis);
                Actors actors = new Actors()) {
            Cache<Integer, byte[]> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=20s"))
                    .createCache(CacheFixture.NAME, configuration(false));
            cache.containsKey(0); // connects
            wire.holdReplies();
            Future<?> putting = actors.run(() -> cache.putAll(megabytes(40)));
            Await.until("the first chunk is there", () -> List.of(3L).contains(redis.command("DBSIZE")));

            wire.reset();

            assertThatThrownBy(() -> Actors.result(putting))
                    .isInstanceOf(CacheException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            FarTierException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FarTierException.Kind.UNKNOWN_OUTCOME));
        }
    }
}
