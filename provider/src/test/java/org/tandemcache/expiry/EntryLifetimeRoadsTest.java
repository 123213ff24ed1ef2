package org.tandemcache.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.ServerCounts;
import org.tandemcache.TandemCache;
import org.tandemcache.config.EntryConfiguration;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A lifetime by key and value, and jitter, hold on every road by which values get in. */
@Tag("server")
@WithRedis
class EntryLifetimeRoadsTest {
    private static final String NEW = "new";
    private static final String THERE = "there";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final javax.cache.expiry.Duration HOUR = javax.cache.expiry.Duration.ONE_HOUR;
    private static final int MANY = 10_000;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    EntryLifetimeRoadsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Loads "loaded". */
    private static final class Loaded implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            return "loaded";
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, "loaded"));
            return loaded;
        }
    }

    private TandemCache<String, String> cache(
            Factory<ExpiryPolicy> policy, Protection protection, EntryConfiguration<String, String> entries) {
        return CacheFixture.own(tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration()
                        .setExpiryPolicyFactory(policy)
                        .setReadThrough(true)
                        .setCacheLoaderFactory(Loaded::new))
                .withNear(NearConfiguration.off())
                .withLoad(LoadConfiguration.builder().protection(protection).build())
                .withEntries(entries)));
    }

    private static EntryConfiguration<String, String> by(EntryOptionsSource<String, String> source) {
        return EntryConfiguration.<String, String>defaults().withOptions(() -> source);
    }

    private record Road(String name, String key, Consumer<TandemCache<String, String>> taken) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Each stores an entry under its key that is not "before". */
    private static Stream<Road> roads() {
        return Stream.of(
                new Road("put new", NEW, cache -> cache.put(NEW, "v")),
                new Road("put there", THERE, cache -> cache.put(THERE, "v")),
                new Road("getAndPut new", NEW, cache -> cache.getAndPut(NEW, "v")),
                new Road("getAndPut there", THERE, cache -> cache.getAndPut(THERE, "v")),
                new Road("putAll", THERE, cache -> cache.putAll(Map.of(THERE, "v", NEW, "v"))),
                new Road("putIfAbsent", NEW, cache -> cache.putIfAbsent(NEW, "v")),
                new Road("replace", THERE, cache -> cache.replace(THERE, "v")),
                new Road("replace if equal", THERE, cache -> cache.replace(THERE, "before", "v")),
                new Road("getAndReplace", THERE, cache -> cache.getAndReplace(THERE, "v")),
                new Road("invoke new", NEW, cache -> invoke(cache, NEW)),
                new Road("invoke there", THERE, cache -> invoke(cache, THERE)),
                new Road(
                        "invokeAll",
                        THERE,
                        cache -> cache.invokeAll(Set.of(NEW, THERE), (entry, arguments) -> {
                            entry.setValue("v");
                            return null;
                        })),
                new Road("invoke that loads", NEW, cache -> cache.invoke(NEW, (entry, arguments) -> entry.getValue())),
                new Road("get", NEW, cache -> cache.get(NEW)),
                new Road("get by a loader of the call", NEW, cache -> cache.get(NEW, key -> "v")),
                new Road("getAll", NEW, cache -> cache.getAll(Set.of(NEW, "another"))),
                new Road("loadAll", NEW, cache -> loadAll(cache, NEW, false)),
                new Road("loadAll that replaces", THERE, cache -> loadAll(cache, THERE, true)));
    }

    private static void invoke(Cache<String, String> cache, String key) {
        cache.invoke(key, (entry, arguments) -> {
            entry.setValue("v");
            return null;
        });
    }

    private static void loadAll(Cache<String, String> cache, String key, boolean replace) {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of(key), replace, done);
        try {
            done.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> caches() {
        return policies()
                .flatMap(policy -> Stream.of(Protection.NONE, Protection.CLUSTER)
                        .map(protection -> Arguments.of(protection, policy)));
    }

    private static Stream<Policy> policies() {
        return Stream.of(
                new Policy("eternal", EternalExpiryPolicy.factoryOf()),
                new Policy("created", CreatedExpiryPolicy.factoryOf(HOUR)),
                new Policy("modified", ModifiedExpiryPolicy.factoryOf(HOUR)),
                new Policy("asked", Asked::new));
    }

    /** Of a class that nobody knows: it must be asked each time. */
    private static final class Asked implements ExpiryPolicy {
        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return HOUR;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return HOUR;
        }
    }

    private record Policy(String name, Factory<ExpiryPolicy> factory) {
        @Override
        public String toString() {
            return name;
        }
    }

    private long pttl(String key) {
        return (long) redis.command("PTTL", CacheFixture.redisKey(key));
    }

    /** Each road by itself: there is the entry {@value #THERE}, and no other. */
    private void takeEach(TandemCache<String, String> cache, EntryOptions before, Consumer<Road> then) {
        roads().forEach(road -> {
            redis.command("FLUSHALL");
            cache.put(THERE, "before", before);
            road.taken().accept(cache);
            then.accept(road);
        });
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("caches")
    void entry_byEachRoad_livesAsLongAsItsValueSays(Protection protection, Policy policy) {
        TandemCache<String, String> cache = cache(
                policy.factory(),
                protection,
                by((key, value) -> value.equals("before") ? null : EntryOptions.lifetime(MINUTE))
                        .withJitter(0.5));
        takeEach(cache, EntryOptions.none(), road -> {
            assertThat(pttl(road.key())).as(road.name()).isBetween(20_000L, MINUTE.toMillis());
            assertThat(cache.get(road.key())).as(road.name()).isIn("v", "loaded");
        });
    }

    static Stream<Arguments> cachesThatEnd() {
        return caches().skip(2);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cachesThatEnd")
    void entry_byEachRoadWithJitter_endsEarlierThanThePolicySaysAndNeverLater(Protection protection, Policy policy) {
        TandemCache<String, String> cache = cache(
                policy.factory(),
                protection,
                EntryConfiguration.<String, String>defaults().withJitter(0.2));
        takeEach(
                cache,
                EntryOptions.none(),
                road -> assertThat(pttl(road.key())).as(road.name()).isBetween(2_800_000L, 3_599_999L));
    }

    /** An end that the policy leaves as it is must not become that of the marker, nor none at all. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("caches")
    void entryWithoutOptions_byEachRoad_hasTheEndThatThePolicySaysOfAnEntryWithOne(
            Protection protection, Policy policy) {
        TandemCache<String, String> cache = cache(policy.factory(), protection, EntryConfiguration.defaults());
        takeEach(cache, EntryOptions.lifetime(MINUTE), road -> {
            if (road.key().equals(THERE) && policy.name().matches("eternal|created")) {
                assertThat(pttl(THERE)).as(road.name()).isBetween(20_000L, MINUTE.toMillis());
            } else if (policy.name().equals("eternal")) {
                assertThat(pttl(road.key())).as(road.name()).isEqualTo(-1);
            } else {
                assertThat(pttl(road.key())).as(road.name()).isBetween(3_500_000L, 3_600_000L);
            }
        });
    }

    // ------------------------------------------------------------------------------------------------------ jitter

    static Stream<Consumer<TandemCache<String, String>>> bulks() {
        Map<String, String> entries =
                IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> "key " + i, i -> "v"));
        return Stream.of(cache -> cache.putAll(entries), cache -> cache.getAll(entries.keySet()));
    }

    @ParameterizedTest
    @MethodSource("bulks")
    void tenThousandEntries_storedAtOnceWithJitter_endInNoHundredthTogether(
            Consumer<TandemCache<String, String>> bulk) {
        TandemCache<String, String> cache = cache(
                CreatedExpiryPolicy.factoryOf(HOUR),
                Protection.CLUSTER,
                EntryConfiguration.<String, String>defaults().withJitter(0.2));

        bulk.accept(cache);

        List<Long> left =
                IntStream.range(0, MANY).mapToObj(i -> pttl("key " + i)).toList();
        long slice = 3_600_000L / 100;
        Map<Long, Long> slices =
                left.stream().collect(Collectors.groupingBy(each -> each / slice, Collectors.counting()));
        assertThat(left).allMatch(each -> each > 2_800_000L && each <= 3_600_000L);
        assertThat(slices.values()).allMatch(count -> count < MANY * 7 / 100);
    }

    @Test
    void jitter_ofTheWholeLifetime_leavesAMillisecond() {
        TandemCache<String, String> cache = cache(
                ModifiedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, 1)),
                Protection.NONE,
                EntryConfiguration.<String, String>defaults().withJitter(1));
        assertThatCode(() -> IntStream.range(0, 100).forEach(i -> cache.put(NEW, "v")))
                .doesNotThrowAnyException(); // as a lifetime of 0 would
    }

    @Test
    void put_withJitterAndOneLifetimeForAll_isOneSet() {
        TandemCache<String, String> cache = cache(
                ModifiedExpiryPolicy.factoryOf(HOUR),
                Protection.CLUSTER,
                EntryConfiguration.<String, String>defaults().withJitter(0.2));
        cache.put(NEW, "v"); // connects
        redis.command("CONFIG", "RESETSTAT");
        cache.put(NEW, "v");
        assertThat(new ServerCounts(redis).commands()).isEqualTo(Map.of("set", 1L));
    }

    static Stream<Arguments> refusals() {
        UnaryOperator<EntryConfiguration<String, String>> jitter = each -> each.withJitter(0.1);
        UnaryOperator<EntryConfiguration<String, String>> options =
                each -> each.withOptions(() -> (key, value) -> null);
        return Stream.of(AccessedExpiryPolicy.factoryOf(HOUR), TouchedExpiryPolicy.factoryOf(HOUR))
                .flatMap(policy -> Stream.of(
                        Arguments.of(policy, jitter, "expiry.jitter 0.1"),
                        Arguments.of(policy, options, "entry-options")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void cache_whoseReadsProlongItsEntries_isRefusedWhatTheyWouldUndo(
            Factory<ExpiryPolicy> policy, UnaryOperator<EntryConfiguration<String, String>> entries, String named) {
        assertThatThrownBy(() -> cache(policy, Protection.NONE, entries.apply(EntryConfiguration.defaults())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache \"cache\" has " + named)
                .hasMessageContaining("allowed: ");
    }

    // -------------------------------------------------------------------------------------------- the user's source

    @Test
    void optionsOfTheCall_besideThoseOfTheSource_go() {
        TandemCache<String, String> cache = cache(
                EternalExpiryPolicy.factoryOf(), Protection.NONE, by((key, value) -> EntryOptions.lifetime(MINUTE)));
        cache.put(NEW, "v", EntryOptions.lifetime(Duration.ofSeconds(10)));
        assertThat(pttl(NEW)).isBetween(1L, 10_000L);
        cache.put(NEW, "v", EntryOptions.none());
        assertThat(pttl(NEW)).isBetween(10_001L, 60_000L);
    }

    @Test
    void source_thatSaysNothing_leavesItToThePolicy() {
        TandemCache<String, String> cache = cache(
                CreatedExpiryPolicy.factoryOf(HOUR),
                Protection.NONE,
                by((key, value) -> key.equals(NEW) ? null : EntryOptions.none()));
        cache.putAll(Map.of(NEW, "v", THERE, "v"));
        assertThat(pttl(NEW)).isBetween(3_500_000L, 3_600_000L);
        assertThat(pttl(THERE)).isBetween(3_500_000L, 3_600_000L);
    }

    /** A batch of which some values are not to be stored at all. */
    @Test
    void source_thatWantsSomeNotStored_hasTheOthersStoredTogether() {
        TandemCache<String, String> cache = cache(
                EternalExpiryPolicy.factoryOf(),
                Protection.NONE,
                by((key, value) -> EntryOptions.lifetime(value.equals("none") ? Duration.ZERO : MINUTE)));
        cache.put(THERE, "before");
        cache.putAll(Map.of(NEW, "v", THERE, "none", "third", "none"));
        assertThat(pttl(NEW)).isBetween(1L, 60_000L);
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
        assertThat(cache.<String>invoke("fourth", (entry, arguments) -> {
                    entry.setValue("none");
                    return entry.getValue();
                }))
                .isEqualTo("none");
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
    }

    @Test
    void source_thatThrows_isNamedByEachRoadAndNothingIsStored() {
        TandemCache<String, String> cache =
                cache(EternalExpiryPolicy.factoryOf(), Protection.CLUSTER, by((key, value) -> {
                    if (value.equals("before")) {
                        return null;
                    }
                    throw new IllegalStateException("no idea");
                }));
        roads().filter(road -> !road.name().equals("invokeAll")).forEach(road -> {
            redis.command("FLUSHALL");
            cache.put(THERE, "before");

            assertThatThrownBy(() -> road.taken().accept(cache))
                    .as(road.name())
                    .satisfies(thrown -> assertThat(messages(thrown))
                            .contains("the entry options of cache \"cache\" can't be known: "
                                    + EntryLifetimeRoadsTest.class.getName())
                            .contains("failed: java.lang.IllegalStateException: no idea"));
            assertThat(cache.get(THERE)).as(road.name()).isEqualTo("before");
            assertThat(redis.command("DBSIZE")).as(road.name()).isEqualTo(1L); // no marker, too
        });
        cache.invokeAll(Set.of(THERE), (entry, arguments) -> {
                    entry.setValue("v");
                    return null;
                })
                .values()
                .forEach(each -> assertThatThrownBy(each::get).isInstanceOf(EntryProcessorException.class));
        assertThat(cache.get(THERE)).isEqualTo("before");
    }

    private static String messages(Throwable thrown) {
        return Stream.iterate(thrown, each -> each != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void source_thatStoresIntoItsOwnCache_isToldSo() {
        List<TandemCache<String, String>> own = new java.util.concurrent.CopyOnWriteArrayList<>();
        own.add(cache(EternalExpiryPolicy.factoryOf(), Protection.NONE, by((key, value) -> {
            own.get(0).put("other", value);
            return null;
        })));
        assertThatThrownBy(() -> own.get(0).put(NEW, "v"))
                .isInstanceOf(CacheException.class)
                .satisfies(thrown -> assertThat(messages(thrown)).contains("stores into that cache itself"));
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }
}
