package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Two actors on one key: when both are done and all is quiet, the near tier holds nothing older than Redis. */
@Tag("server")
@WithRedis
@ParameterizedClass
@EnumSource
class NearRacesTest {
    private static final String KEY = "key";
    private static final String FENCE = "fence";
    private static final int ROUNDS = 20;

    private final RedisServer redis;

    @Parameter
    private KeyKind kind;

    @RegisterExtension
    final CacheFixture tandem;

    private HeldWire wire;
    private CacheManager manager;
    private Cache<String, String> cache;
    private Cache<String, String> foreign;

    NearRacesTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @BeforeEach
    void open() throws Exception {
        wire = new HeldWire(redis);
        open("15s");
    }

    private void open(String timeout) throws Exception {
        Properties throughTheWire = CacheFixture.properties(wire.uri() + "?timeout=" + timeout);
        throughTheWire.setProperty(ManagerSettings.NEAR_LEASE, "20000 ms");
        manager = tandem.newManager(throughTheWire);
        cache = manager.createCache(CacheFixture.NAME, kind.texts());
        foreign =
                tandem.newManager().createCache(CacheFixture.NAME, kind.texts().withNear(NearConfiguration.off()));
        cache.containsKey(KEY); // connects
        cache.get(FENCE); // and is tracked
        assertThat(tiers().getCoherence()).isEqualTo("COHERENT");
    }

    @AfterEach
    void close() throws Exception {
        wire.release();
        wire.admit();
        manager.close();
        wire.close();
    }

    // --------------------------------------------------------------------------------- in a given order

    /** I1: the answer is older than the notice that follows it. */
    @Test
    void miss_whoseAnswerIsOvertakenByAForeignWrite_isCalledBack() throws Exception {
        given("old");
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            Future<String> miss = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            foreign.put(KEY, "new");
            wire.release();

            assertThat(Actors.result(miss)).isEqualTo("old");
        }
        quiet();
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /**
     * I1: the server still tracks the key for an earlier read, and calls it back while the next one is under way. Its
     * value comes behind the notice, so it is what the notice tells of, or younger.
     */
    @Test
    void miss_whoseValueComesBehindANotice_isKept() throws Exception {
        cache.get(KEY); // finds nothing, keeps nothing, is tracked
        wire.holdRequestsAt("*2\r\n$3\r\nGET");
        try (Actors actors = new Actors()) {
            Future<String> miss = actors.start(() -> cache.get(KEY));
            wire.awaitHeld();
            foreign.put(KEY, "new");
            Await.until("the notice came", () -> tiers().getInvalidations() == 1);
            wire.release();

            assertThat(Actors.result(miss)).isEqualTo("new");
            assertThat(tiers().getStoresRefused()).isZero();
        }
        redis.command("CONFIG", "RESETSTAT");
        assertThat(cache.get(KEY)).isEqualTo("new");
        assertThat(redis.info("commandstats")).doesNotContainKey("cmdstat_get");
    }

    /** I1: the value is there and its lifetime is not, when the notice of a later change comes. */
    @Test
    void miss_whoseValueIsOvertakenBeforeItsLifetimeComes_isNotKept() throws Exception {
        given("old");
        try (Actors actors = new Actors()) {
            Future<String> miss = missWithoutItsLifetime(actors);
            long notices = tiers().getInvalidations();
            foreign.put(KEY, "new");
            Await.until("the notice came", () -> tiers().getInvalidations() == notices + 1);
            wire.release();

            assertThat(Actors.result(miss)).isEqualTo("old");
            assertThat(tiers().getStoresRefused()).isOne();
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /** I5: an own write dooms the read that is under way. */
    @Test
    void miss_duringAnOwnWrite_isNotKept() throws Exception {
        given("old");
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            Future<String> miss = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            cache.put(KEY, "own");
            long refused = tiers().getStoresRefused();
            wire.release();

            assertThat(Actors.result(miss)).isEqualTo("old");
            assertThat(tiers().getStoresRefused()).isEqualTo(refused + 1);
        }
        assertThat(cache.get(KEY)).isEqualTo("own");
    }

    /** I5: read your writes, though the notices of the own channel are late. */
    @Test
    void get_afterAnOwnWrite_doesNotWaitForANotice() throws Exception {
        given("old");
        assertThat(cache.get(KEY)).isEqualTo("old");
        wire.holdReplies();
        cache.replace(KEY, "own"); // by the connection that is not tracked
        try (Actors actors = new Actors()) {
            Future<String> read = actors.start(() -> cache.get(KEY));
            wire.awaitHeld();
            wire.release();
            assertThat(Actors.result(read)).isEqualTo("own");
        }
    }

    private interface Look {
        Object at(Cache<String, String> cache);
    }

    /** Each sees the key by the connection that is not tracked. */
    static Stream<Arguments> looksElsewhere() {
        return Stream.of(
                look("invoke", cache -> cache.invoke(KEY, (entry, arguments) -> entry.getValue())),
                look("iterator", cache -> {
                    List<String> values = new ArrayList<>();
                    cache.forEach(entry -> values.add(entry.getKey() + "=" + entry.getValue()));
                    return values;
                }),
                look("replace by value", cache -> cache.replace(KEY, "another", "never")),
                look("remove by value", cache -> cache.remove(KEY, "another")));
    }

    private static Arguments look(String name, Look look) {
        return Arguments.of(name, look);
    }

    /** The notice is late, and its thread has seen what it tells of. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("looksElsewhere")
    void get_behindALookByTheOtherConnection_isNotOlder(String name, Look look) throws Exception {
        given("old");
        assertThat(cache.get(KEY)).isEqualTo("old");
        wire.holdReplies();
        foreign.put(KEY, "new");
        look.at(cache);
        redis.command("CONFIG", "RESETSTAT");
        try (Actors actors = new Actors()) {
            Future<String> read = actors.start(() -> cache.get(KEY));
            Await.until("it has ended, or asks Redis", () -> read.isDone() || isExecuted("pttl"));
            wire.release();
            assertThat(Actors.result(read)).isEqualTo("new");
        }
    }

    /** A read under way may be older than what its reader has seen meanwhile: he does not join it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("looksElsewhere")
    void get_behindALookWhileAReadIsUnderWay_doesNotJoinIt(String name, Look look) throws Exception {
        given("old");
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            Future<String> miss = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            foreign.put(KEY, "new");
            look.at(cache);
            redis.command("CONFIG", "RESETSTAT");
            Future<String> read = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            wire.release();

            assertThat(Actors.result(miss)).isEqualTo("old");
            assertThat(Actors.result(read)).isEqualTo("new");
        }
        quiet();
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /** The key is gone: who was told so is not given a copy, nor the answer of a read that came before. */
    @Test
    void get_behindALookThatFoundNothing_findsNothing() throws Exception {
        given("old");
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            Future<String> miss = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            foreign.remove(KEY);
            assertThat(cache.containsKey(KEY)).isFalse();
            redis.command("CONFIG", "RESETSTAT");
            Future<String> read = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            wire.release();

            assertThat(Actors.result(miss)).isEqualTo("old");
            assertThat(Actors.result(read)).isNull();
        }
    }

    /** What agrees with the copy costs it nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("looksElsewhere")
    void copy_thatAgreesWithALookByTheOtherConnection_stays(String name, Look look) {
        given("old");
        cache.get(KEY);
        look.at(cache);
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.get(KEY)).isEqualTo("old");
        assertThat(isExecuted("get")).isFalse();
    }

    /** I5: until a write is told, its readers have the earlier copy; when it returns, they have what was written. */
    @Test
    void put_ofACopy_leavesItUntilItIsDone_andThenTheNewOne() throws Exception {
        given("old");
        cache.get(KEY);
        redis.command("CONFIG", "RESETSTAT");
        wire.holdRequestsAt("$3\r\nSET");
        try (Actors actors = new Actors()) {
            Future<Void> put = put(actors, "own");
            wire.awaitHeld();
            assertThat(cache.get(KEY)).isEqualTo("old");
            wire.release();
            Actors.result(put);
        }
        assertThat(cache.get(KEY)).isEqualTo("own");
        assertThat(redis.info("commandstats").get("cmdstat_get")).startsWith("calls=1,");
    }

    /** The read behind the write finds what came between the two. */
    @Test
    void put_overtakenByAForeignWriteBeforeItsRead_leavesTheForeignValue() throws Exception {
        given("old");
        cache.get(KEY);
        wire.holdRequestsAt("*2\r\n$3\r\nGET");
        try (Actors actors = new Actors()) {
            Future<Void> put = put(actors, "own");
            wire.awaitHeld();
            awaitExecuted("set");
            foreign.put(KEY, "new");
            wire.release();
            Actors.result(put);
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /** One's read is answered before the other's write is done, or behind it: the copy is that of the last write. */
    @Test
    void put_byManyAtOnce_leavesTheCopyOfTheLast() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            given("old" + round);
            cache.get(KEY);
            String written = "new" + round + "by";

            Actors.together(4, actor -> () -> {
                cache.put(KEY, written + actor);
                assertThat(cache.get(KEY)).startsWith(written);
                return null;
            });

            assertThat(cache.get(KEY)).as("round %d", round).isEqualTo(foreign.get(KEY));
        }
    }

    /** The change is made and nobody knows: the writer is told so, and the copy is gone. */
    @Test
    void put_whoseChannelIsLostBeforeTheAnswer_fails_andLeavesNoCopy() throws Exception {
        given("old");
        cache.get(KEY);
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            Future<Void> put = put(actors, "own");
            awaitExecuted("set");
            wire.cut();
            assertThatThrownBy(() -> Actors.result(put)).hasStackTraceContaining("may have been applied");
            assertThat(cache.get(KEY)).isEqualTo("own");
            wire.admit();
        }
        quiet();
        assertThat(cache.get(KEY)).isEqualTo("own");
    }

    /** The other connection is well, and Redis not away. */
    @Test
    void put_byManyWhoseChannelIsLost_leavesTheOtherConnectionToAll() throws Exception {
        List<String> keys = IntStream.range(0, 16).mapToObj(i -> "key" + i).toList();
        keys.forEach(key -> foreign.put(key, "old"));
        quiet();
        keys.forEach(cache::get);
        redis.command("CONFIG", "RESETSTAT");
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            List<Future<Void>> puts = keys.stream()
                    .map(key -> actors.start(() -> {
                        cache.put(key, "own");
                        return (Void) null;
                    }))
                    .toList();
            Await.until(
                    "all are executed",
                    () -> redis.info("commandstats")
                            .getOrDefault("cmdstat_set", "")
                            .startsWith("calls=16,"));
            wire.cut();
            puts.forEach(put ->
                    assertThatThrownBy(() -> Actors.result(put)).hasStackTraceContaining("may have been applied"));
        }

        assertThat(cache.containsKey(KEY)).isFalse(); // and is not refused
    }

    /** Its writer would wait for it to come back. */
    @Test
    void put_ofALongValue_goesByTheConnectionThatIsNotTracked() throws Exception {
        given("old");
        cache.get(KEY);
        String longer = "long".repeat(5_000);
        wire.holdReplies();

        cache.put(KEY, longer);

        assertThat(foreign.get(KEY)).isEqualTo(longer);
    }

    /** The channel might be closed for want of a proof before the write has been given up. */
    @Test
    void put_thatWaitsForLongerThanThreeQuartersOfALease_goesByTheConnectionThatIsNotTracked() throws Exception {
        manager.close();
        open("16s");
        given("old");
        cache.get(KEY);
        wire.holdReplies();

        cache.put(KEY, "own");

        assertThat(foreign.get(KEY)).isEqualTo("own");
    }

    /** The write is not lost with the tracked channel, which the other connection does without. */
    @Test
    void put_whileTheTrackedChannelIsAway_goesByTheOther() throws Exception {
        given("old");
        cache.get(KEY);
        wire.cut();
        Await.until("the loss is noticed", () -> tiers().getFlushes().get("CONNECTION_LOST") == 1);

        cache.put(KEY, "own");

        assertThat(foreign.get(KEY)).isEqualTo("own");
        assertThat(cache.get(KEY)).isEqualTo("own");
    }

    /**
     * A read is a value and its lifetime. What comes between the two must end the value too: it was stamped with the
     * promise of the lifetime's answer, and outlived the flush for ever.
     */
    @Test
    void miss_flushedBetweenValueAndLifetime_isNotServed() throws Exception {
        given("old");
        try (Actors actors = new Actors()) {
            Future<String> miss = missWithoutItsLifetime(actors);
            redis.command("FLUSHALL");
            foreign.put(KEY, "new");
            Await.until("the flush came", () -> tiers().getFlushes().get("SERVER_FLUSH") == 1);
            wire.release();
            assertThat(Actors.result(miss)).isEqualTo("old");
        }
        quiet();
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /** The same, where the channel is lost in between: the lifetime must not come by the next one. */
    @Test
    void miss_whoseChannelIsLostBetweenValueAndLifetime_isNotServed() throws Exception {
        given("old");
        long notices = tiers().getInvalidations();
        try (Actors actors = new Actors()) {
            Future<String> miss = missWithoutItsLifetime(actors);
            foreign.put(FENCE, "changed"); // whose notice comes behind the value
            Await.until("the value came", () -> tiers().getInvalidations() > notices);
            wire.cut();
            Await.until("the loss is noticed", () -> tiers().getFlushes().get("CONNECTION_LOST") == 1);
            foreign.put(KEY, "new");
            wire.admit();
            assertThat(Actors.result(miss)).isIn("old", "new"); // as Lettuce repeats the rest, or gives up
        }
        quiet();
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    @Test
    void miss_duringClose_isNotFoundByTheNextCache() throws Exception {
        given("old");
        wire.holdReplies();
        try (Actors actors = new Actors()) {
            Future<String> miss = actors.start(() -> cache.get(KEY));
            awaitExecuted("pttl");
            cache.close();
            cache = manager.createCache(CacheFixture.NAME, kind.texts());
            foreign.put(KEY, "new");
            wire.release();
            assertThat(Actors.result(miss)).isEqualTo("old");
        }
        assertThat(cache.get(KEY)).isEqualTo("new");
    }

    /**
     * Closing gave the name away before it took its registration back, and so took the next cache's: that one was told
     * of no change any more.
     */
    @Test
    void cache_madeWhileItsNamesakeCloses_isStillToldOfChanges() throws Exception {
        foreign.put(KEY, "old");
        cache.get(KEY);
        List<Cache<String, String>> made = new ArrayList<>();
        NotificationListener duringClose = (notification, context) -> {
            if (notification.getType().equals(MBeanServerNotification.UNREGISTRATION_NOTIFICATION)) {
                tryToCreate(made);
            }
        };
        var beans = ManagementFactory.getPlatformMBeanServer();
        beans.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, duringClose, null, null);
        try {
            cache.close();
        } finally {
            beans.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, duringClose);
        }
        tryToCreate(made);
        cache = made.get(0);
        assertThat(cache.get(KEY)).isEqualTo("old");

        foreign.put(KEY, "new");

        Await.until("the copy is called back", () -> cache.get(KEY).equals("new"));
    }

    private void tryToCreate(List<Cache<String, String>> made) {
        try {
            made.add(manager.createCache(CacheFixture.NAME, kind.texts()));
        } catch (CacheException e) {
            // its namesake is there still
        }
    }

    // ---------------------------------------------------------------------------------- at the same time

    private enum Actor {
        MISS,
        FOREIGN_WRITE,
        OWN_WRITE,
        PUSH,
        FLUSH,
        CLOSE,
        CHANNEL_LOSS,
    }

    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (Actor one : Actor.values()) {
            for (Actor two : Actor.values()) {
                if (one.compareTo(two) <= 0) {
                    pairs.add(Arguments.of(one, two));
                }
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest(name = "{0} and {1}")
    @MethodSource("pairs")
    void near_afterTwoActors_holdsNothingOlderThanRedis(Actor one, Actor two) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            foreign.put(KEY, "old" + round);
            if (round % 2 == 0) {
                cache.get(KEY); // a copy to be called back; without it, a miss
            }
            String written = "new" + round;

            Actors.together(2, actor -> action(actor == 0 ? one : two, written + actor));
            if (cache.isClosed()) {
                cache = manager.createCache(CacheFixture.NAME, kind.texts());
            }
            quiet();

            assertThat(cache.get(KEY)).as("round %d", round).isEqualTo(foreign.get(KEY));
        }
    }

    private Callable<Void> action(Actor actor, String value) {
        Cache<String, String> own = cache;
        return () -> {
            switch (actor) {
                case MISS -> ignoringClose(() -> own.get(KEY));
                case FOREIGN_WRITE -> foreign.put(KEY, value);
                case OWN_WRITE -> ignoringClose(() -> ignoringLoss(() -> own.put(KEY, value)));
                case PUSH -> redis.command("PEXPIRE", kind.redisKey(KEY), "100000");
                case FLUSH -> redis.command("FLUSHALL");
                case CLOSE -> own.close();
                case CHANNEL_LOSS -> redis.killClients(ClientInfo::isTracking);
            }
            return null;
        };
    }

    private static void ignoringClose(Runnable operation) {
        try {
            operation.run();
        } catch (IllegalStateException e) {
            // the other actor was faster
        }
    }

    private static void ignoringLoss(Runnable write) {
        try {
            write.run();
        } catch (CacheException e) {
            assertThat(e).hasMessageContaining("may have been applied");
        }
    }

    // ------------------------------------------------------------------------------------------- helpers

    private Future<Void> put(Actors actors, String value) {
        return actors.start(() -> {
            cache.put(KEY, value);
            return null;
        });
    }

    /** Notices of one channel come in order: once the last one is there, so are all before it. */
    private void quiet() {
        awaitCoherent();
        String mark = "mark" + System.nanoTime();
        cache.get(FENCE);
        foreign.put(FENCE, mark);
        Await.until("the last notice came", () -> mark.equals(cache.get(FENCE)));
    }

    private void awaitCoherent() {
        Await.until("the near tier is coherent", () -> {
            cache.get(FENCE);
            return tiers().getCoherence().equals("COHERENT");
        });
    }

    /** The key has this value, no copy, and no notice that is still to come; commands are counted anew. */
    private void given(String value) {
        foreign.put(KEY, value);
        quiet();
        redis.command("CONFIG", "RESETSTAT");
    }

    /** The server has executed the GET of it, and will not see its PTTL before the wire is released. */
    private Future<String> missWithoutItsLifetime(Actors actors) throws Exception {
        wire.holdRequestsAt("*2\r\n$4\r\nPTTL");
        Future<String> miss = actors.start(() -> cache.get(KEY));
        wire.awaitHeld();
        awaitExecuted("get");
        return miss;
    }

    private void awaitExecuted(String command) {
        Await.until(command + " is executed", () -> isExecuted(command));
    }

    private boolean isExecuted(String command) {
        return redis.info("commandstats").containsKey("cmdstat_" + command);
    }

    private TandemCacheMXBean tiers() {
        return cache.unwrap(TandemCache.class).tiers();
    }
}
