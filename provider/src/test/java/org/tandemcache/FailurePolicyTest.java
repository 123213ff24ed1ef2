package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.processor.EntryProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What a cache answers while Redis is away, by its failure policy; the table of {@link FailureConfiguration}. */
@WithRedis(own = true)
class FailurePolicyTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    FailurePolicyTest(RedisServer redis) {
        this.redis = redis;
        // A copy that a test keeps has to be proven once more, a quarter of a lease later.
        this.tandem = new CacheFixture(redis).with(ManagerSettings.NEAR_LEASE, "2 s");
    }

    /**
     * A commit whose answer did not come in time has perhaps been applied. Told that it was not, the transaction read
     * again, found its own value and counted once more.
     */
    @Test
    void invoke_whoseCommitIsNotAnsweredInTime_isAppliedOnce() throws Exception {
        try (SilentWire wire = new SilentWire(redis);
                Actors actors = new Actors()) {
            Cache<String, Integer> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=2s"))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(new MutableConfiguration<String, Integer>()
                                            .setTypes(String.class, Integer.class))
                                    .withFailure(FailureConfiguration.bypass())
                                    .withNear(NearConfiguration.off()));
            cache.put("key", 0);
            AtomicInteger runs = new AtomicInteger();
            EntryProcessor<String, Integer, Void> count = (entry, arguments) -> {
                if (runs.incrementAndGet() == 2) {
                    wire.holdReplies();
                }
                entry.setValue(entry.getValue() + 1);
                return null;
            };
            cache.invoke("key", count); // which loads the script
            ServerCounts counts = new ServerCounts(redis);
            long before = counts.commands().get("get");

            Future<?> counting = actors.run(() -> cache.invoke("key", count));
            Await.until(
                    "it has ended, or reads a second time",
                    () -> counting.isDone() || counts.commands().get("get") > before + 2); // the script counts too
            wire.release();
            Actors.result(counting);

            Await.until("the entry is read", () -> cache.get("key") != null);
            assertThat(cache.get("key")).isEqualTo(2);
        }
    }

    /**
     * Whatever was not recognised passed for a write that was not sent: the processor ran again, over what it had done.
     */
    @Test
    void invoke_whoseCommitIsAnsweredByNoRedisProtocol_isAppliedOnce() throws Exception {
        try (SilentWire wire = new SilentWire(redis)) {
            Cache<String, Integer> cache = tandem.newManager(CacheFixture.properties(wire.uri()))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(new MutableConfiguration<String, Integer>()
                                            .setTypes(String.class, Integer.class))
                                    .withFailure(FailureConfiguration.bypass())
                                    .withNear(NearConfiguration.off()));
            cache.put("key", 0);
            AtomicInteger runs = new AtomicInteger();
            EntryProcessor<String, Integer, Void> count = (entry, arguments) -> {
                entry.setValue(entry.getValue() == null ? -1 : entry.getValue() + 1);
                if (runs.incrementAndGet() == 2) {
                    wire.garbleReplies();
                }
                return null;
            };
            cache.invoke("key", count); // which loads the script

            cache.invoke("key", count);

            assertThat(runs).hasValue(2);
            Cache<String, Integer> elsewhere = tandem.newManager()
                    .createCache(
                            CacheFixture.NAME,
                            new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
            assertThat(elsewhere.get("key")).isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void operation_inBypassWithoutAServer_answersAsOnAnEmptyCache(
            String operation, Function<Cache<String, String>, Object> action, Object answer) {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.bypass()));
        cache.put("key", "value");
        redis.kill();

        assertThat(action.apply(cache)).isEqualTo(answer);
    }

    /** The same without a near tier: reads take another way. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void operation_inBypassWithoutNearTier_answersAsOnAnEmptyCache(
            String operation, Function<Cache<String, String>, Object> action, Object answer) {
        Cache<String, String> cache =
                tandem.cache(texts(FailureConfiguration.bypass()).withNear(NearConfiguration.off()));
        redis.kill();

        assertThat(action.apply(cache)).isEqualTo(answer);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                answer("get", cache -> cache.get("key"), null),
                answer("getAll", cache -> cache.getAll(Set.of("key", "other")), Map.of()),
                answer("containsKey", cache -> cache.containsKey("key"), false),
                answer("put", cache -> done(() -> cache.put("key", "new")), "done"),
                answer("putAll", cache -> done(() -> cache.putAll(Map.of("key", "new"))), "done"),
                answer("getAndPut", cache -> cache.getAndPut("key", "new"), null),
                answer("putIfAbsent", cache -> cache.putIfAbsent("key", "new"), true),
                answer("replace", cache -> cache.replace("key", "new"), false),
                answer("replace by value", cache -> cache.replace("key", "value", "new"), false),
                answer("getAndReplace", cache -> cache.getAndReplace("key", "new"), null),
                answer("remove", cache -> cache.remove("key"), false),
                answer("remove by value", cache -> cache.remove("key", "value"), false),
                answer("getAndRemove", cache -> cache.getAndRemove("key"), null),
                answer("removeAll of keys", cache -> done(() -> cache.removeAll(Set.of("key"))), "done"),
                answer("removeAll", cache -> done(cache::removeAll), "done"),
                answer("clear", cache -> done(cache::clear), "done"),
                answer("iterator", cache -> cache.iterator().hasNext(), false),
                answer("invoke", FailurePolicyTest::invoked, "saw false"));
    }

    private static Object invoked(Cache<String, String> cache) {
        return cache.invoke("key", (entry, arguments) -> {
            boolean there = entry.exists();
            entry.setValue("new");
            return "saw " + there;
        });
    }

    private static Object done(Runnable action) {
        action.run();
        return "done";
    }

    private static Arguments answer(String name, Function<Cache<String, String>, Object> action, Object answer) {
        return Arguments.of(name, action, answer);
    }

    @Test
    void get_inBypassWithReadThrough_asksTheLoader() {
        AtomicInteger loads = new AtomicInteger();
        Cache<String, String> cache = tandem.cache(
                TandemConfiguration.copyOf(readingThrough(loads)).withFailure(FailureConfiguration.bypass()));
        redis.kill();

        assertThat(cache.get("key")).isEqualTo("loaded key");
        assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "loaded a", "b", "loaded b"));
        assertThat(loads).hasValue(3);
    }

    @Test
    void write_thatTheServerRefuses_isAnErrorInEveryMode() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.serveNear()));
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> cache.put("key", "value"))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("OOM");
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void get_inServeNearWithoutAServer_isAnsweredByTheCopy() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.serveNear()));
        cache.put("key", "value");
        keepNear(cache, "key");

        redis.kill();
        awaitBreakerOpen(cache);

        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(cache.getAll(Set.of("key", "other"))).isEqualTo(Map.of("key", "value"));
        assertThat(cache.containsKey("key")).isTrue();
        assertThat(cache.get("other")).isNull();
        assertThat(tiers(cache).getUnprovenReads()).isEqualTo(4);
        assertThat(tiers(cache).getBypassedReads()).isGreaterThanOrEqualTo(5);
        assertThat(tiers(cache).getDroppedWrites()).isZero();
        assertThat(tiers(cache).getBreaker()).isNotEqualTo("CLOSED");
    }

    /** The proofs of a lease of a minute are a quarter of it apart; and the read is the first call of its node. */
    @Test
    void get_ofACopyThatTheFirstProofAloneHasProven_isAnsweredByIt() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            node().put("key", "value");
            Cache<String, String> cache = behind(wire, "1 minute");
            keepAtHand(cache, "key");

            redis.kill();
            awaitBreakerOpen(cache);

            assertThat(cache.get("key")).isEqualTo("value");
        }
    }

    @Test
    void get_inBypassWithoutAServer_isNotAnsweredByACopyThatIsUnproven() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.bypass()));
        cache.put("key", "value");
        keepNear(cache, "key");

        redis.kill();
        awaitBreakerOpen(cache);

        assertThat(cache.get("key")).isNull();
    }

    @Test
    void get_pastTheStaleness_misses() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.builder()
                .mode(FailureConfiguration.Mode.SERVE_NEAR)
                .staleness(Duration.ofMillis(700))
                .build()));
        cache.put("key", "value");
        keepNear(cache, "key");

        redis.kill();

        Await.until("the copy is too old", () -> cache.get("key") == null);
    }

    @Test
    void write_inServeNearWithoutAServer_leavesNoCopyOfItsKey() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.serveNear()));
        cache.put("key", "value");
        keepNear(cache, "key");
        redis.kill();
        awaitBreakerOpen(cache);
        assertThat(cache.get("key")).isEqualTo("value");

        cache.put("key", "new");

        assertThat(cache.get("key")).isNull();
        assertThat(tiers(cache).getDroppedWrites()).isEqualTo(1);
    }

    /** The server told that the copy is wrong before it went away. */
    @Test
    void get_ofACopyThatWasCalledBack_misses() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.serveNear()));
        cache.put("key", "value");
        cache.put("flushed", "value");
        keepNear(cache, "key");
        keepNear(cache, "flushed");
        redis.command("DEL", CacheFixture.redisKey("key"));
        Await.until("the change is known", () -> cache.get("key") == null);
        redis.command("FLUSHALL");
        Await.until("the flush is known", () -> cache.get("flushed") == null);

        redis.kill();
        awaitBreakerOpen(cache);

        assertThat(cache.get("key")).isNull();
        assertThat(cache.get("flushed")).isNull();
    }

    /** A copy from before the first outage was never proven since: the second one must not serve it. */
    @Test
    void copy_unproven_doesNotSurviveTheReturn() {
        Cache<String, String> cache = tandem.cache(texts(FailureConfiguration.serveNear()));
        cache.put("key", "value");
        cache.put("other", "value");
        keepNear(cache, "key");
        redis.kill();
        awaitBreakerOpen(cache);
        assertThat(cache.get("key")).isEqualTo("value");

        redis.restart();
        Await.until("Redis is back and its near copies are proven", () -> {
            cache.put("other", "new");
            cache.get("other");
            return coherence(cache).equals("COHERENT") && "new".equals(cache.get("other"));
        });
        redis.kill();
        awaitBreakerOpen(cache);

        assertThat(cache.get("key")).isNull();
    }

    /** Who has read a later version by the other connection got the earlier one again when Redis was away. */
    @Test
    void copy_ofAVersionBeforeOneThatWasReadElsewhere_isNotServed() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            Cache<String, String> cache = behind(wire, "2 s");
            cache.put("key", "v1");
            keepNear(cache, "key");
            wire.cut(); // the tracked connection alone, and it does not come back
            Await.until("the channel is lost", () -> !coherence(cache).equals("COHERENT"));
            node().put("key", "v2");
            assertThat(cache.get("key")).isEqualTo("v2");
            assertThat(cache.get("key")).isEqualTo("v2");

            redis.kill();
            awaitBreakerOpen(cache);

            assertThat(cache.get("key")).isNull();
        }
    }

    /** Redis was there, and could not call the copy back: it is of an earlier life. */
    @Test
    void copy_fromBeforeRedisAnsweredElsewhere_isNotServed() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            Cache<String, String> cache = behind(wire, "200 ms");
            cache.put("key", "v1");
            keepNear(cache, "key");
            wire.cut();
            node().put("key", "v2");
            awaitEndOfLease(cache);
            assertThat(cache.get("other")).isNull();

            redis.kill();
            awaitBreakerOpen(cache);

            assertThat(cache.get("key")).isNull();
        }
    }

    /** The same without an answer meanwhile: nothing is known to be wrong with the copy. */
    @Test
    void copy_whoseChannelIsLostWithTheServer_isServed() throws Exception {
        try (HeldWire wire = new HeldWire(redis)) {
            Cache<String, String> cache = behind(wire, "200 ms");
            cache.put("key", "v1");
            keepNear(cache, "key");
            redis.kill();
            awaitEndOfLease(cache);
            awaitBreakerOpen(cache);

            assertThat(cache.get("key")).isEqualTo("v1");
        }
    }

    private static void awaitEndOfLease(Cache<String, String> cache) {
        Await.until("the channel is lost", () -> !coherence(cache).equals("COHERENT"));
        long lost = System.nanoTime();
        Await.until("the lease is over", () -> System.nanoTime() - lost > TimeUnit.MILLISECONDS.toNanos(200));
    }

    private Cache<String, String> behind(HeldWire wire, String lease) {
        Properties properties = CacheFixture.properties(wire.uri());
        properties.setProperty(ManagerSettings.NEAR_LEASE, lease);
        return tandem.newManager(properties).createCache(CacheFixture.NAME, texts(FailureConfiguration.serveNear()));
    }

    private Cache<String, String> node() {
        return tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    @Test
    void cache_withAShortBreaker_isThereAgainOnceTheServerIs() {
        Properties properties = tandem.properties();
        properties.setProperty(ResilienceSettings.BREAKER_RETRY, "10 ms");
        Cache<String, String> cache =
                tandem.newManager(properties).createCache(CacheFixture.NAME, texts(FailureConfiguration.bypass()));
        cache.put("key", "value");
        redis.kill();
        awaitBreakerOpen(cache);

        redis.restart();

        Await.until("a put is kept", () -> {
            cache.put("key", "new");
            return "new".equals(cache.get("key"));
        });
    }

    private static FailureConfiguration impatient(FailureConfiguration.Mode mode) {
        return FailureConfiguration.builder()
                .mode(mode)
                .softTimeout(Duration.ofMillis(20))
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void get_ofASlowServer_isAnsweredByTheLoaderAndStoredAfterwards(boolean near) {
        AtomicInteger loads = new AtomicInteger();
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(readingThrough(loads))
                .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off())
                .withFailure(impatient(FailureConfiguration.Mode.BYPASS)));
        cache.containsKey("key"); // connects, and knows what the server is
        cache.get("other");

        redis.pause();
        String slow = cache.get("key");
        Map<String, String> more = cache.getAll(Set.of("a", "b"));
        boolean there = cache.containsKey("key");
        redis.resume();

        assertThat(slow).isEqualTo("loaded key");
        assertThat(more).isEqualTo(Map.of("a", "loaded a", "b", "loaded b"));
        assertThat(there).isFalse();
        assertThat(tiers(cache).getBreaker()).isEqualTo("CLOSED");
        for (String key : List.of("key", "a", "b")) {
            Await.until("it is stored", () -> redis.command("GET", CacheFixture.redisKey(key)) != null);
        }
        assertThat(loads).hasValue(4);
    }

    /** It held for each chunk, and a call took 595 ms with a soft timeout of 50 ms; what was found by then was lost. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getAll_ofASlowServer_endsWithTheSoftTimeoutAndKeepsWhatItFound(boolean near) throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < 1_800; i++) {
            entries.put("key" + i, "value");
        }
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            Properties properties = CacheFixture.properties(wire.uri() + "?timeout=20s");
            properties.setProperty(ManagerSettings.NEAR_LEASE, "20 s");
            Cache<String, String> cache = tandem.newManager(properties)
                    .createCache(
                            CacheFixture.NAME,
                            texts(FailureConfiguration.builder()
                                            .mode(FailureConfiguration.Mode.BYPASS)
                                            .softTimeout(Duration.ofSeconds(3))
                                            .build())
                                    .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off()));
            cache.putAll(entries);
            cache.getAll(Set.of("key0")); // connects, and learns how large values are
            wire.delayReplies(Duration.ofMillis(900));

            Map<String, String> found = cache.getAll(entries.keySet());

            assertThat(found).isNotEmpty();
            assertThat(found.size()).isLessThan(entries.size());
        }
    }

    private static final class Prolonging implements ExpiryPolicy {
        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return javax.cache.expiry.Duration.ETERNAL;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            return javax.cache.expiry.Duration.ONE_HOUR;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return javax.cache.expiry.Duration.ETERNAL;
        }
    }

    /** Each entry's new lifetime is a command of its own, and each had the soft timeout for itself. */
    @Test
    void getAll_whosePolicyProlongsWhatASlowServerHolds_endsWithTheSoftTimeoutAndKeepsWhatItFound() throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            entries.put("key" + i, "value");
        }
        tandem.texts().putAll(entries);
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            Cache<String, String> cache = tandem.newManager(CacheFixture.properties(wire.uri()))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(
                                            CacheFixture.textsConfiguration().setExpiryPolicyFactory(Prolonging::new))
                                    .withNear(NearConfiguration.off())
                                    .withFailure(FailureConfiguration.builder()
                                            .mode(FailureConfiguration.Mode.BYPASS)
                                            .softTimeout(Duration.ofSeconds(2))
                                            .build()));
            Await.until("the connection is made", () -> cache.containsKey("key0"));
            wire.delayReplies(Duration.ofMillis(300));

            Map<String, String> found = cache.getAll(entries.keySet());

            assertThat(found).isEqualTo(entries);
            assertThat(tiers(cache).getBypassedReads()).isEqualTo(1);
        }
    }

    /** Its entry lives for 50 ms, and whoever finds it gone tells so. */
    private Cache<String, String> expiring(AtomicInteger told) {
        CacheEntryExpiredListener<String, String> listener = events -> events.forEach(event -> told.incrementAndGet());
        Cache<String, String> cache = tandem.newManager(CacheFixture.properties(redis.uri() + "?timeout=20s"))
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(CacheFixture.expiring(
                                        CacheFixture.textsConfiguration(), 50, TimeUnit.MILLISECONDS))
                                .withNear(NearConfiguration.off())
                                .with(new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true))
                                .withFailure(FailureConfiguration.builder()
                                        .mode(FailureConfiguration.Mode.BYPASS)
                                        .softTimeout(Duration.ofMillis(200))
                                        .build()));
        cache.put("key", "value");
        Await.until("it has expired", () -> List.of(0L).contains(redis.command("DBSIZE")));
        return cache;
    }

    /** To look once more, before its expiry is told, took the ordinary timeout. */
    @Test
    void get_ofAnExpiredKeyOfASlowServer_waitsNoLongerThanTheSoftTimeoutAndTellsLater() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Cache<String, String> cache = expiring(told);
        try (Actors actors = new Actors()) {
            redis.pause();
            Future<String> slow = actors.start(() -> cache.get("key"));
            assertThat(slow.get(15, TimeUnit.SECONDS)).isNull();
            assertThat(told).hasValue(0);
        } finally {
            redis.resume();
        }
        Await.until("it is told", () -> cache.get("key") == null && told.get() == 1);
    }

    /** It waited for the lock of the key, and failed at last. */
    @Test
    void get_ofAnExpiredKeyThatAProcessorIsAt_waitsNoLongerThanTheSoftTimeout() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Cache<String, String> cache = expiring(told);
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (Actors actors = new Actors()) {
            Future<String> working = actors.start(() -> cache.invoke("key", (entry, arguments) -> {
                atWork.countDown();
                await(released);
                return "done";
            }));
            await(atWork);

            assertThat(cache.get("key")).isNull();
            released.countDown();

            assertThat(Actors.result(working)).isEqualTo("done");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The reader who began it waited for the tracked connection, however impatient. */
    @Test
    void get_whileTheTrackedConnectionIsFirstMade_waitsNoLongerThanTheSoftTimeout() throws Exception {
        try (SilentWire wire = new SilentWire(redis);
                Actors actors = new Actors()) {
            Cache<String, String> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=60s"))
                    .createCache(CacheFixture.NAME, texts(impatient(FailureConfiguration.Mode.BYPASS)));
            cache.put("key", "value"); // the ordinary connection
            wire.holdReplies();

            assertThat(Actors.result(actors.start(() -> cache.get("key")))).isNull();
            assertThat(Actors.result(actors.start(() -> cache.get("key")))).isNull();
            wire.release();
        }
    }

    @Test
    void get_ofASlowServer_isAnsweredByACopyThatNobodyProves() {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_LEASE, "100 ms");
        Cache<String, String> cache = tandem.newManager(properties)
                .createCache(CacheFixture.NAME, texts(impatient(FailureConfiguration.Mode.SERVE_NEAR)));
        cache.put("key", "value");
        keepNear(cache, "key");
        long before = tiers(cache).getUnprovenReads(); // none, unless the machine has stood still meanwhile

        redis.pause();
        try {
            Await.until("the copy is not proven", () -> !coherence(cache).equals("COHERENT"));
            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(tiers(cache).getUnprovenReads()).isEqualTo(before + 1);
        } finally {
            redis.resume();
        }
    }

    @Test
    void write_toASlowServer_waits() {
        Cache<String, String> cache = tandem.cache(texts(impatient(FailureConfiguration.Mode.BYPASS)));
        cache.put("key", "value");
        cache.get("other"); // connects
        redis.pause();
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> cache.put("key", "new"));
        try {
            assertThat(cache.get("key")).isNull();
            assertThat(write).isNotDone();
        } finally {
            redis.resume();
        }

        write.join();
        assertThat(node().get("key")).isEqualTo("new"); // which is patient
        assertThat(tiers(cache).getDroppedWrites()).isZero();
    }

    private static TandemConfiguration<String, String> texts(FailureConfiguration failure) {
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration()).withFailure(failure);
    }

    private static MutableConfiguration<String, String> readingThrough(AtomicInteger loads) {
        return CacheFixture.textsConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> new CacheLoader<>() {
            @Override
            public String load(String key) {
                loads.incrementAndGet();
                return "loaded " + key;
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                Map<String, String> all = new HashMap<>();
                keys.forEach(key -> all.put(key, load(key)));
                return all;
            }
        });
    }

    /** Returns when the key has a copy, and Redis has proved it after it came. */
    private static void keepNear(Cache<String, String> cache, String key) {
        keepAtHand(cache, key);
        long kept = System.nanoTime();
        Await.until("the next proof has come", () -> {
            long now = System.nanoTime(); // before the age is asked for, which is rounded down
            long age = tiers(cache).getProofAgeMillis();
            return age >= 0 && now - TimeUnit.MILLISECONDS.toNanos(age + 1) > kept;
        });
    }

    private static void keepAtHand(Cache<String, String> cache, String key) {
        Await.until("the copy is kept", () -> {
            long before = tiers(cache).getNearHits();
            cache.get(key);
            cache.get(key);
            return tiers(cache).getNearHits() > before;
        });
    }

    /** Returns when copies are not proven any more, and calls are refused. */
    private static void awaitBreakerOpen(Cache<String, String> cache) {
        Await.until("near copies are not proven", () -> !coherence(cache).equals("COHERENT"));
        for (int i = 0; i < 10; i++) {
            cache.containsKey("absent");
        }
    }

    private static String coherence(Cache<String, String> cache) {
        return tiers(cache).getCoherence();
    }

    private static TandemCacheMXBean tiers(Cache<String, String> cache) {
        return cache.unwrap(TandemCache.class).tiers();
    }
}
