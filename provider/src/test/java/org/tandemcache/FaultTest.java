package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.testkit.RedisReplication;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Each fault of a single server: what the caller is told, what becomes of near copies, and that it passes. */
@Tag("server")
@WithRedis(own = true)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FaultTest {
    private static final String KEY = "key";
    /** As users have it: some faults are seen by the next proof of life, which is a quarter of it away. */
    private static final String LEASE = "2 s";

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    FaultTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis).with(ManagerSettings.NEAR_LEASE, LEASE);
    }

    @Test
    void timeout_beforeTheWriteTookEffect_isAnUnknownOutcomeAndLeavesNoCopy() throws Exception {
        try (SilentWire wire = new SilentWire(redis)) {
            Cache<String, String> cache = cacheOver(wire);
            keepNear(cache, "old");

            Object before = stored();
            wire.holdRequests();
            assertFails(() -> cache.put(KEY, "new"), Kind.UNKNOWN_OUTCOME, "a write may have been applied");

            assertThat(stored()).isEqualTo(before);
            assertThat(tiers(cache).getNearEntries()).isZero();
            wire.release();
            recover(cache);
        }
    }

    @Test
    void timeout_afterTheWriteTookEffect_isAnUnknownOutcomeAndTheWriteIsReadThen() throws Exception {
        try (SilentWire wire = new SilentWire(redis)) {
            Cache<String, String> cache = cacheOver(wire);
            keepNear(cache, "old");

            Object before = stored();
            wire.holdReplies();
            assertFails(() -> cache.put(KEY, "newer"), Kind.UNKNOWN_OUTCOME, "a write may have been applied");

            Await.until("the write is applied", () -> !before.equals(stored()));
            assertThat(tiers(cache).getNearEntries()).isZero();
            wire.release();
            Await.until("the write is read", () -> "newer".equals(read(cache)));
        }
    }

    /** Lettuce hands the reset itself to one of the commands under way; it used to pass for "nothing was sent". */
    @Test
    void connection_resetAfterTheWriteTookEffect_isAnUnknownOutcome() throws Exception {
        try (SilentWire wire = new SilentWire(redis);
                Actors actors = new Actors()) {
            Properties properties = CacheFixture.properties(wire.uri() + "?timeout=30s");
            Cache<String, String> cache =
                    tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            keepNear(cache, "old");

            Object before = stored();
            wire.holdReplies();
            Future<?> put = actors.run(() -> cache.put(KEY, "newer"));
            Await.until("the write is applied", () -> !before.equals(stored()));
            wire.reset();
            assertFails(() -> Actors.result(put), Kind.UNKNOWN_OUTCOME, "a write may have been applied");

            Await.until("the write is read", () -> "newer".equals(read(cache)));
            recover(cache);
        }
    }

    @Test
    void memory_full_isARefusalThatLeavesNoCopyAndClosesNothing() {
        Cache<String, String> cache = tandem.texts();
        keepNear(cache, "old");
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            for (int i = 0; i < 20; i++) {
                assertFails(() -> cache.put(KEY, "new"), Kind.REJECTED, "OOM");
            }
            assertThat(cache.get(KEY)).isEqualTo("old");
            assertThat(cache.unwrap(TandemCache.class).health().breaker()).isEqualTo("CLOSED");
            assertThat(cache.unwrap(TandemCache.class).health().lastError()).contains("OOM");
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
        recover(cache);
    }

    @Test
    void server_madeAReplica_isUnavailableAndNoCopyOfItIsServed() {
        Cache<String, String> cache = tandem.texts();
        keepNear(cache, "old");
        try {
            redis.command("REPLICAOF", "127.0.0.1", "1");
            assertFails(() -> cache.put(KEY, "new"), Kind.UNAVAILABLE, "READONLY");
            Await.until(
                    "copies lose their promise",
                    () -> tiers(cache).getFlushes().get("NOT_MASTER") > 0
                            || tiers(cache).getFlushes().get("CONNECTION_LOST") > 0);
            assertThat(tiers(cache).getCoherence()).isEqualTo("SUSPENDED");
        } finally {
            redis.command("REPLICAOF", "NO", "ONE");
        }
        recover(cache);
    }

    @Test
    void primary_demotedByAFailover_isUnavailableAndNoCopyOfItIsServed() {
        try (RedisReplication pair = RedisReplication.start(1)) {
            RedisServer former = pair.primary();
            RedisServer next = pair.replicas().get(0);
            Properties properties = CacheFixture.properties(former.uri().toString());
            properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE);
            Cache<String, String> cache =
                    tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            keepNear(cache, "old");

            pair.promote(next);

            assertFails(() -> cache.put(KEY, "new"), Kind.UNAVAILABLE, "READONLY");
            Await.until(
                    "copies lose their promise",
                    () -> tiers(cache).getCoherence().equals("SUSPENDED"));
            next.command("SET", CacheFixture.redisKey(KEY), "written elsewhere");
            pair.awaitInSync();
            assertThat(read(cache)).isNotEqualTo("old");

            pair.promote(former);
            recover(cache);
        }
    }

    @Test
    void server_thatLoadsItsData_isUnavailableUntilItIsReady() throws Exception {
        try (RedisServer slow = RedisServer.embedded(
                "enable-debug-command yes", "loading-process-events-interval-bytes 1024", "key-load-delay 100000")) {
            Cache<String, String> cache = tandem.newManager(
                            CacheFixture.properties(slow.uri().toString()))
                    .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            IntStream.range(0, 250).forEach(i -> slow.command("SET", "filler-" + i, "x".repeat(1_100)));
            cache.put(KEY, "value");

            Thread reload = new Thread(() -> slow.command("DEBUG", "RELOAD"));
            reload.start();
            Await.until("the server loads", () -> kindOfGet(cache) == Kind.UNAVAILABLE);
            assertFails(() -> cache.put(KEY, "new"), Kind.UNAVAILABLE, "LOADING");
            slow.command("CONFIG", "SET", "key-load-delay", "0");
            reload.join();

            recover(cache);
        }
    }

    @Test
    void password_wrong_isUnavailableAndNeverTold() {
        redis.command("ACL", "SETUSER", "app", "on", ">other", "~*", "&*", "+@all");
        try {
            Cache<String, String> cache = tandem.newManager(
                            CacheFixture.properties("redis://app:hunter2@" + redis.host() + ":" + redis.port()))
                    .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            assertFails(() -> cache.get(KEY), Kind.UNAVAILABLE, "WRONGPASS");
            TandemHealth health = cache.unwrap(TandemCache.class).health();
            assertThat(health.nodesUp()).isZero();
            assertThat(health.toString()).contains("WRONGPASS").doesNotContain("hunter2");
            assertThat(health.tracking()).isEqualTo("SUSPENDED");

            redis.command("ACL", "SETUSER", "app", ">hunter2");
            Await.until("the cache works", () -> works(cache));
        } finally {
            redis.command("ACL", "DELUSER", "app");
        }
    }

    /** Connections that are there go on; the next ones are refused, and whoever is refused is told why. */
    @Test
    void password_changed_isUnavailableOnceTheConnectionIsLost() {
        redis.command("ACL", "SETUSER", "app", "on", ">first", "~*", "&*", "+@all");
        try {
            Cache<String, String> cache = tandem.newManager(
                            CacheFixture.properties("redis://app:first@" + redis.host() + ":" + redis.port()))
                    .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            keepNear(cache, "old");
            redis.command("ACL", "SETUSER", "app", "resetpass", ">second");
            assertThat(works(cache)).isTrue();

            redis.killClients(client -> true);

            Await.until("it is known why", () -> messageOfGet(cache).contains("WRONGPASS"));
            assertFails(() -> cache.put(KEY, "new"), Kind.UNAVAILABLE, "WRONGPASS");
            assertFails(() -> cache.get(KEY), Kind.UNAVAILABLE, "WRONGPASS");
            assertThat(tiers(cache).getCoherence()).isNotEqualTo("COHERENT");
            assertThat(messageOfGet(cache)).doesNotContain("first");

            redis.command("ACL", "SETUSER", "app", ">first");
            recover(cache);
        } finally {
            redis.command("ACL", "DELUSER", "app");
        }
    }

    @Test
    void connection_refused_isUnavailableAndTheBreakerTellsIt() {
        Cache<String, String> cache = tandem.texts();
        keepNear(cache, "old");
        redis.kill();
        Await.until(
                "copies lose their promise", () -> tiers(cache).getCoherence().equals("SUSPENDED"));
        for (int i = 0; i < 10; i++) {
            assertFails(() -> cache.get(KEY), Kind.UNAVAILABLE, redis.host() + ":" + redis.port());
        }

        Await.until(
                "the other connection is seen to be lost too",
                () -> cache.unwrap(TandemCache.class).health().nodesUp() == 0);
        TandemHealth health = cache.unwrap(TandemCache.class).health();
        assertThat(health.breaker()).isNotEqualTo("CLOSED");
        assertThat(health.lastError()).contains("can't be reached");
        assertThat(health.lastRoundTripMicros()).isPositive();

        redis.restart();
        recover(cache);
        TandemHealth after = cache.getCacheManager().unwrap(TandemManager.class).health();
        assertThat(after.breaker()).isEqualTo("CLOSED");
        assertThat(after.nodesUp()).isEqualTo(1);
        assertThat(after.topology()).contains(redis.host() + ":" + redis.port());
    }

    @Test
    void manager_failingFast_isNotMadeWithoutAServer() {
        Properties failFast = tandem.properties();
        failFast.setProperty("tandem.redis.fail-fast", "on");
        redis.kill();

        assertThatThrownBy(() -> tandem.newManager(failFast))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("tandem.redis.fail-fast")
                .hasMessageContaining("Check that the server runs");
        assertThat(tandem.newManager().createCache("lazy", CacheFixture.textsConfiguration()))
                .isNotNull();

        redis.restart();
        assertThat(tandem.newManager(failFast)
                        .unwrap(TandemManager.class)
                        .health()
                        .nodesUp())
                .isEqualTo(1);
    }

    // ------------------------------------------------------------------------------------------------- looking

    /** What lies in Redis. */
    private Object stored() {
        return redis.command("GET", CacheFixture.redisKey(KEY));
    }

    private Cache<String, String> cacheOver(SilentWire wire) {
        Properties properties = CacheFixture.properties(wire.uri() + "?timeout=500ms");
        properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE);
        return tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    private static void keepNear(Cache<String, String> cache, String value) {
        Await.until("it is stored", () -> stores(cache, value));
        Await.until("a copy is kept", () -> {
            long before = tiers(cache).getNearHits();
            read(cache);
            return value.equals(read(cache)) && tiers(cache).getNearHits() > before;
        });
    }

    private static boolean stores(Cache<String, String> cache, String value) {
        try {
            cache.put(KEY, value);
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    /** The cache stores, reads and keeps near again. */
    private static void recover(Cache<String, String> cache) {
        Await.until("the cache works", () -> works(cache));
        Await.until("copies are proven", () -> {
            read(cache);
            return tiers(cache).getCoherence().equals("COHERENT");
        });
        keepNear(cache, "recovered");
    }

    private static boolean works(Cache<String, String> cache) {
        try {
            cache.put(KEY, "there");
            return "there".equals(cache.get(KEY));
        } catch (CacheException e) {
            return false;
        }
    }

    private static String read(Cache<String, String> cache) {
        try {
            return cache.get(KEY);
        } catch (CacheException e) {
            return null;
        }
    }

    private static Kind kindOfGet(Cache<String, String> cache) {
        try {
            cache.containsKey(KEY);
            return null;
        } catch (CacheException e) {
            return ((FarTierException) e.getCause()).kind();
        }
    }

    /** Empty where it succeeds. */
    private static String messageOfGet(Cache<String, String> cache) {
        try {
            cache.get(KEY);
            return "";
        } catch (CacheException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void assertFails(ThrowingCallable operation, Kind kind, String text) {
        assertThatThrownBy(operation)
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(text)
                .hasCauseInstanceOf(FarTierException.class)
                .satisfies(e ->
                        assertThat(((FarTierException) e.getCause()).kind()).isEqualTo(kind));
    }

    private static TandemCacheMXBean tiers(Cache<String, String> cache) {
        return cache.unwrap(TandemCache.class).tiers();
    }
}
