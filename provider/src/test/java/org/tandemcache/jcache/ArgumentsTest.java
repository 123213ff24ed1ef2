package org.tandemcache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Nulls and wrong types, in every method that takes arguments: refused, and nothing is done. */
@WithRedis
class ArgumentsTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ArgumentsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private interface Action {
        void on(Cache<Object, Object> cache);
    }

    private static Arguments with(String call, Action action) {
        return Arguments.of(call, action);
    }

    private static final Set<Object> NULL_AMONG_KEYS = new HashSet<>(Arrays.asList("k", null));

    static final List<Arguments> NULLS = List.of(
            with("get(null)", cache -> cache.get(null)),
            with("getAll(null)", cache -> cache.getAll(null)),
            with("getAll([k, null])", cache -> cache.getAll(NULL_AMONG_KEYS)),
            with("containsKey(null)", cache -> cache.containsKey(null)),
            with("loadAll(null, ..)", cache -> cache.loadAll(null, true, null)),
            with("loadAll([k, null], ..)", cache -> cache.loadAll(NULL_AMONG_KEYS, true, null)),
            with("put(null, v)", cache -> cache.put(null, "v")),
            with("put(k, null)", cache -> cache.put("k", null)),
            with("getAndPut(null, v)", cache -> cache.getAndPut(null, "v")),
            with("getAndPut(k, null)", cache -> cache.getAndPut("k", null)),
            with("putAll(null)", cache -> cache.putAll(null)),
            with("putAll({null: v})", cache -> cache.putAll(Collections.singletonMap(null, "v"))),
            with("putAll({k: null})", cache -> cache.putAll(Collections.singletonMap("k", null))),
            with("putIfAbsent(null, v)", cache -> cache.putIfAbsent(null, "v")),
            with("putIfAbsent(k, null)", cache -> cache.putIfAbsent("k", null)),
            with("remove(null)", cache -> cache.remove(null)),
            with("remove(null, v)", cache -> cache.remove(null, "v")),
            with("remove(k, null)", cache -> cache.remove("k", null)),
            with("getAndRemove(null)", cache -> cache.getAndRemove(null)),
            with("replace(null, v, w)", cache -> cache.replace(null, "v", "w")),
            with("replace(k, null, w)", cache -> cache.replace("k", null, "w")),
            with("replace(k, v, null)", cache -> cache.replace("k", "v", null)),
            with("replace(null, v)", cache -> cache.replace(null, "v")),
            with("replace(k, null)", cache -> cache.replace("k", null)),
            with("getAndReplace(null, v)", cache -> cache.getAndReplace(null, "v")),
            with("getAndReplace(k, null)", cache -> cache.getAndReplace("k", null)),
            with("removeAll(null)", cache -> cache.removeAll(null)),
            with("removeAll([k, null])", cache -> cache.removeAll(NULL_AMONG_KEYS)),
            with("invoke(null, p)", cache -> cache.invoke(null, (entry, arguments) -> null)),
            with("invoke(k, null)", cache -> cache.invoke("k", null)),
            with("invokeAll(null, p)", cache -> cache.invokeAll(null, (entry, arguments) -> null)),
            with("invokeAll([k, null], p)", cache -> cache.invokeAll(NULL_AMONG_KEYS, (entry, arguments) -> null)),
            with("invokeAll(keys, null)", cache -> cache.invokeAll(Set.of("k"), null)),
            with("registerCacheEntryListener(null)", cache -> cache.registerCacheEntryListener(null)),
            with("deregisterCacheEntryListener(null)", cache -> cache.deregisterCacheEntryListener(null)),
            with("getConfiguration(null)", cache -> cache.getConfiguration(null)),
            with("unwrap(null)", cache -> cache.unwrap(null)));

    @ParameterizedTest(name = "{0}")
    @FieldSource("NULLS")
    void null_given_isRefused(String call, Action action) {
        Cache<Object, Object> cache = texts();

        assertThatThrownBy(() -> action.on(cache)).isInstanceOf(NullPointerException.class);
        assertNothingDone();
    }

    static final List<Arguments> WRONG_TYPES = List.of(
            with("get(1)", cache -> cache.get(1)),
            with("getAll([1])", cache -> cache.getAll(Set.of(1))),
            with("containsKey(1)", cache -> cache.containsKey(1)),
            with("loadAll([1])", cache -> cache.loadAll(Set.of(1), true, null)),
            with("put(1, v)", cache -> cache.put(1, "v")),
            with("put(k, 1)", cache -> cache.put("k", 1)),
            with("getAndPut(1, v)", cache -> cache.getAndPut(1, "v")),
            with("getAndPut(k, 1)", cache -> cache.getAndPut("k", 1)),
            with("putAll({1: v})", cache -> cache.putAll(Map.of(1, "v", "k", "v"))),
            with("putAll({k: 1})", cache -> cache.putAll(Map.of("k", 1, "l", "v"))),
            with("putIfAbsent(1, v)", cache -> cache.putIfAbsent(1, "v")),
            with("putIfAbsent(k, 1)", cache -> cache.putIfAbsent("k", 1)),
            with("remove(1)", cache -> cache.remove(1)),
            with("remove(1, v)", cache -> cache.remove(1, "v")),
            with("remove(k, 1)", cache -> cache.remove("k", 1)),
            with("getAndRemove(1)", cache -> cache.getAndRemove(1)),
            with("replace(1, v, w)", cache -> cache.replace(1, "v", "w")),
            with("replace(k, 1, w)", cache -> cache.replace("k", 1, "w")),
            with("replace(k, v, 1)", cache -> cache.replace("k", "v", 1)),
            with("replace(1, v)", cache -> cache.replace(1, "v")),
            with("replace(k, 1)", cache -> cache.replace("k", 1)),
            with("getAndReplace(1, v)", cache -> cache.getAndReplace(1, "v")),
            with("getAndReplace(k, 1)", cache -> cache.getAndReplace("k", 1)),
            with("removeAll([1])", cache -> cache.removeAll(Set.of(1))),
            with("invoke(1, p)", cache -> cache.invoke(1, (entry, arguments) -> null)),
            with("invokeAll([1], p)", cache -> cache.invokeAll(Set.of(1), (entry, arguments) -> null)));

    @ParameterizedTest(name = "{0}")
    @FieldSource("WRONG_TYPES")
    void wrongType_given_isRefusedWithAReason(String call, Action action) {
        Cache<Object, Object> cache = texts();

        assertThatThrownBy(() -> action.on(cache))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("\"cache\"")
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("java.lang.String");
        assertNothingDone();
    }

    /** A processor is a writer like any other. */
    @Test
    void wrongType_setByAProcessor_isNeverReadAsThisCachesType() {
        Cache<Object, Object> cache = texts();

        assertThatThrownBy(() -> cache.invoke("there", (entry, arguments) -> {
                    entry.setValue(1);
                    return null;
                }))
                .isInstanceOfAny(ClassCastException.class, CacheException.class);
        assertThat(cache.get("there")).isEqualTo("value");
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what a caller without generics can do
    private Cache<Object, Object> texts() {
        Cache<String, String> cache = tandem.texts();
        cache.put("there", "value");
        return (Cache) cache;
    }

    private void assertNothingDone() {
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
    }

    @Test
    void manager_givenNulls_refuses() {
        CacheManager manager = tandem.manager();

        assertThat(List.<Runnable>of(
                        () -> manager.createCache(null, CacheFixture.textsConfiguration()),
                        () -> manager.createCache("c", null),
                        () -> manager.getCache(null),
                        () -> manager.getCache(null, String.class, String.class),
                        () -> manager.getCache("c", null, String.class),
                        () -> manager.getCache("c", String.class, null),
                        () -> manager.destroyCache(null),
                        () -> manager.enableManagement(null, true),
                        () -> manager.enableStatistics(null, true)))
                .allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class));
    }

    @Test
    void getCache_withOtherTypes_isRefused() {
        tandem.texts();

        assertThatThrownBy(() -> tandem.manager().getCache("cache", Integer.class, String.class))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("keys");
        assertThatThrownBy(() -> tandem.manager().getCache("cache", String.class, Object.class))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("values");
    }

    @Test
    void createCache_ofANameThatIsTaken_isRefused() {
        Cache<String, String> cache = tandem.texts();

        assertThatThrownBy(tandem::texts).isInstanceOf(CacheException.class).hasMessageContaining("\"cache\"");
        assertThat(tandem.manager().<String, String>getCache("cache")).isSameAs(cache);
    }

    @Test
    @SuppressWarnings("unchecked") // the class of a generic type
    void configuration_changedAfterwards_changesNothing() {
        MutableConfiguration<String, String> configuration = CacheFixture.textsConfiguration();
        Cache<String, String> cache = tandem.cache(configuration);
        configuration.setStatisticsEnabled(true).setReadThrough(true);

        CompleteConfiguration<?, ?> kept = cache.getConfiguration(CompleteConfiguration.class);
        assertThat(kept.isStatisticsEnabled()).isFalse();
        assertThat(kept.isReadThrough()).isFalse();
        assertThatThrownBy(() -> cache.getConfiguration(MutableConfiguration.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unwrap_toTandemsTypesAndLettuces_works() {
        Cache<String, String> cache = tandem.texts();

        assertThat((Object) cache.unwrap(TandemCache.class)).isSameAs(cache);
        assertThat(cache.unwrap(RedisClient.class)).isSameAs(tandem.manager().unwrap(RedisClient.class));
        assertThatThrownBy(() -> cache.unwrap(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void unreadableValues_met_areCounted() {
        Cache<String, String> cache = tandem.texts();
        redis.command("SET", CacheFixture.redisKey("key"), "foreign");

        assertThat(cache.get("key")).isNull();

        assertThat(cache.unwrap(TandemCache.class).tiers().getUnreadableValues())
                .isEqualTo(1);
    }
}
