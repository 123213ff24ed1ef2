package org.tandemcache.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemManager;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.observe.BreakerChange;
import org.tandemcache.observe.CoherenceChange;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallFailure;
import org.tandemcache.observe.LoadEnd;
import org.tandemcache.observe.TandemObserver;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What an observer of a manager hears, and what becomes of its own failures. */
@WithRedis(own = true)
class ObserverTest {
    private final RedisServer redis;
    private final Recorder recorder = new Recorder();

    @RegisterExtension
    final CacheFixture tandem;

    ObserverTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static TandemObserver.Registration observe(CacheManager manager, TandemObserver observer) {
        return manager.unwrap(TandemManager.class).observe(observer);
    }

    private Cache<String, String> withoutNear() {
        return tandem.cache(
                TandemConfiguration.copyOf(CacheFixture.textsConfiguration()).withNear(NearConfiguration.off()));
    }

    // -------------------------------------------------------------------------------------------------- lives

    @Test
    void observer_registeredLate_hearsOfWhatIsThereAndOfEachChange() {
        CacheManager manager = tandem.manager();
        manager.createCache("early", CacheFixture.textsConfiguration());
        observe(manager, recorder);
        manager.createCache("late", CacheFixture.textsConfiguration());
        manager.destroyCache("early");
        manager.close();

        assertThat(recorder.life)
                .containsExactly(
                        "manager opened",
                        "early opened",
                        "late opened",
                        "early closed",
                        "late closed",
                        "manager closed");
    }

    @Test
    void registration_ended_isToldAndNoMore() {
        CacheManager manager = tandem.manager();
        manager.createCache("cache", CacheFixture.textsConfiguration());
        TandemObserver.Registration registration = observe(manager, recorder);
        registration.close();
        registration.close();
        manager.createCache("late", CacheFixture.textsConfiguration()).get("key");

        assertThat(recorder.life).containsExactly("manager opened", "cache opened", "cache closed", "manager closed");
        assertThat(recorder.calls).isEmpty();
    }

    @Test
    void observe_onAClosedManager_isRefused() {
        TandemManager manager = tandem.manager().unwrap(TandemManager.class);
        manager.close();

        assertThatThrownBy(() -> manager.observe(recorder)).isInstanceOf(IllegalStateException.class);
        assertThat(recorder.life).isEmpty();
    }

    @Test
    void observer_thatThrowsWhateverItIsTold_hurtsNoCallAndNoOtherObserver() {
        CacheManager manager = tandem.manager();
        observe(manager, new Failing());
        observe(manager, recorder);

        Cache<String, String> cache = withoutNear();
        cache.put("key", "value");

        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(recorder.only("get").end().found()).isOne();
        cache.close();
        assertThat(recorder.life).containsExactly("manager opened", "cache opened", "cache closed");
    }

    private static final class Failing implements TandemObserver {
        @Override
        public void managerOpened(CacheManager manager) {
            throw new IllegalStateException("managerOpened");
        }

        @Override
        public void cacheOpened(Cache<?, ?> cache) {
            throw new NoClassDefFoundError("cacheOpened");
        }

        @Override
        public void cacheClosed(Cache<?, ?> cache) {
            throw new IllegalStateException("cacheClosed");
        }

        @Override
        public CallObservation farCallBegun(FarCall call) {
            if (call.operation().equals("put")) {
                throw new IllegalStateException("farCallBegun");
            }
            return end -> {
                throw new IllegalStateException("ended");
            };
        }
    }

    // -------------------------------------------------------------------------------------------------- calls

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void operation_ofACacheWithoutNearTier_isOneCallWithItsCommand(
            String expected, Consumer<Cache<String, String>> operation) {
        Cache<String, String> cache = withoutNear();
        cache.put("there", "value");
        observe(tandem.manager(), recorder);

        operation.accept(cache);

        assertThat(recorder.calls).extracting(Object::toString).contains(expected);
        Recorder.Ended call = recorder.calls.get(recorder.calls.size() - 1);
        assertThat(call.call().cacheName()).isEqualTo("cache");
        assertThat(call.call().managerName()).isEqualTo("node-1");
        assertThat(call.begunIn()).isSameAs(Thread.currentThread());
        assertThat(call.end().nanos()).isPositive();
        assertThat(call.end().failure()).isNull();
        if (call.call().entries() > 0) {
            assertThat(call.call().server().getHostString() + ":"
                            + call.call().server().getPort())
                    .isEqualTo(redis.host() + ":" + redis.port());
        }
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                call("get GET*1 of 1: found 1", cache -> cache.get("there")),
                call("get GET*1 of 1: found 0", cache -> cache.get("absent")),
                call("getAll MGET*1 of 2: found 1", cache -> cache.getAll(Set.of("there", "absent"))),
                call("contains EXISTS*1 of 1: found 1", cache -> cache.containsKey("there")),
                call("put SET*1 of 1, changes: found -1", cache -> cache.put("there", "other")),
                call("getAndPut SET*1 of 1, changes: found -1", cache -> cache.getAndPut("there", "other")),
                call("putIfAbsent SET*1 of 1, changes: found -1", cache -> cache.putIfAbsent("absent", "value")),
                call("putAll SET*2 of 2, changes: found -1", cache -> cache.putAll(Map.of("a", "1", "b", "2"))),
                call("remove DEL*1 of 1, changes: found -1", cache -> cache.remove("there")),
                call("getAndRemove GETDEL*1 of 1, changes: found -1", cache -> cache.getAndRemove("there")),
                call("compare EVALSHA*1 of 1, changes: found -1", cache -> cache.replace("there", "value", "other")),
                call(
                        "scan SCAN*1 of 0: found 1",
                        cache -> assertThat(cache.iterator().hasNext()).isTrue()),
                call("clear UNLINK*1 of 0, changes: found -1", Cache::clear));
    }

    private static Arguments call(String expected, Consumer<Cache<String, String>> operation) {
        return Arguments.of(expected, operation);
    }

    @Test
    void nearHit_isToldToNobody_andTheReadBeforeItIsOneTrackedCall() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        observe(tandem.manager(), recorder);

        for (int i = 0; i < 100; i++) {
            assertThat(cache.get("key")).isEqualTo("value");
        }

        Recorder.Ended call = recorder.only("get");
        assertThat(call).hasToString("get GET*2 of 1, tracked: found 1");
        assertThat(call.begunIn()).isSameAs(Thread.currentThread());
    }

    @Test
    void getAll_ofACacheWithANearTier_isOneTrackedCall() {
        Cache<String, String> cache = tandem.texts();
        cache.putAll(Map.of("a", "1", "b", "2"));
        observe(tandem.manager(), recorder);

        cache.getAll(Set.of("a", "b", "c"));

        assertThat(recorder.only("getAll")).hasToString("getAll MGET*4 of 3, tracked: found 2");
    }

    @Test
    void putOfAKeyThatHadReaders_isOneCallThoughAReadGoesBehindIt() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        cache.get("key");
        observe(tandem.manager(), recorder);

        cache.put("key", "other");

        assertThat(recorder.only("put")).hasToString("put SET*1 of 1, changes: found -1");
    }

    @Test
    void call_thatTheServerRefuses_hasKindAndTheServersWord() {
        Cache<String, String> cache = withoutNear();
        cache.get("key");
        observe(tandem.manager(), recorder);
        redis.exhaustMemory();
        try {
            assertThatThrownBy(() -> cache.put("key", "value")).isInstanceOf(CacheException.class);
        } finally {
            redis.freeMemory();
        }

        FarCallFailure failure = recorder.only("put").end().failure();
        assertThat(failure.kind()).isEqualTo(FarCallFailure.Kind.REJECTED);
        assertThat(failure.type()).isEqualTo("OOM");
        assertThat(cache.unwrap(TandemCache.class).tiers().getErrorsRejected()).isOne();
    }

    @Test
    void calls_whileTheServerIsGone_failUntilTheBreakerRefusesThem_andEachChangeIsTold() {
        Properties properties = tandem.properties();
        properties.setProperty(ResilienceSettings.BREAKER_FAILURES, "2");
        CacheManager manager = tandem.newManager(properties);
        Cache<String, String> cache = manager.createCache("cache", CacheFixture.textsConfiguration());
        cache.get("key");
        observe(manager, recorder);
        redis.kill();
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> cache.put("key", "value")).isInstanceOf(CacheException.class);
        }

        assertThat(recorder.breakers).extracting(BreakerChange::to).first().isEqualTo(BreakerChange.State.OPEN);
        assertThat(recorder.of("put"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(call -> assertThat(call.end().failure()).isNotNull());
        TandemManager tandemManager = manager.unwrap(TandemManager.class);
        assertThat(tandemManager.metrics().getRefusedByBreaker()
                        + recorder.of("put").size())
                .isEqualTo(4);

        redis.restart();
        Await.until("Redis is back", () -> {
            try {
                cache.put("key", "value");
                return true;
            } catch (CacheException e) {
                return false;
            }
        });
        assertThat(recorder.breakers).extracting(BreakerChange::to).last().isEqualTo(BreakerChange.State.CLOSED);
        assertThat(tandemManager.metrics().getBreakerClosed()).isOne();
    }

    // ----------------------------------------------------------------------------------------- loads, coherence

    public static final class Loader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            if (key.equals("bad")) {
                throw new CacheLoaderException("no such row");
            }
            return "loaded " + key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }
    }

    @Test
    void loads_ofReads_areToldAndCountedWithTheirTime() {
        Cache<String, String> cache = tandem.cache(new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(FactoryBuilder.factoryOf(Loader.class)));
        observe(tandem.manager(), recorder);

        cache.get("good");
        assertThatThrownBy(() -> cache.get("bad")).isInstanceOf(CacheLoaderException.class);

        assertThat(recorder.loads).extracting(LoadEnd::succeeded).containsExactly(true, false);
        assertThat(recorder.loads).extracting(LoadEnd::keys).containsOnly(1);
        assertThat(cache.unwrap(TandemCache.class).tiers().getLoads()).isOne();
        assertThat(cache.unwrap(TandemCache.class).tiers().getLoadFailures()).isOne();
    }

    @Test
    void copies_thatComeAndAreFlushed_areTold() {
        Cache<String, String> cache = tandem.texts();
        observe(tandem.manager(), recorder);
        cache.get("key");
        redis.command("FLUSHALL");

        Await.until("flush", () -> recorder.coherence.size() >= 2);

        assertThat(recorder.coherence.get(0).state()).isEqualTo(CoherenceChange.State.COHERENT);
        assertThat(recorder.coherence.get(0).cause()).isNull();
        assertThat(recorder.coherence.get(1).cause()).isEqualTo("SERVER_FLUSH");
        assertThat(recorder.coherence.get(1).state()).isEqualTo(CoherenceChange.State.COHERENT);
    }

    // --------------------------------------------------------------------------------------------- what is counted

    @Test
    void reads_ofACacheWithoutNearTier_areCountedByTier() {
        Cache<String, String> cache = withoutNear();
        cache.put("a", "1");

        cache.get("a");
        cache.get("b");
        cache.getAll(Set.of("a", "b", "c"));

        assertThat(cache.unwrap(TandemCache.class).tiers().getFarHits()).isEqualTo(2);
        assertThat(cache.unwrap(TandemCache.class).tiers().getMisses()).isEqualTo(3);
        assertThat(cache.unwrap(TandemCache.class).tiers().getNearHits()).isZero();
    }

    @Test
    void nearCopies_beyondTheBound_areCountedAsEvictions() {
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(NearConfiguration.builder().maximumEntries(10).build()));
        for (int i = 0; i < 100; i++) {
            cache.put("key " + i, "value");
            cache.get("key " + i);
        }

        assertThat(cache.unwrap(TandemCache.class).tiers().getNearEvictions()).isBetween(80L, 100L);
        assertThat(cache.unwrap(TandemCache.class).tiers().getNearExpirations()).isZero();
        assertThat(cache.unwrap(TandemCache.class).tiers().getNearWeightBytes()).isEqualTo(-1);
    }

    @Test
    void nearCopies_boundInBytes_areWeighed() {
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(NearConfiguration.builder().maximumBytes(100_000).build()));
        cache.put("key", "v".repeat(1_000));
        cache.get("key");

        assertThat(cache.unwrap(TandemCache.class).tiers().getNearWeightBytes()).isBetween(1_000L, 1_500L);
    }

    @Test
    void nearCopies_pastTheirTimeToLive_areCountedAsExpirations() {
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(NearConfiguration.builder()
                        .timeToLive(Duration.ofMillis(1))
                        .build()));
        cache.put("key", "value");

        Await.until("a copy that is past its time", () -> {
            cache.get("key");
            return cache.unwrap(TandemCache.class).tiers().getNearExpirations() > 0;
        });
    }

    @Test
    void connections_thatAreKilled_areCountedAsReconnects() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        cache.get("key");
        TandemManager manager = tandem.manager().unwrap(TandemManager.class);
        assertThat(manager.metrics().getReconnects()).isZero();

        redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        Await.until("both connections are there again", () -> manager.metrics().getReconnects() == 2);
    }
}
