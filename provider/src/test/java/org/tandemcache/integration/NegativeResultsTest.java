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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.ServerCounts;
import org.tandemcache.TandemCache;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * That the loader knows no value is remembered on all nodes, for its time and no longer, and is no entry to anybody.
 */
@Tag("server")
@WithRedis
class NegativeResultsTest {
    private static final String KEY = "key";
    private static final Duration LONG = Duration.ofMinutes(5);

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    NegativeResultsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** A database without the row; the first who looks for it can be held behind that. */
    private static final class Source implements CacheLoader<String, String> {
        final AtomicInteger asked = new AtomicInteger();
        volatile CountDownLatch begun = new CountDownLatch(0);
        volatile CountDownLatch goOn = new CountDownLatch(0);

        @Override
        public String load(String key) {
            asked.incrementAndGet();
            begun.countDown();
            awaited(goOn);
            return null;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            keys.forEach(this::load);
            return new HashMap<>();
        }

        void hold() {
            begun = new CountDownLatch(1);
            goOn = new CountDownLatch(1);
        }
    }

    private static TandemConfiguration<String, String> configuration(
            Source source, Protection protection, Duration remembered, boolean near) {
        return TandemConfiguration.copyOf(
                        CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> source))
                .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off())
                .withLoad(LoadConfiguration.builder()
                        .protection(protection)
                        .rememberAbsent(remembered)
                        .build());
    }

    private TandemCache<String, String> node(Source source, Protection protection, Duration remembered, boolean near) {
        return CacheFixture.own(tandem.newManager()
                .createCache(CacheFixture.NAME, configuration(source, protection, remembered, near)));
    }

    private record Road(String name, Consumer<TandemCache<String, String>> taken) {}

    private static List<Road> loads(Source source) {
        return List.of(
                new Road("get", cache -> assertThat(cache.get(KEY)).isNull()),
                new Road(
                        "get by a loader of the call",
                        cache -> assertThat(cache.get(KEY, source::load)).isNull()),
                new Road(
                        "getAll", cache -> assertThat(cache.getAll(Set.of(KEY))).isEmpty()),
                new Road(
                        "get that nobody waits for",
                        cache -> assertThat(cache.async()
                                        .get(KEY)
                                        .toCompletableFuture()
                                        .join())
                                .isNull()),
                new Road(
                        "getAll that nobody waits for",
                        cache -> assertThat(cache.async()
                                        .getAll(Set.of(KEY))
                                        .toCompletableFuture()
                                        .join())
                                .isEmpty()),
                new Road("loadAll", cache -> loadAll(cache, false)),
                new Road(
                        "invoke",
                        cache -> assertThat(cache.<String>invoke(KEY, (entry, arguments) -> entry.getValue()))
                                .isNull()),
                new Road(
                        "invokeAll",
                        cache -> assertThat(
                                        cache.<String>invokeAll(Set.of(KEY), (entry, arguments) -> entry.getValue()))
                                .isEmpty()));
    }

    private static void loadAll(Cache<String, String> cache, boolean replace) {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of(KEY), replace, done);
        try {
            done.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Road> changes() {
        return List.of(
                new Road("put", cache -> cache.put(KEY, "value")),
                new Road("putAll", cache -> cache.putAll(Map.of(KEY, "value"))),
                new Road(
                        "getAndPut",
                        cache -> assertThat(cache.getAndPut(KEY, "value")).isNull()),
                new Road(
                        "putIfAbsent",
                        cache -> assertThat(cache.putIfAbsent(KEY, "value")).isTrue()),
                new Road(
                        "invoke",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            entry.setValue("value");
                            return null;
                        })));
    }

    private static List<Road> removals() {
        return List.of(
                new Road("remove", cache -> assertThat(cache.remove(KEY)).isFalse()),
                new Road(
                        "getAndRemove",
                        cache -> assertThat(cache.getAndRemove(KEY)).isNull()),
                new Road("removeAll of keys", cache -> cache.removeAll(Set.of(KEY))),
                new Road("removeAll", Cache::removeAll),
                new Road("clear", Cache::clear),
                new Road(
                        "invoke",
                        cache -> cache.invoke(KEY, (entry, arguments) -> {
                            entry.remove();
                            return null;
                        })));
    }

    private long pttl() {
        return (long) redis.command("PTTL", CacheFixture.redisKey(KEY));
    }

    private void empty(TandemCache<?, ?>... caches) {
        redis.command("FLUSHALL");
        for (TandemCache<?, ?> cache : caches) {
            Await.until("what it knew is forgotten", () -> {
                cache.dropNear();
                return cache.tiers().getNearEntries() == 0;
            });
        }
    }

    // -------------------------------------------------------------------------------------------------- remembered

    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void absence_foundByEachLoad_isRememberedForEachOther(Protection protection) {
        Source source = new Source();
        TandemCache<String, String> here = node(source, protection, LONG, true);
        TandemCache<String, String> there = node(source, protection, LONG, false);
        for (Road road : loads(source)) {
            empty(here, there);
            int before = source.asked.get();
            road.taken().accept(here);
            assertThat(source.asked.get() - before).as(road.name()).isEqualTo(1);
            assertThat(pttl()).as(road.name()).isBetween(1L, LONG.toMillis());

            for (Road again : loads(source)) {
                again.taken().accept(here);
                again.taken().accept(there);
                assertThat(source.asked.get() - before)
                        .as(road.name() + ", then " + again.name())
                        .isEqualTo(1);
            }
            loadAll(there, true);
            assertThat(source.asked.get() - before).as("loadAll that replaces").isEqualTo(2);
        }
        assertThat(here.tiers().getNegativeHits()).isPositive();
        assertThat(there.tiers().getNegativeHits()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void absence_onceStoredOver_isForgottenEverywhere(Protection protection) {
        Source source = new Source();
        TandemCache<String, String> here = node(source, protection, LONG, true);
        TandemCache<String, String> there = node(source, protection, LONG, true);
        for (Road change : changes()) {
            empty(here, there);
            here.get(KEY);
            there.get(KEY);
            int before = source.asked.get();

            change.taken().accept(here);

            assertThat(here.get(KEY)).as(change.name()).isEqualTo("value");
            assertThat(pttl()).as(change.name()).isEqualTo(-1);
            Await.until("it is there, too", () -> "value".equals(there.get(KEY)));
            assertThat(source.asked).hasValue(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void absence_onceRemoved_isAskedForAnew(Protection protection) {
        Source source = new Source();
        TandemCache<String, String> here = node(source, protection, LONG, true);
        TandemCache<String, String> there = node(source, protection, LONG, true);
        for (Road removal : removals()) {
            empty(here, there);
            here.get(KEY);
            there.get(KEY);
            int before = source.asked.get();

            removal.taken().accept(here);

            assertThat(pttl()).as(removal.name()).isEqualTo(-2);
            here.get(KEY);
            assertThat(source.asked.get() - before).as(removal.name()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void absence_pastItsTime_isAskedForAnew(boolean near) {
        Source source = new Source();
        TandemCache<String, String> cache = node(source, Protection.CLUSTER, Duration.ofMillis(200), near);
        cache.get(KEY);
        cache.get(KEY);
        Await.until("the marker has ended", () -> pttl() == -2);
        int before = source.asked.get();

        cache.get(KEY);

        assertThat(source.asked.get() - before).isEqualTo(1);
    }

    // ------------------------------------------------------------------------------------------------------- races

    /** Between the loader's answer and what becomes of it. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void value_storedWhileTheLoaderFindsNone_survives(Protection protection) throws Exception {
        Source source = new Source();
        TandemCache<String, String> here = node(source, protection, LONG, true);
        TandemCache<String, String> there = node(new Source(), protection, LONG, true);
        for (Road load : loads(source)) {
            boolean again = load.name().startsWith("invoke"); // it runs once more, and finds what is there
            if (again) {
                continue;
            }
            empty(here, there);
            source.hold();
            try (Actors actors = new Actors()) {
                Future<Boolean> loading = actors.start(() -> {
                    load.taken().accept(here);
                    return true;
                });
                awaited(source.begun);
                there.put(KEY, "value");
                source.goOn.countDown();

                assertThat(Actors.result(loading)).isTrue();
            }
            assertThat(pttl()).as(load.name()).isEqualTo(-1);
            Await.until("it is read by both", () -> "value".equals(here.get(KEY)) && "value".equals(there.get(KEY)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JVM", "CLUSTER"})
    void value_storedWhileAProcessorFindsNone_isSeenByIt(Protection protection) throws Exception {
        Source source = new Source();
        TandemCache<String, String> here = node(source, protection, LONG, true);
        TandemCache<String, String> there = node(new Source(), protection, LONG, true);
        source.hold();
        try (Actors actors = new Actors()) {
            Future<String> invoked =
                    actors.start(() -> here.<String>invoke(KEY, (entry, arguments) -> entry.getValue()));
            awaited(source.begun);
            there.put(KEY, "value");
            source.goOn.countDown();

            assertThat(Actors.result(invoked)).isEqualTo("value");
        }
        assertThat(there.get(KEY)).isEqualTo("value");
    }

    // -------------------------------------------------------------------------------------------- no entry to anybody

    @ParameterizedTest
    @EnumSource(names = {"JVM", "CLUSTER"})
    void absence_isNoEntryToAnybody(Protection protection) {
        Source source = new Source();
        List<String> told = new CopyOnWriteArrayList<>();
        CacheEntryCreatedListener<String, String> created =
                events -> events.forEach(event -> told.add("created " + event.getValue()));
        CacheEntryUpdatedListener<String, String> updated =
                events -> events.forEach(event -> told.add("updated " + event.getValue()));
        MutableConfiguration<String, String> plain =
                new MutableConfiguration<>(configuration(source, protection, LONG, true));
        plain.setStatisticsEnabled(true);
        plain.addCacheEntryListenerConfiguration(
                new MutableCacheEntryListenerConfiguration<>(() -> created, null, true, true));
        plain.addCacheEntryListenerConfiguration(
                new MutableCacheEntryListenerConfiguration<>(() -> updated, null, true, true));
        TandemCache<String, String> cache = CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(plain)
                                .withLoad(configuration(source, protection, LONG, true)
                                        .load())));
        cache.get(KEY);
        cache.get(KEY);

        assertThat(cache.containsKey(KEY)).isFalse();
        assertThat(cache.lifetime(KEY)).isEmpty();
        assertThat(cache.setLifetime(KEY, LONG)).isFalse();
        assertThat(cache.iterator()).isExhausted();
        assertThat(pttl()).as("who asks leaves it").isPositive();
        assertForgottenBy(cache, "replace", cache.replace(KEY, "value"));
        assertForgottenBy(cache, "getAndReplace", cache.getAndReplace(KEY, "value") != null);
        assertForgottenBy(cache, "replace if equal", cache.replace(KEY, "value", "other"));
        assertForgottenBy(cache, "remove if equal", cache.remove(KEY, "value"));
        assertForgottenBy(cache, "invoke", cache.invoke(KEY, (entry, arguments) -> entry.exists()));
        assertForgottenBy(cache, "remove", cache.remove(KEY));
        cache.removeAll(Set.of(KEY));
        cache.get(KEY);
        cache.removeAll();

        assertThat(told).isEmpty();
        assertThat(cache.tiers().getPuts()).isZero();
        assertThat(cache.tiers().getRemovals()).isZero();
        assertThat(cache.tiers().getUnreadableValues()).isZero();
        cache.get(KEY);
        assertThat(cache.getAndPut(KEY, "value")).isNull();
        assertThat(told).containsExactly("created value");
    }

    /** Who changes what he believes to be there may have made the row. */
    private void assertForgottenBy(TandemCache<String, String> cache, String name, boolean found) {
        assertThat(found).as(name).isFalse();
        assertThat(pttl()).as(name).isEqualTo(-2);
        cache.get(KEY);
    }

    /** A node that remembers nothing itself, as while a setting is rolled out: it must not wait for a load. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void absence_toANodeThatRemembersNone_isNoLoadUnderWay(Protection protection) {
        Source source = new Source();
        node(source, protection, LONG, true).get(KEY);
        TandemCache<String, String> other = node(source, protection, null, true);

        for (Road load : loads(source)) {
            load.taken().accept(other);
        }
        other.put(KEY, "value");
        assertThat(other.get(KEY)).isEqualTo("value");
    }

    // ------------------------------------------------------------------------------------------------------- costs

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void absence_askedForAgain_costsWhatAHitCosts(boolean near) {
        TandemCache<String, String> cache = node(new Source(), Protection.CLUSTER, LONG, near);
        cache.get(KEY);
        long known = cache.tiers().getNegativeHits();

        Await.until(
                "it costs no more",
                () -> { // once the near tier has it, as it has a value that was read
                    redis.command("CONFIG", "RESETSTAT");
                    cache.get(KEY);
                    cache.getAll(Set.of(KEY));
                    return new ServerCounts(redis).commands().equals(near ? Map.of() : Map.of("get", 1L, "mget", 1L));
                });
        assertThat(cache.tiers().getNegativeHits() - known).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM", "CLUSTER"})
    void absence_firstFound_costsOneCommand(Protection protection) {
        TandemCache<String, String> cache = node(new Source(), protection, LONG, false);
        cache.get("another"); // the script is known
        redis.command("CONFIG", "RESETSTAT");

        cache.get(KEY);

        assertThat(new ServerCounts(redis).commands())
                .isEqualTo(
                        protection == Protection.CLUSTER
                                ? Map.of("get", 2L, "set", 2L, "evalsha", 1L) // one of each within the script
                                : Map.of("get", 1L, "set", 1L));
    }

    // ----------------------------------------------------------------------------------------------------- refusals

    @Test
    void cache_whoseReadsProlongItsEntries_isRefusedWhatWouldProlongTheMarker() {
        MutableConfiguration<String, String> plain =
                new MutableConfiguration<>(configuration(new Source(), Protection.JVM, LONG, true));
        plain.setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR));
        TandemConfiguration<String, String> refused = TandemConfiguration.copyOf(plain)
                .withLoad(
                        configuration(new Source(), Protection.JVM, LONG, true).load());

        assertThatThrownBy(() -> tandem.cache(refused))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("load.remember-absent PT5M")
                .hasMessageContaining("allowed: none, or the policies");
        assertThatThrownBy(() -> LoadConfiguration.builder().rememberAbsent(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("load.remember-absent is PT0S; allowed: from PT0.001S to PT24H, or none");
    }

    @Test
    void absence_foundWhileRedisIsAway_isNotRemembered() throws Exception {
        Source source = new Source();
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = CacheFixture.own(tandem.newManager(CacheFixture.properties(wire.uri()))
                    .createCache(
                            CacheFixture.NAME,
                            configuration(source, Protection.CLUSTER, LONG, true)
                                    .withFailure(FailureConfiguration.bypass())));
            cache.get("another");
            wire.cut();

            List<Road> loads = new ArrayList<>(loads(source));
            loads.removeIf(load -> load.name().startsWith("invoke"));
            int before = source.asked.get();
            loads.forEach(load -> load.taken().accept(cache));
            assertThat(source.asked.get() - before).isEqualTo(loads.size());
            wire.admit();
        }
        assertThat(pttl()).isEqualTo(-2);
    }
}
