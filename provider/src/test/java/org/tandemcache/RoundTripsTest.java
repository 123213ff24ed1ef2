package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.processor.EntryProcessor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * What Redis sees of each operation of a cache without near tier, by {@code INFO commandstats}. That counts the
 * commands inside of scripts too, so each row names them apart: {@code sent} is what travels, {@code inside} what the
 * scripts call.
 */
@Tag("server")
@WithRedis
class RoundTripsTest {
    private static final int MANY = 100;

    private final RedisServer redis;
    private final ServerCounts counts;

    @RegisterExtension
    final CacheFixture tandem;

    RoundTripsTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.tandem = new CacheFixture(redis);
    }

    enum Policy {
        ETERNAL(EternalExpiryPolicy.factoryOf()),
        CREATED(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR)),
        MODIFIED(ModifiedExpiryPolicy.factoryOf(Duration.ONE_HOUR)),
        TOUCHED(TouchedExpiryPolicy.factoryOf(Duration.ONE_HOUR)),
        ACCESSED(AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR));

        @SuppressWarnings("ImmutableEnumChecker") // a constant of the specification
        private final Factory<ExpiryPolicy> factory;

        Policy(Factory<ExpiryPolicy> factory) {
            this.factory = factory;
        }
    }

    /**
     * @param rule what this row checks
     * @param sent the commands that travel
     * @param inside the commands that a script among them calls
     */
    record Row(
            String rule,
            Policy policy,
            String operation,
            Consumer<Cache<String, String>> action,
            List<String> sent,
            List<String> inside) {
        @Override
        public String toString() {
            return operation + ", " + policy + ": " + String.join(" + ", sent) + " [" + rule + "]";
        }
    }

    private static Row row(
            String rule, Policy policy, String operation, Consumer<Cache<String, String>> action, String... sent) {
        return new Row(rule, policy, operation, action, List.of(sent), List.of());
    }

    private static Row scripted(
            String rule,
            Policy policy,
            String operation,
            Consumer<Cache<String, String>> action,
            List<String> sent,
            String... inside) {
        return new Row(rule, policy, operation, action, sent, List.of(inside));
    }

    static Stream<Row> rows() {
        return Stream.of(Policy.values()).flatMap(RoundTripsTest::rows);
    }

    /** The entry "there" is in the cache, the entry "new" is not. */
    private static Stream<Row> rows(Policy policy) {
        boolean reads = policy == Policy.TOUCHED || policy == Policy.ACCESSED;
        String get = reads ? "getex" : "get";
        // One command serves both cases where creation and update have one lifetime, or neither sets one.
        boolean coincide = policy != Policy.CREATED && policy != Policy.ACCESSED;
        List<String> script = List.of("evalsha");
        List<String> readAndScript = List.of("get", "evalsha");
        Stream<Row> puts = coincide
                ? Stream.of(
                        row("put: SET", policy, "put new", cache -> cache.put("new", "v"), "set"),
                        row("put: SET", policy, "put there", cache -> cache.put("there", "v"), "set"),
                        row("getAndPut: SET GET", policy, "getAndPut", cache -> cache.getAndPut("there", "v"), "set"))
                : Stream.of(
                        scripted(
                                "put: else one script",
                                policy,
                                "put new",
                                cache -> cache.put("new", "v"),
                                script,
                                "exists",
                                "set"),
                        scripted(
                                "put: else one script",
                                policy,
                                "put there",
                                cache -> cache.put("there", "v"),
                                script,
                                "exists",
                                "set"),
                        scripted(
                                "getAndPut: else one script",
                                policy,
                                "getAndPut",
                                cache -> cache.getAndPut("there", "v"),
                                script,
                                "exists",
                                "get",
                                "set"));
        return Stream.concat(
                puts,
                Stream.of(
                        row("get: GET or GETEX", policy, "get there", cache -> cache.get("there"), get),
                        row("get: GET or GETEX", policy, "get missing", cache -> cache.get("new"), get),
                        row(
                                "containsKey: EXISTS",
                                policy,
                                "containsKey",
                                cache -> cache.containsKey("there"),
                                "exists"),
                        row(
                                "putIfAbsent: SET NX",
                                policy,
                                "putIfAbsent new",
                                cache -> cache.putIfAbsent("new", "v"),
                                "set"),
                        row(
                                "putIfAbsent: SET NX",
                                policy,
                                "putIfAbsent there",
                                cache -> cache.putIfAbsent("there", "v"),
                                "set"),
                        row("replace: SET XX", policy, "replace there", cache -> cache.replace("there", "v"), "set"),
                        row("replace: SET XX", policy, "replace missing", cache -> cache.replace("new", "v"), "set"),
                        row(
                                "getAndReplace: SET XX GET",
                                policy,
                                "getAndReplace",
                                cache -> cache.getAndReplace("there", "v"),
                                "set"),
                        row("remove: DEL", policy, "remove there", cache -> cache.remove("there"), "del"),
                        row("remove: DEL", policy, "remove missing", cache -> cache.remove("new"), "del"),
                        row(
                                "getAndRemove: GETDEL",
                                policy,
                                "getAndRemove",
                                cache -> cache.getAndRemove("there"),
                                "getdel"),
                        row(
                                "removeAll(keys): UNLINK",
                                policy,
                                "removeAll(keys)",
                                cache -> cache.removeAll(Set.of("there", "new")),
                                "unlink"),
                        row("clear: SCAN, UNLINK", policy, "clear", Cache::clear, "scan", "unlink"),
                        scripted(
                                "replace(k,old,new): read + compare-and-set",
                                policy,
                                "replace(k,old,new)",
                                cache -> cache.replace("there", "before", "v"),
                                readAndScript,
                                "get",
                                "set"),
                        scripted(
                                "remove(k,old): read + compare-and-set",
                                policy,
                                "remove(k,old)",
                                cache -> cache.remove("there", "before"),
                                readAndScript,
                                "get",
                                "del"),
                        scripted(
                                "invoke: read + compare-and-set",
                                policy,
                                "invoke that sets",
                                cache -> cache.invoke("there", (entry, arguments) -> {
                                    entry.setValue("v");
                                    return null;
                                }),
                                readAndScript,
                                "get",
                                "set"),
                        row(
                                "invoke: read",
                                policy,
                                "invoke that looks for existence",
                                cache -> cache.invoke("there", (entry, arguments) -> entry.exists()),
                                "get")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void operation_once_costsItsCommands(Row row) {
        Cache<String, String> cache = cache(row.policy());
        loadScripts(cache);
        cache.put("there", "before");
        redis.command("CONFIG", "RESETSTAT");

        row.action().accept(cache);

        Map<String, Long> expected = Stream.concat(row.sent().stream(), row.inside().stream())
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        assertThat(counts.commands()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void getAll_ofMany_isOneFlush(Policy policy) {
        Cache<String, String> cache = cache(policy);
        cache.putAll(many());
        long ofOne = counts.readsOf(() -> cache.get("0"));

        assertThat(counts.readsOf(
                        () -> assertThat(cache.getAll(many().keySet())).hasSize(MANY)))
                .isEqualTo(ofOne);
    }

    @ParameterizedTest
    @EnumSource
    void putAll_ofMany_isOneFlush(Policy policy) {
        Cache<String, String> cache = cache(policy);
        loadScripts(cache);
        long ofOne = counts.readsOf(() -> cache.get("0"));

        assertThat(counts.readsOf(() -> cache.putAll(many()))).isEqualTo(ofOne);
        assertThat(redis.command("DBSIZE")).isEqualTo((long) MANY);
    }

    @ParameterizedTest
    @EnumSource
    void invokeAll_ofMany_isTwoFlushesLikeOneInvoke(Policy policy) {
        Cache<String, String> cache = cache(policy);
        loadScripts(cache);
        cache.putAll(many());
        EntryProcessor<String, String, String> change = (entry, arguments) -> {
            entry.setValue("changed");
            return null;
        };
        Set<String> some =
                IntStream.range(0, MANY / 3).mapToObj(Integer::toString).collect(Collectors.toSet());
        long ofOne = counts.readsOf(() -> cache.invoke("0", change));

        assertThat(counts.readsOf(() -> cache.invokeAll(some, change))).isEqualTo(ofOne);
        assertThat(cache.getAll(some).values()).hasSize(some.size()).containsOnly("changed");
    }

    @Test
    void invokeAll_ofManyThatChangeNothing_isOneFlush() {
        Cache<String, String> cache = cache(Policy.ETERNAL);
        cache.putAll(many());
        long ofOne = counts.readsOf(() -> cache.get("0"));

        assertThat(counts.readsOf(() -> cache.invokeAll(many().keySet(), (entry, arguments) -> entry.exists())))
                .isEqualTo(ofOne);
    }

    @ParameterizedTest
    @EnumSource(names = {"JVM", "CLUSTER"})
    void getAll_thatLoadsMany_storesThemInOneFlush(LoadConfiguration.Protection protection) {
        Cache<String, String> cache = loading(protection);
        cache.getAll(Set.of("one", "another")); // the script is known from here on
        long ofTwo = counts.readsOf(() -> cache.getAll(Set.of("x", "y")));

        Set<String> some =
                IntStream.range(0, MANY / 3).mapToObj(Integer::toString).collect(Collectors.toSet());
        assertThat(counts.readsOf(() -> assertThat(cache.getAll(some)).hasSize(some.size())))
                .isEqualTo(ofTwo);
        assertThat(redis.command("DBSIZE")).isEqualTo(some.size() + 4L);
    }

    private Cache<String, String> loading(LoadConfiguration.Protection protection) {
        CacheLoader<String, String> loader = new CacheLoader<>() {
            @Override
            public String load(String key) {
                return "loaded";
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                Map<String, String> loaded = new TreeMap<>();
                keys.forEach(key -> loaded.put(key, load(key)));
                return loaded;
            }
        };
        return tandem.cache(TandemConfiguration.copyOf(
                        CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader))
                .withNear(NearConfiguration.off())
                .withLoad(LoadConfiguration.builder().protection(protection).build()));
    }

    private Cache<String, String> cache(Policy policy) {
        return tandem.cache(
                TandemConfiguration.copyOf(CacheFixture.textsConfiguration().setExpiryPolicyFactory(policy.factory))
                        .withNear(NearConfiguration.off()));
    }

    /** Redis knows every script from here on, so that each of them is one EVALSHA. */
    private static void loadScripts(Cache<String, String> cache) {
        cache.put("script", "a");
        cache.replace("script", "a", "b");
        cache.remove("script", "b");
        cache.clear();
    }

    private static Map<String, String> many() {
        return IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> Integer.toString(i), i -> "v" + i));
    }
}
