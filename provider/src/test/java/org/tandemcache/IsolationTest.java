package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryRemovedListener;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A cache never reads, counts or clears what is not its own. */
@Tag("server")
@WithRedis
class IsolationTest {
    private static final List<String> FOREIGN_KEYS = List.of(
            "session:1",
            "tandem",
            "tandem:",
            "tandem:cache",
            "tandem:cache:",
            "tandem:cache:{",
            "tandem:cache:s:a",
            "tandem:cache:{x}s:a",
            "tandem:cachex:{}s:a",
            "tandemx:cache:{}s:a",
            "xtandem:cache:{}s:a",
            "tandem:*:{}s:a",
            "*",
            "tandem:cach?:{}s:a",
            "[t]andem:cache:{}s:a");

    /** Names that would reach into others' keys if they were taken as they are. */
    private static final List<String> TRICKY_NAMES = List.of(
            "a",
            "a:b",
            "a:",
            ":a",
            "a*",
            "*",
            "?",
            "[a]",
            "{}",
            "{a}",
            "a:{}s",
            "%",
            "a%3Ab",
            "a\\",
            "\\*",
            "a b",
            "\n",
            "ä",
            "\ud83d\ude00",
            "\ud83d");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    IsolationTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    enum Sweep {
        CLEAR(Cache::clear),
        REMOVE_ALL(Cache::removeAll),
        DESTROY(cache -> cache.getCacheManager().destroyCache(cache.getName()));

        @SuppressWarnings("ImmutableEnumChecker") // a method reference
        private final Consumer<Cache<?, ?>> action;

        Sweep(Consumer<Cache<?, ?>> action) {
            this.action = action;
        }

        void run(Cache<?, ?> cache) {
            action.accept(cache);
        }
    }

    @ParameterizedTest
    @EnumSource
    void foreignKeys_sweep_survive(Sweep sweep) {
        FOREIGN_KEYS.forEach(key -> redis.command("SET", key, "foreign"));
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "own");

        sweep.run(cache);

        assertThat(keysInRedis()).isEqualTo(new TreeSet<>(FOREIGN_KEYS));
    }

    @Test
    void foreignKeys_removeAllThatWalks_survive() {
        FOREIGN_KEYS.forEach(key -> redis.command("SET", key, "foreign"));
        Cache<String, String> cache =
                tandem.cache(CacheFixture.textsConfiguration().setStatisticsEnabled(true));
        cache.put("a", "own");

        cache.removeAll();

        assertThat(keysInRedis()).isEqualTo(new TreeSet<>(FOREIGN_KEYS));
    }

    @Test
    void foreignKeys_iteration_areNotSeen() {
        FOREIGN_KEYS.forEach(key -> redis.command("SET", key, "foreign"));
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "own");

        assertThat(keysOf(cache)).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void namespaces_two_areApart(Sweep sweep) {
        Cache<String, String> one = inNamespace("one").createCache("cache", CacheFixture.textsConfiguration());
        Cache<String, String> other = inNamespace("one:cache").createCache("cache", CacheFixture.textsConfiguration());
        Cache<String, String> third = inNamespace("on*").createCache("cache", CacheFixture.textsConfiguration());
        List.of(one, other, third).forEach(cache -> cache.put("key", "value"));

        assertThat(keysInRedis()).hasSize(3);
        sweep.run(third);
        sweep.run(one);

        assertThat(keysOf(other)).containsExactly("key");
        assertThat(keysInRedis()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void cacheNames_tricky_areApart(Sweep sweep) {
        List<Cache<String, String>> caches = new ArrayList<>();
        for (String name : TRICKY_NAMES) {
            Cache<String, String> cache = tandem.manager().createCache(name, CacheFixture.textsConfiguration());
            cache.put("key", "of " + name);
            caches.add(cache);
        }
        assertThat(keysInRedis()).hasSize(TRICKY_NAMES.size());

        while (!caches.isEmpty()) {
            sweep.run(caches.remove(0));
            assertThat(caches).allSatisfy(cache -> {
                assertThat(keysOf(cache)).containsExactly("key");
                assertThat(cache.get("key")).isEqualTo("of " + cache.getName());
            });
            assertThat(keysInRedis()).hasSize(caches.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "?", "[a-z]", "{}", "{tag}key", "a:b", "\\", "", " ", "ä€\ud83d\ude00", "\n\0"})
    void userKey_ofAnyText_isKept(String key) {
        Cache<String, String> cache = tandem.texts();
        cache.put(key, "value");
        cache.put("other", "value");

        assertThat(cache.get(key)).isEqualTo("value");
        assertThat(keysOf(cache)).containsExactlyInAnyOrder(key, "other");
        assertThat(cache.remove(key)).isTrue();
        assertThat(keysOf(cache)).containsExactly("other");
    }

    private CacheManager inNamespace(String namespace) {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NAMESPACE, namespace);
        return tandem.newManager(properties);
    }

    private Set<String> keysInRedis() {
        Set<String> keys = new TreeSet<>();
        ((List<?>) redis.command("KEYS", "*")).forEach(key -> keys.add((String) key));
        return keys;
    }

    private static List<String> keysOf(Cache<String, String> cache) {
        List<String> keys = new ArrayList<>();
        cache.forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    /** Bytes that Tandem did not write, under a key that it would have written. */
    @Nested
    class ForeignValue {
        private static final String KEY = "key";

        enum Foreign {
            TEXT("SET", "foreign text, longer than a header of ours"),
            SHORT_TEXT("SET", "x"),
            EMPTY("SET", ""),
            LIST("RPUSH", "element"),
            SET("SADD", "element");

            private final String command;
            private final String argument;

            Foreign(String command, String argument) {
                this.command = command;
                this.argument = argument;
            }
        }

        static final List<Foreign> KINDS = List.of(Foreign.values());

        private void plant(Foreign foreign) {
            redis.command(foreign.command, CacheFixture.redisKey(KEY), foreign.argument);
        }

        @ParameterizedTest
        @FieldSource("KINDS")
        void read_ofForeignValue_isAMiss(Foreign foreign) {
            Cache<String, String> cache = tandem.texts();
            cache.put("good", "value");
            plant(foreign);

            assertThat(cache.get(KEY)).isNull();
            assertThat(cache.getAll(Set.of(KEY, "good"))).containsExactly(Map.entry("good", "value"));
            assertThat(keysOf(cache)).containsExactly("good");
        }

        /** A cache with a listener runs every operation on the path that must know the old value. */
        @ParameterizedTest
        @FieldSource("KINDS")
        void write_overForeignValue_replacesItWithListenersToo(Foreign foreign) {
            Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                    .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<String, String>(
                            () -> (CacheEntryRemovedListener<String, String>) events -> {}, null, true, true)));
            plant(foreign);

            cache.putAll(Map.of(KEY, "value"));
            assertThat(cache.get(KEY)).isEqualTo("value");
            redis.command("DEL", CacheFixture.redisKey(KEY));
            plant(foreign);

            cache.removeAll(Set.of(KEY));
            assertThat(redis.command("DBSIZE")).isEqualTo(0L);
        }

        @ParameterizedTest(name = "{0} over {2}")
        @MethodSource("org.tandemcache.IsolationTest#writes")
        void write_overForeignValue_replacesIt(
                String operation, Consumer<Cache<String, String>> write, Foreign foreign) {
            Cache<String, String> cache = tandem.texts();
            plant(foreign);

            write.accept(cache);

            assertThat(cache.get(KEY)).isEqualTo("value");
            assertThat(keysOf(cache)).containsExactly(KEY);
        }

        @ParameterizedTest(name = "{0} over {2}")
        @MethodSource("org.tandemcache.IsolationTest#removals")
        void removal_ofForeignValue_removesIt(
                String operation, Consumer<Cache<String, String>> removal, Foreign foreign) {
            Cache<String, String> cache = tandem.texts();
            plant(foreign);

            removal.accept(cache);

            assertThat(redis.command("DBSIZE")).isEqualTo(0L);
        }
    }

    private static Stream<Arguments> each(String operation, Consumer<Cache<String, String>> action) {
        return ForeignValue.KINDS.stream().map(foreign -> Arguments.of(operation, action, foreign));
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                        each("put", cache -> cache.put("key", "value")),
                        each("putAll", cache -> cache.putAll(Map.of("key", "value"))),
                        each(
                                "getAndPut",
                                cache -> assertThat(cache.getAndPut("key", "value"))
                                        .isNull()),
                        each(
                                "getAndReplace",
                                cache -> assertThat(cache.getAndReplace("key", "value"))
                                        .isNull()),
                        each(
                                "invoke",
                                cache -> assertThat(cache.<Boolean>invoke("key", (entry, arguments) -> {
                                            boolean existed = entry.exists();
                                            entry.setValue("value");
                                            return existed;
                                        }))
                                        .isFalse()))
                .flatMap(cases -> cases);
    }

    static Stream<Arguments> removals() {
        return Stream.of(
                        each("remove", cache -> cache.remove("key")),
                        each(
                                "getAndRemove",
                                cache -> assertThat(cache.getAndRemove("key")).isNull()),
                        each("removeAll(keys)", cache -> cache.removeAll(Set.of("key"))),
                        each("removeAll", Cache::removeAll),
                        each("clear", Cache::clear),
                        each(
                                "invoke that removes",
                                cache -> cache.invoke("key", (entry, arguments) -> {
                                    entry.remove();
                                    return null;
                                })))
                .flatMap(cases -> cases);
    }
}
