package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.far.FarTierException;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Redis away, frozen or cut off, and addresses that are none: who is told what. */
@Tag("server")
@WithRedis(own = true)
class FailureTest {
    private static final String SECRET = "hunter2";

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    FailureTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void operation_withoutAServer_namesTheAddressAndWhatToCheck(
            String operation, Consumer<Cache<String, String>> action) {
        redis.kill();
        Cache<String, String> cache = tandem.texts();

        assertThatThrownBy(() -> action.accept(cache))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(operation)
                .hasMessageContaining("\"cache\"")
                .hasMessageContaining(redis.host() + ":" + redis.port())
                .hasMessageContaining("Check that the server runs")
                .hasMessageContaining("tandem.redis.uri")
                .satisfies(e -> assertThat(kindOf(e)).isEqualTo(FarTierException.Kind.UNAVAILABLE));
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("get", cache -> cache.get("key")),
                operation("getAll", cache -> cache.getAll(Set.of("key"))),
                operation("containsKey", cache -> cache.containsKey("key")),
                operation("put", cache -> cache.put("key", "value")),
                operation("putAll", cache -> cache.putAll(Map.of("key", "value"))),
                operation("putIfAbsent", cache -> cache.putIfAbsent("key", "value")),
                operation("remove", cache -> cache.remove("key")),
                operation("replace", cache -> cache.replace("key", "old", "value")),
                operation("invoke", cache -> cache.invoke("key", (entry, arguments) -> entry.exists())),
                operation("removeAll", Cache::removeAll),
                operation("clear", Cache::clear),
                operation(
                        "iterator",
                        cache -> assertThat(cache.iterator().hasNext()).isFalse()));
    }

    private static Arguments operation(String name, Consumer<Cache<String, String>> action) {
        return Arguments.of(name, action);
    }

    @Test
    void manager_onceTheServerIsThere_works() {
        redis.kill();
        Cache<String, String> cache = tandem.texts();
        assertThatThrownBy(() -> cache.put("key", "value")).isInstanceOf(CacheException.class);

        redis.restart();

        cache.put("key", "value");
        assertThat(cache.get("key")).isEqualTo("value");
    }

    @Test
    void password_inTheUri_isUsedAndNeverTold() {
        try (RedisServer guarded = RedisServer.embedded("requirepass " + SECRET)) {
            Properties properties = CacheFixture.properties(guarded.uri().toString());
            Cache<String, String> cache =
                    tandem.newManager(properties).createCache("cache", CacheFixture.textsConfiguration());
            cache.put("key", "value");
            assertThat(cache.get("key")).isEqualTo("value");

            guarded.kill();
            CacheManager fresh = tandem.newManager(properties);
            Cache<String, String> unreachable = fresh.createCache("cache", CacheFixture.textsConfiguration());
            assertThatThrownBy(() -> unreachable.get("key"))
                    .isInstanceOf(CacheException.class)
                    .satisfies(FailureTest::assertThatSecretIsKept);
            assertThat(fresh.toString()).doesNotContain(SECRET);
            assertThat(unreachable.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void password_wrong_isRefusedWithAWordAboutIt() {
        try (RedisServer guarded = RedisServer.embedded("requirepass other")) {
            Cache<String, String> cache = tandem.newManager(
                            CacheFixture.properties("redis://:" + SECRET + "@" + guarded.host() + ":" + guarded.port()))
                    .createCache("cache", CacheFixture.textsConfiguration());

            assertThatThrownBy(() -> cache.get("key"))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining(guarded.host() + ":" + guarded.port())
                    .hasMessageContaining("WRONGPASS")
                    .satisfies(FailureTest::assertThatSecretIsKept);
        }
    }

    /**
     * A slash in the password ends the authority of a URI: the mask ended there too, and showed the password. And
     * Lettuce took {@code host:port} for a host's name where it could not read the port.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://:hunter2@host:6379",
                "redis://:hunter2@host:port",
                "redis://user:hunter2@",
                "redis://:hunter2/x@host:6379",
                "redis://:x#hunter2@host:6379",
                "redis://:x?hunter2@host:6379",
                "redis://:x@hunter2@host:bad",
                "redis:/:hunter2@host:6379",
                ":hunter2@host:6379",
                "redis://:hunter2@host with blanks"
            })
    void uri_malformed_isToldWithoutItsSecret(String uri) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, uri);

        assertThatThrownBy(() -> tandem.newManager(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache manager's property tandem.redis.uri")
                .hasMessageContaining("allowed: redis://")
                .satisfies(FailureTest::assertThatSecretIsKept);
    }

    @Test
    void uri_fromTheSystemProperty_isToldAsSuch() {
        String before = System.setProperty("tandem.redis.uri", "nonsense");
        try {
            assertThatThrownBy(() -> tandem.newManager(new Properties()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a text of 8 characters")
                    .hasMessageContaining("system property tandem.redis.uri");
        } finally {
            if (before == null) {
                System.clearProperty("tandem.redis.uri");
            } else {
                System.setProperty("tandem.redis.uri", before);
            }
        }
    }

    @Test
    void namespace_empty_isRefused() {
        Properties properties = tandem.properties();
        properties.setProperty("tandem.namespace", "");

        assertThatThrownBy(() -> tandem.newManager(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem.namespace");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void operation_onAFrozenServer_endsWithAnUnknownOutcome(String operation, Consumer<Cache<String, String>> action) {
        Cache<String, String> cache = tandem.newManager(CacheFixture.properties(redis.uri() + "?timeout=100ms"))
                .createCache("cache", CacheFixture.textsConfiguration());
        Await.until("it is connected", () -> worksAgain(cache)); // if not within 100 ms

        redis.pause();

        assertThatThrownBy(() -> action.accept(cache))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(operation)
                .hasMessageContaining("did not answer within 100 ms")
                .hasMessageContaining("may have been applied")
                .satisfies(e -> assertThat(kindOf(e)).isEqualTo(FarTierException.Kind.UNKNOWN_OUTCOME));
        redis.resume();
        Await.until("the cache works again", () -> worksAgain(cache));
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void connect_toAFrozenServer_isBounded() {
        redis.pause();
        Cache<String, String> cache = tandem.newManager(CacheFixture.properties(redis.uri() + "?timeout=100ms"))
                .createCache("cache", CacheFixture.textsConfiguration());

        assertThatThrownBy(() -> cache.get("key")).isInstanceOf(CacheException.class);
        redis.resume();
        Await.until("the cache works again", () -> worksAgain(cache));
    }

    @Test
    void connection_killed_isMadeAnew() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");

        assertThat(redis.killClients(client -> true)).isPositive();

        Await.until("the cache works again", () -> worksAgain(cache));
        assertThat(cache.get("key")).isEqualTo("value");
    }

    @Test
    void server_restarted_isFoundAgainEmpty() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");

        redis.restart();

        Await.until("the cache works again", () -> worksAgain(cache));
        assertThat(cache.get("key")).isNull();
        cache.put("key", "value");
        assertThat(cache.replace("key", "value", "new")).isTrue(); // the scripts are gone from the new server
    }

    @Test
    void value_thatTheServerRefuses_isToldAndNothingIsStored() {
        Cache<String, String> cache = tandem.texts();
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> cache.put("key", "value"))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("refused")
                    .hasMessageContaining("OOM")
                    .satisfies(e -> assertThat(kindOf(e)).isEqualTo(FarTierException.Kind.REJECTED));
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
        assertThat(cache.get("key")).isNull();
    }

    @Test
    void storeByReference_asked_isRefusedWithAReason() {
        MutableConfiguration<String, String> byReference =
                CacheFixture.textsConfiguration().setStoreByValue(false);

        assertThatThrownBy(() -> tandem.manager().createCache("cache", byReference))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("store-by-reference")
                .hasMessageContaining("storeByValue");
        assertThat(tandem.manager().getCacheNames()).isEmpty();
    }

    @Test
    void factory_thatFails_leavesNoCache() {
        MutableConfiguration<String, String> failing = CacheFixture.textsConfiguration()
                .setReadThrough(true)
                .setStatisticsEnabled(true)
                .setCacheLoaderFactory(() -> {
                    throw new IllegalStateException("no loader today");
                });

        assertThatThrownBy(() -> tandem.manager().createCache("cache", failing))
                .hasStackTraceContaining("no loader today");
        assertThat(tandem.manager().getCacheNames()).isEmpty();
        assertThat(tandem.texts()).isNotNull();
    }

    private static boolean worksAgain(Cache<String, String> cache) {
        try {
            cache.containsKey("key");
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    private static FarTierException.Kind kindOf(Throwable failure) {
        assertThat(failure).hasCauseInstanceOf(FarTierException.class);
        return ((FarTierException) failure.getCause()).kind();
    }

    private static void assertThatSecretIsKept(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        assertThat(trace.toString()).doesNotContain(SECRET);
    }
}
