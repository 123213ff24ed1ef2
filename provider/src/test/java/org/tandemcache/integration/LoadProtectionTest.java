package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.integration.Latches.awaited;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.ServerCounts;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Two nodes, each a manager with connections of its own: what one of them changes while the other one loads is not
 * undone by what that brings, one load is enough for both, and what stands for a load is no entry to anybody.
 */
@WithRedis
class LoadProtectionTest {
    private static final String KEY = "key";

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    LoadProtectionTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private Cache<String, String> node(CacheLoader<String, String> source, Protection protection) {
        return node(source, protection, NearConfiguration.defaults());
    }

    private Cache<String, String> node(
            CacheLoader<String, String> source, Protection protection, NearConfiguration near) {
        return node(
                CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> source),
                protection,
                near);
    }

    private Cache<String, String> node(
            CompleteConfiguration<String, String> plain, Protection protection, NearConfiguration near) {
        return tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(plain)
                                .withNear(near)
                                .withLoad(LoadConfiguration.builder()
                                        .protection(protection)
                                        .build()));
    }

    private interface Load {
        Object by(Cache<String, String> cache, HeldSource source) throws Exception;
    }

    static Stream<Arguments> loads() {
        return Stream.of(
                load("get", (cache, source) -> cache.get(KEY)),
                load(
                        "get by a loader of the call",
                        (cache, source) -> tandemCache(cache).get(KEY, key -> source.load(KEY))),
                load("getAll", (cache, source) -> cache.getAll(Set.of(KEY)).get(KEY)),
                load("loadAll", (cache, source) -> loadAll(cache, false)),
                load("loadAll that replaces", (cache, source) -> loadAll(cache, true)),
                load("invoke", (cache, source) -> cache.invoke(KEY, (entry, arguments) -> entry.getValue())),
                load(
                        "invokeAll that asks by itself",
                        (cache, source) -> cache.invokeAll(Set.of(KEY), (entry, arguments) -> {
                            if (!entry.exists()) {
                                entry.setValue(source.load(KEY));
                            }
                            return null;
                        })));
    }

    private static Arguments load(String name, Load load) {
        return Arguments.of(name, load);
    }

    private static Object loadAll(Cache<String, String> cache, boolean replace) throws Exception {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of(KEY), replace, done);
        return done.get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loads")
    void load_whoseKeyAnotherNodeRemoves_isNotStored(String name, Load load) throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> loading = node(source, Protection.AUTO);
        Cache<String, String> other = node(source, Protection.AUTO);
        try (Actors actors = new Actors()) {
            Future<Object> before = actors.start(() -> load.by(loading, source));
            awaited(source.begun);
            source.row = "new";
            assertThat(other.remove(KEY)).isFalse();
            source.goOn.countDown();
            Actors.result(before);
        }
        assertThat(loading.get(KEY)).isEqualTo("new");
        assertThat(other.get(KEY)).isEqualTo("new");
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("remove by value", cache -> cache.remove(KEY, "old")),
                write("getAndRemove", cache -> cache.getAndRemove(KEY)),
                write("removeAll of keys", cache -> cache.removeAll(Set.of(KEY))),
                write("removeAll", Cache::removeAll),
                write("clear", Cache::clear),
                write("put", cache -> cache.put(KEY, "new")),
                write("putAll", cache -> cache.putAll(Map.of(KEY, "new"))),
                write(
                        "getAndPut",
                        cache -> assertThat(cache.getAndPut(KEY, "new")).isNull()),
                write(
                        "putIfAbsent",
                        cache -> assertThat(cache.putIfAbsent(KEY, "new")).isTrue()),
                write("replace", cache -> assertThat(cache.replace(KEY, "new")).isFalse()),
                write("replace by value", cache -> cache.replace(KEY, "old", "new")),
                write(
                        "getAndReplace",
                        cache -> assertThat(cache.getAndReplace(KEY, "new")).isNull()),
                write(
                        "invoke that finds nothing to do",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            if (entry.exists()) {
                                entry.setValue("new");
                            }
                            return null;
                        })));
    }

    private static Arguments write(String name, Consumer<Cache<String, String>> write) {
        return Arguments.of(name, write);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void load_whoseKeyAnotherNodeWrites_isNotStored(String name, Consumer<Cache<String, String>> write)
            throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> loading = node(source, Protection.CLUSTER, NearConfiguration.off());
        Cache<String, String> other = node(source, Protection.CLUSTER, NearConfiguration.off());
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> loading.get(KEY));
            awaited(source.begun);
            source.row = "new";
            write.accept(other);
            source.goOn.countDown();
            Actors.result(before);
        }
        assertThat(loading.get(KEY)).isEqualTo("new");
        assertThat(other.get(KEY)).isEqualTo("new");
    }

    /** What the marker is for: nothing looks the same before a removal and after it. */
    @ParameterizedTest
    @EnumSource(
            value = Protection.class,
            names = {"NONE", "JVM"})
    void load_withoutProtectionInTheCluster_bringsBackWhatAnotherNodeHasRemoved(Protection protection)
            throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> loading = node(source, protection);
        Cache<String, String> other = node(source, protection);
        try (Actors actors = new Actors()) {
            Future<String> before = actors.start(() -> loading.get(KEY));
            awaited(source.begun);
            source.row = "new";
            other.remove(KEY);
            source.goOn.countDown();
            Actors.result(before);
        }
        assertThat(other.get(KEY)).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void get_ofAKeyThatAnotherNodeLoads_waitsForThatLoad(boolean near) throws Exception {
        NearConfiguration tier = near ? NearConfiguration.defaults() : NearConfiguration.off();
        HeldSource source = new HeldSource();
        Cache<String, String> first = node(source, Protection.CLUSTER, tier);
        TandemCache<String, String> second = tandemCache(node(source, Protection.CLUSTER, tier));
        try (Actors actors = new Actors()) {
            Future<String> loading = actors.start(() -> first.get(KEY));
            awaited(source.begun);
            Future<String> waiting = actors.start(() -> second.get(KEY));
            Await.until("it waits", () -> second.tiers().getLoadsAwaited() == 1);
            source.goOn.countDown();

            assertThat(Actors.result(loading)).isEqualTo("old");
            assertThat(Actors.result(waiting)).isEqualTo("old");
        }
        assertThat(source.reads).hasValue(1);
        assertThat(second.tiers().getLoads()).isZero();
        assertThat(second.tiers().getMisses()).isEqualTo(1);
        assertThat(second.tiers().getFarHits()).as("one read, counted once").isZero();
    }

    /** Its own first: two that wait for each other's would wait for ever. */
    @Test
    void getAll_ofKeysThatAnotherNodeLoadsInPart_loadsTheOthersAtOnce() throws Exception {
        HeldSource source = new HeldSource();
        Cache<String, String> first = node(source, Protection.CLUSTER);
        TandemCache<String, String> second = tandemCache(node(source, Protection.CLUSTER));
        try (Actors actors = new Actors()) {
            Future<Map<String, String>> loading = actors.start(() -> first.getAll(Set.of("a", "b")));
            awaited(source.begun);
            Future<Map<String, String>> waiting = actors.start(() -> second.getAll(Set.of("b", "c")));
            Await.until("its own is there", () -> first.containsKey("c"));
            source.goOn.countDown();

            assertThat(Actors.result(loading)).containsOnlyKeys("a", "b");
            assertThat(Actors.result(waiting)).containsOnlyKeys("b", "c");
        }
        assertThat(source.reads).hasValue(3);
    }

    @Test
    void load_thatFails_letsTheNextNodeLoad() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Cache<String, String> failing = node(
                loading(key -> {
                    begun.countDown();
                    awaited(goOn);
                    throw new IllegalStateException("the source is down");
                }),
                Protection.CLUSTER);
        TandemCache<String, String> other = tandemCache(node(loading(key -> "loaded"), Protection.CLUSTER));
        try (Actors actors = new Actors()) {
            Future<String> first = actors.start(() -> failing.get(KEY));
            awaited(begun);
            Future<String> second = actors.start(() -> other.get(KEY));
            Await.until("it waits", () -> other.tiers().getLoadsAwaited() == 1);
            goOn.countDown();

            assertThat(Actors.result(second)).isEqualTo("loaded");
            assertThatThrownBy(() -> Actors.result(first)).isInstanceOf(CacheLoaderException.class);
        }
    }

    @Test
    void load_thatBringsNothing_leavesNothing() {
        Cache<String, String> cache = node(loading(key -> null), Protection.CLUSTER);

        assertThat(cache.get(KEY)).isNull();
        assertThat(cache.getAll(Set.of(KEY, "other"))).isEmpty();

        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    /** The node has died over it: its marker goes with its lease. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void marker_ofANodeThatDoesNotComeBack_endsWithItsLease(boolean near) throws Exception {
        leaveMarker(100_000);
        TandemCache<String, String> cache = tandemCache(node(
                loading(key -> "loaded"),
                Protection.CLUSTER,
                near ? NearConfiguration.defaults() : NearConfiguration.off()));
        try (Actors actors = new Actors()) {
            Future<String> waiting = actors.start(() -> cache.get(KEY));
            Await.until("it waits", () -> cache.tiers().getLoadsAwaited() == 1);
            redis.command("PEXPIRE", CacheFixture.redisKey(KEY), "100"); // the rest of its lease

            assertThat(Actors.result(waiting)).isEqualTo("loaded");
        }
        assertThat(cache.tiers().getLoadsAwaited()).isEqualTo(1);
    }

    /** Another version of the application has written it, or another program: no load to wait for. */
    @ParameterizedTest
    @MethodSource("waysToReadWhatIsUnreadable")
    void valueThatCantBeRead_isReplacedByWhatIsLoaded(
            Function<Cache<String, String>, Object> read, String unreadable, boolean near) {
        redis.command("EVAL", "return redis.call('SET', KEYS[1], " + unreadable + ")", "1", CacheFixture.redisKey(KEY));
        Cache<String, String> cache = node(
                loading(key -> "loaded"),
                Protection.CLUSTER,
                near ? NearConfiguration.defaults() : NearConfiguration.off());

        assertThat(read.apply(cache)).isEqualTo("loaded");

        Cache<String, String> reader =
                node(CacheFixture.textsConfiguration(), Protection.NONE, NearConfiguration.off());
        Await.until("it is stored", () -> "loaded".equals(reader.get(KEY)));
    }

    static Stream<Arguments> waysToReadWhatIsUnreadable() {
        List<Function<Cache<String, String>, Object>> ways = List.of(
                cache -> cache.get(KEY),
                cache -> cache.getAll(Set.of(KEY)).get(KEY),
                cache -> tandemCache(cache).get(KEY, key -> "loaded"));
        List<String> unreadable =
                List.of("'another program'", "'\\249\\99\\0\\0' .. string.rep('v', 16) .. 'of a codec to come'");
        return ways.stream()
                .flatMap(way -> unreadable.stream()
                        .flatMap(bytes -> Stream.of(true, false).map(near -> Arguments.of(way, bytes, near))));
    }

    /** To whichever node: one that loads in another way, or not at all, too. */
    @ParameterizedTest
    @EnumSource(Protection.class)
    void marker_isNoEntryToWhoReads(Protection protection) {
        leaveMarker(100_000);
        MutableConfiguration<String, String> plain = CacheFixture.textsConfiguration();
        TandemCache<String, String> cache =
                tandemCache(node(plain.setStatisticsEnabled(true), protection, NearConfiguration.defaults()));

        assertThat(cache.get(KEY)).isNull();
        assertThat(cache.getAll(Set.of(KEY))).isEmpty();
        assertThat(cache.iterator()).isExhausted();
        assertThat(cache.getNear(KEY)).isNull();
        assertThat(cache.<Boolean>invoke(KEY, (entry, arguments) -> entry.exists()))
                .isFalse();
        assertThat(cache.tiers().getUnreadableValues()).isZero();
    }

    static Stream<Arguments> judging() {
        return Stream.of(
                judging("containsKey", cache -> cache.containsKey(KEY), false),
                judging("remove", cache -> cache.remove(KEY), false),
                judging("getAndRemove", cache -> cache.getAndRemove(KEY) != null, false),
                judging("remove by value", cache -> cache.remove(KEY, "value"), false),
                judging("replace", cache -> cache.replace(KEY, "value"), false),
                judging("getAndReplace", cache -> cache.getAndReplace(KEY, "value") != null, false),
                judging("replace by value", cache -> cache.replace(KEY, "value", "new"), false),
                judging("getAndPut", cache -> cache.getAndPut(KEY, "value") != null, false),
                judging("putIfAbsent", cache -> cache.putIfAbsent(KEY, "value"), true));
    }

    private static Arguments judging(String name, Function<Cache<String, String>, Boolean> operation, boolean absent) {
        return Arguments.of(name, operation, absent);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("judging")
    void marker_isNoEntryToWhatJudgesByExistence(
            String name, Function<Cache<String, String>, Boolean> operation, boolean answer) {
        for (NearConfiguration near : List.of(NearConfiguration.defaults(), NearConfiguration.off())) {
            leaveMarker(100_000);
            Cache<String, String> cache =
                    node(CacheFixture.textsConfiguration().setStatisticsEnabled(true), Protection.CLUSTER, near);

            assertThat(operation.apply(cache)).isEqualTo(answer);
            cache.close();
        }
    }

    /** Nor to listeners: what comes in its place is new. */
    @Test
    void marker_isNoEntryToListeners() {
        leaveMarker(100_000);
        List<String> told = new CopyOnWriteArrayList<>();
        CacheEntryCreatedListener<String, String> created =
                events -> events.forEach(event -> told.add("created " + event.getValue()));
        CacheEntryUpdatedListener<String, String> updated =
                events -> events.forEach(event -> told.add("updated " + event.getValue()));
        MutableConfiguration<String, String> plain = CacheFixture.textsConfiguration();
        plain.addCacheEntryListenerConfiguration(
                new MutableCacheEntryListenerConfiguration<>(() -> created, null, true, true));
        plain.addCacheEntryListenerConfiguration(
                new MutableCacheEntryListenerConfiguration<>(() -> updated, null, true, true));
        Cache<String, String> cache = node(plain, Protection.CLUSTER, NearConfiguration.defaults());

        cache.put(KEY, "value");

        assertThat(told).containsExactly("created value");
    }

    static Stream<Arguments> puts() {
        return Stream.of(
                write("put", cache -> cache.put(KEY, "value")),
                write("getAndPut", cache -> cache.getAndPut(KEY, "value")),
                write("putAll", cache -> cache.putAll(Map.of(KEY, "value"))),
                write("putIfAbsent", cache -> cache.putIfAbsent(KEY, "value")),
                write(
                        "invoke",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            entry.setValue("value");
                            return null;
                        })));
    }

    /** An entry that is created lives for an hour, one that is updated as long as before: the marker is none. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("puts")
    void marker_doesNotLendItsLeaseToWhatComesInItsPlace(String name, Consumer<Cache<String, String>> put) {
        MutableConfiguration<String, String> plain = CacheFixture.textsConfiguration();
        Cache<String, String> eternal = node(plain, Protection.CLUSTER, NearConfiguration.defaults());
        leaveMarker(100_000);
        put.accept(eternal);
        assertThat(redis.command("PTTL", CacheFixture.redisKey(KEY))).isEqualTo(-1L);

        Cache<String, String> created = node(
                plain.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)),
                Protection.CLUSTER,
                NearConfiguration.defaults());
        leaveMarker(100_000);
        put.accept(created);
        assertThat((Long) redis.command("PTTL", CacheFixture.redisKey(KEY))).isGreaterThan(3_000_000L);
    }

    @Test
    void cache_whoseReadsProlongItsEntries_isRefusedProtectionInTheCluster() {
        MutableConfiguration<String, String> plain = CacheFixture.textsConfiguration()
                .setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR));

        assertThatThrownBy(() -> node(plain, Protection.CLUSTER, NearConfiguration.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("load.protection CLUSTER")
                .hasMessageContaining("allowed");
        node(plain, Protection.AUTO, NearConfiguration.defaults()).put(KEY, "value");
    }

    @Test
    void lease_thatIsNotAllowed_isToldWithWhatIs() {
        assertThatThrownBy(() -> LoadConfiguration.builder().lease(Duration.ZERO))
                .hasMessage("load.lease is PT0S; allowed: from PT0.001S to PT1H");
    }

    static Stream<Arguments> costs() {
        return Stream.of(
                cost(Protection.NONE, "a hit", cache -> cache.get("there"), "get"),
                cost(Protection.CLUSTER, "a hit", cache -> cache.get("there"), "get"),
                cost(Protection.NONE, "a miss", cache -> cache.get(KEY), "get", "evalsha: get, set"),
                cost(Protection.JVM, "a miss", cache -> cache.get(KEY), "get", "evalsha: get, set"),
                cost(Protection.CLUSTER, "a miss", cache -> cache.get(KEY), "get", "set", "evalsha: get, set"),
                cost(
                        Protection.CLUSTER,
                        "a processor that creates",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            entry.setValue("new");
                            return null;
                        }),
                        "get",
                        "set",
                        "evalsha: get, set"),
                cost(Protection.CLUSTER, "containsKey", cache -> cache.containsKey("there"), "getrange"),
                cost(Protection.CLUSTER, "remove", cache -> cache.remove("there"), "getdel"),
                cost(Protection.CLUSTER, "put", cache -> cache.put("there", "new"), "evalsha: getrange, set"));
    }

    private static Arguments cost(
            Protection protection, String name, Consumer<Cache<String, String>> action, String... commands) {
        return Arguments.of(protection, name, action, List.of(commands));
    }

    /** Each command but those within a script is a round trip. */
    @ParameterizedTest(name = "{1}, {0}")
    @MethodSource("costs")
    void operation_once_costsItsCommands(
            Protection protection, String name, Consumer<Cache<String, String>> action, List<String> commands) {
        Cache<String, String> cache = node(loading(key -> "loaded"), protection, NearConfiguration.off());
        cache.get("loads the script");
        cache.put("there", "value");
        redis.command("CONFIG", "RESETSTAT");

        action.accept(cache);

        Map<String, Long> expected = commands.stream()
                .flatMap(command -> Stream.of(command.split("[:,] ")))
                .collect(Collectors.groupingBy(command -> command, TreeMap::new, Collectors.counting()));
        assertThat(new ServerCounts(redis).commands()).isEqualTo(expected);
    }

    /** It would wait for itself until its lease ends. */
    @Test
    void processor_thatAsksForItsOwnKey_doesNotWaitForItself() {
        List<Cache<String, String>> cache = new ArrayList<>();
        cache.add(node(loading(key -> "loaded"), Protection.CLUSTER));

        String found =
                cache.get(0).invoke(KEY, (entry, arguments) -> cache.get(0).get(KEY));

        assertThat(found).isEqualTo("loaded");
        assertThat(tandemCache(cache.get(0)).tiers().getLoadsAwaited()).isZero();
    }

    @Test
    void get_byALoaderOfTheCall_storesWhatItBringsOnce() {
        TandemCache<String, String> cache = tandemCache(tandem.texts());
        AtomicInteger loads = new AtomicInteger();

        for (int i = 0; i < 2; i++) {
            assertThat(cache.get(KEY, key -> key + loads.incrementAndGet())).isEqualTo("key1");
        }
        assertThat(cache.get("other", key -> null)).isNull();

        assertThat(loads).hasValue(1);
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
    }

    @Test
    void get_byALoaderOfTheCallThatFails_tellsItsCause() {
        TandemCache<String, String> cache = tandemCache(tandem.texts());

        assertThatThrownBy(() -> cache.get(KEY, key -> {
                    throw new IllegalStateException("the source is down");
                }))
                .isInstanceOf(CacheLoaderException.class)
                .hasRootCauseMessage("the source is down");
    }

    @SuppressWarnings("unchecked") // what a cache of Tandem's is
    private static TandemCache<String, String> tandemCache(Cache<String, String> cache) {
        return cache.unwrap(TandemCache.class);
    }

    /** As another node leaves it while it loads. */
    private void leaveMarker(int leaseMillis) {
        redis.command(
                "EVAL",
                "return redis.call('SET', KEYS[1], '\\249\\7\\0\\0' .. string.rep('v', 16) .. 'L', 'PX', ARGV[1])",
                "1",
                CacheFixture.redisKey(KEY),
                String.valueOf(leaseMillis));
    }

    private static CacheLoader<String, String> loading(Function<String, String> source) {
        return new CacheLoader<>() {
            @Override
            public String load(String key) {
                return source.apply(key);
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                Map<String, String> loaded = new HashMap<>();
                keys.forEach(key -> {
                    String value = source.apply(key);
                    if (value != null) {
                        loaded.put(key, value);
                    }
                });
                return loaded;
            }
        };
    }
}
