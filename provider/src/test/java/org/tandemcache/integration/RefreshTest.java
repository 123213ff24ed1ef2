package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.integration.RefreshFixture.KEY;
import static org.tandemcache.integration.RefreshFixture.LIFETIME;
import static org.tandemcache.integration.RefreshFixture.awaitDone;
import static org.tandemcache.integration.RefreshFixture.leaseKey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.ServerCounts;
import org.tandemcache.TandemCache;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.integration.RefreshFixture.Source;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Entries that are read shortly before they expire are loaded anew, by one node, while their readers go on with what
 * there is; what was changed meanwhile stays, what was removed stays away, and nothing is handed out past its expiry.
 */
@Tag("server")
@WithRedis
class RefreshTest {
    private final RedisServer redis;
    private final RefreshFixture refreshes;
    private final Source source = new Source();

    @RegisterExtension
    final CacheFixture tandem;

    RefreshTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
        this.refreshes = new RefreshFixture(redis, tandem);
    }

    /** A node with an entry that is due, and that it knows to be so. */
    private TandemCache<String, String> nodeWithDueEntry(boolean near) {
        TandemCache<String, String> node = refreshes.node(source, near);
        node.put(KEY, "old");
        refreshes.makeDue(KEY);
        source.row = "new";
        return node;
    }

    @ParameterizedTest(name = "near {0}")
    @ValueSource(booleans = {true, false})
    void get_ofEntryThatIsDue_handsOutTheOldValueAndHasTheNewOneLoaded(boolean near) throws Exception {
        TandemCache<String, String> node = nodeWithDueEntry(near);
        source.hold();

        assertThat(node.get(KEY)).isEqualTo("old");
        source.awaitHeld();
        assertThat(node.get(KEY)).isEqualTo("old");
        source.release();

        awaitDone(node, 1);
        Await.until("the new value", () -> "new".equals(node.get(KEY)));
        assertThat(refreshes.millisLeft(KEY)).isGreaterThan(LIFETIME.toMillis() / 2);
        assertThat(source.loads).hasValue(1);
    }

    @ParameterizedTest(name = "near {0}")
    @ValueSource(booleans = {true, false})
    void get_ofEntryThatIsNotDue_leavesTheLoaderAlone(boolean near) {
        TandemCache<String, String> node = refreshes.node(source, near);
        node.put(KEY, "old");

        assertThat(node.get(KEY)).isEqualTo("old");
        assertThat(node.get(KEY)).isEqualTo("old");

        assertThat(redis.command("EXISTS", leaseKey(KEY))).isEqualTo(0L);
        assertThat(source.loads).hasValue(0);
    }

    @Test
    void getNear_ofCopyThatIsDue_hasItLoadedToo() throws Exception {
        TandemCache<String, String> node = refreshes.node(source, true);
        node.put(KEY, "old");
        refreshes.leave(KEY, LIFETIME.dividedBy(2).plusMillis(500)); // due within a second, and not when it is copied
        source.hold();
        Await.until("a copy", () -> {
            node.get(KEY);
            return node.getNear(KEY) != null;
        });
        Await.until("a load", () -> node.getNear(KEY) != null && source.loads.get() == 1);
        source.release();
        awaitDone(node, 1);
    }

    private record Change(String name, Consumer<Cache<String, String>> by) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                        new Change("remove", cache -> cache.remove(KEY)),
                        new Change("put", cache -> cache.put(KEY, "changed")),
                        new Change("clear", Cache::clear),
                        new Change(
                                "invoke",
                                cache -> cache.invoke(KEY, (entry, arguments) -> {
                                    entry.setValue("changed");
                                    return null;
                                })))
                .flatMap(change -> Stream.of(true, false)
                        .flatMap(near ->
                                Stream.of(Arguments.of(change, near, true), Arguments.of(change, near, false))));
    }

    /** R1. */
    @ParameterizedTest(name = "{0}, near {1}, by the same node {2}")
    @MethodSource("changes")
    void refresh_whoseKeyIsChangedMeanwhile_isNotStored(Change change, boolean near, boolean same) throws Exception {
        TandemCache<String, String> node = nodeWithDueEntry(near);
        TandemCache<String, String> other = same ? node : refreshes.node(source, near);
        source.hold();
        assertThat(node.get(KEY)).isEqualTo("old");
        source.awaitHeld();

        change.by().accept(other);
        String changed = other.containsKey(KEY) ? "changed" : null;
        source.release();

        Await.until("it is refused", () -> node.tiers().getRefreshesRefused() == 1);
        assertThat(other.containsKey(KEY)).isEqualTo(changed != null);
        assertThat(redis.command("EXISTS", CacheFixture.redisKey(KEY))).isEqualTo(changed == null ? 0L : 1L);
        assertThat(source.loads).hasValue(1);
        if (changed != null) {
            assertThat(other.get(KEY)).isEqualTo(changed);
        }
    }

    @Test
    void refresh_whoseEntryAndLeaseAFlushTakes_bringsNothingBack() throws Exception {
        TandemCache<String, String> node = nodeWithDueEntry(true);
        source.hold();
        node.get(KEY);
        source.awaitHeld();

        redis.command("FLUSHALL");
        source.release();

        Await.until("it is refused", () -> node.tiers().getRefreshesRefused() == 1);
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void refresh_whoseLeaseIsLost_doesNotReplaceWhatAnotherNodeHasLoadedSince() throws Exception {
        Source slow = new Source();
        TandemCache<String, String> node = refreshes.node(slow, true);
        TandemCache<String, String> other = nodeWithDueEntry(true);
        slow.hold();
        node.get(KEY);
        slow.awaitHeld(); // with the row of before

        redis.command("DEL", leaseKey(KEY));
        assertThat(other.refresh(KEY).get(60, TimeUnit.SECONDS)).isTrue();
        slow.release();

        Await.until("it is refused", () -> node.tiers().getRefreshesRefused() == 1);
        Await.until("the new value", () -> "new".equals(node.get(KEY)));
    }

    /** R2. */
    @ParameterizedTest(name = "near {0}")
    @ValueSource(booleans = {true, false})
    void entryThatIsDue_onFourNodes_isLoadedByOneOfThem(boolean near) throws Exception {
        List<TandemCache<String, String>> nodes = new ArrayList<>(List.of(nodeWithDueEntry(near)));
        for (int i = 0; i < 3; i++) {
            nodes.add(refreshes.node(source, near));
        }
        source.hold();

        Actors.together(nodes.size() * 2, i -> () -> nodes.get(i % nodes.size()).get(KEY));
        source.awaitHeld();
        Await.until(
                "the attempts of all but the one that loads have ended",
                () -> nodes.stream().filter(node -> isDone(node.refresh(KEY))).count() == nodes.size() - 1
                        || source.loads.get() > 1);
        source.release();

        Await.until("one has stored it", () -> sum(nodes) == 1);
        nodes.forEach(node -> Await.until("the new value", () -> "new".equals(node.get(KEY))));
        assertThat(source.loads).hasValue(1);
    }

    private static boolean isDone(CompletableFuture<Boolean> refresh) {
        return refresh.isDone();
    }

    private static long sum(List<TandemCache<String, String>> nodes) {
        return nodes.stream().mapToLong(node -> node.tiers().getRefreshes()).sum();
    }

    /** R3. */
    @Test
    void get_thatWaitsForTheNewValue_goesOnWithTheOldOneNoLongerThanThatLives() throws Exception {
        TandemCache<String, String> node = refreshes.node(
                source,
                builder -> builder.refresh(refresh -> refresh.beforeExpiry(0.5).waitFor(Duration.ofMinutes(1))));
        node.get("another"); // connects
        node.put(KEY, "old");
        source.row = "new";
        source.hold();
        refreshes.leave(KEY, Duration.ofMillis(1_500)); // when it is read, it must be there

        long start = System.nanoTime();
        assertThat(node.get(KEY)).isEqualTo("old");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        source.awaitHeld();
        Await.until(
                "it has expired", () -> Long.valueOf(0).equals(redis.command("EXISTS", CacheFixture.redisKey(KEY))));
        assertThat(node.getNear(KEY)).isNull();
        assertThat(node.containsKey(KEY)).isFalse();

        source.release();
        Await.until("it is refused", () -> node.tiers().getRefreshesRefused() == 1);
        assertThat(node.containsKey(KEY)).isFalse();
    }

    @ParameterizedTest(name = "near {0}")
    @ValueSource(booleans = {true, false})
    void get_thatWaits_getsTheNewValue(boolean near) {
        TandemCache<String, String> node = refreshes.node(
                source,
                builder -> builder.near(
                                tier -> tier.mode(near ? NearConfiguration.Mode.ON : NearConfiguration.Mode.OFF))
                        .refresh(refresh -> refresh.beforeExpiry(0.5).waitFor(Duration.ofSeconds(20))));
        node.put(KEY, "old");
        refreshes.makeDue(KEY);
        source.row = "new";

        Await.until("the entry is known to be due", () -> "new".equals(node.get(KEY)));

        assertThat(source.loads).hasValue(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(classes = {IllegalStateException.class, CacheLoaderException.class, StackOverflowError.class})
    void refresh_thatFails_leavesTheOldValueAndIsNotTriedAgainAtOnce(Class<? extends Throwable> failure) {
        List<TandemCache<String, String>> nodes = List.of(nodeWithDueEntry(true), refreshes.node(source, true));
        source.failure = key -> made(failure);

        nodes.forEach(node -> Await.until("a read of what is due", () -> {
            assertThat(node.get(KEY)).isEqualTo("old");
            return failed(nodes) == 1;
        }));
        Await.until("a stale read", () -> {
            nodes.forEach(node -> assertThat(node.get(KEY)).isEqualTo("old"));
            return nodes.stream()
                            .mapToLong(node -> node.tiers().getStaleServed())
                            .sum()
                    > 10;
        });

        assertThat(source.loads).hasValue(1);
        assertThat(failed(nodes)).isEqualTo(1);
    }

    private static Throwable made(Class<? extends Throwable> type) {
        try {
            return type.getConstructor(String.class).newInstance("no database");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static long failed(List<TandemCache<String, String>> nodes) {
        return nodes.stream()
                .mapToLong(node -> node.tiers().getRefreshesFailed())
                .sum();
    }

    @Test
    void refresh_afterTheRetryTime_isTriedAgain() {
        TandemCache<String, String> node = refreshes.node(
                source,
                builder -> builder.load(load -> load.lease(Duration.ofMillis(20)))
                        .refresh(refresh -> refresh.beforeExpiry(0.5).retry(Duration.ofMillis(50))));
        node.put(KEY, "old");
        refreshes.makeDue(KEY);
        source.failure = key -> new IllegalStateException("no database");
        Await.until("three failures", () -> {
            assertThat(node.get(KEY)).isEqualTo("old");
            return node.tiers().getRefreshesFailed() >= 3;
        });

        source.row = "new";
        source.failure = null;

        Await.until("the new value", () -> "new".equals(node.get(KEY)));
    }

    @Test
    void refresh_whoseLoaderKnowsNoValueAnyMore_removesTheEntry() {
        TandemCache<String, String> node = nodeWithDueEntry(true);
        source.row = null;

        node.get(KEY);

        awaitDone(node, 1);
        assertThat(node.containsKey(KEY)).isFalse();
        assertThat(redis.command("EXISTS", CacheFixture.redisKey(KEY))).isEqualTo(0L);
    }

    @Test
    void refresh_whoseLoaderAsksTheCacheForTheSameKey_getsTheOldValueAndWaitsForNobody() {
        List<TandemCache<String, String>> node = new ArrayList<>();
        Source asking = new Source() {
            @Override
            public String load(String key) {
                return super.load(key) + ", before " + node.get(0).get(key);
            }
        };
        node.add(refreshes.node(
                asking,
                builder -> builder.refresh(refresh -> refresh.beforeExpiry(0.5).waitFor(Duration.ofMinutes(1)))));
        node.get(0).put(KEY, "first");
        refreshes.makeDue(KEY);

        Await.until(
                "the new value", () -> "old, before first".equals(node.get(0).get(KEY)));
    }

    @Test
    void getAll_ofKeysThatAreDue_loadsThemTogether() {
        TandemCache<String, String> node = refreshes.node(source, true);
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            all.put("k" + i, "old");
        }
        node.putAll(all);
        all.keySet().forEach(refreshes::makeDue);
        node.dropNear();
        source.row = "new";

        assertThat(node.getAll(all.keySet())).isEqualTo(all);

        awaitDone(node, 20);
        assertThat(source.loads).hasValue(1);
        Await.until("new values", () -> new HashSet<>(node.getAll(all.keySet()).values()).equals(Set.of("new")));
    }

    @Test
    void keysThatAreDue_beyondAThousandThatWait_areLeftForLater() throws Exception {
        TandemCache<String, String> node = refreshes.node(
                source,
                builder -> builder.refresh(refresh -> refresh.beforeExpiry(0.5).threads(1)));
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < 1_005; i++) {
            all.put("k" + i, "old");
        }
        node.putAll(all);
        all.keySet().forEach(refreshes::makeDue);
        node.dropNear();
        source.hold();
        assertThat(node.get("k0")).isEqualTo("old");
        source.awaitHeld();

        assertThat(node.getAll(all.keySet())).isEqualTo(all);

        assertThat(node.tiers().getRefreshesSkipped()).isEqualTo(5);
        source.release();
        awaitDone(node, 1_000);
    }

    @Test
    void refreshOfAKey_loadsItNowOnOneNodeAndOnlyIfItIsThere() throws Exception {
        TandemCache<String, String> node = refreshes.node(source, true);
        TandemCache<String, String> other = refreshes.node(source, true);
        assertThat(node.refresh(KEY).get(60, TimeUnit.SECONDS)).isFalse();
        node.put("there", "first");
        source.hold();

        CompletableFuture<Boolean> refreshed = node.refresh("there");
        source.awaitHeld();
        assertThat(other.refresh("there").get(60, TimeUnit.SECONDS)).isFalse();
        source.release();

        assertThat(refreshed.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.get("there")).isEqualTo("old");
        assertThat(source.keys).containsExactly("there");
        assertThat(node.containsKey(KEY)).isFalse();
    }

    @Test
    void refreshOfAKey_whoseLoaderFails_tellsWhy() {
        TandemCache<String, String> node = refreshes.node(source, true);
        node.put(KEY, "old");
        source.failure = key -> new IllegalStateException("no database");

        CompletableFuture<Boolean> refreshed = node.refresh(KEY);

        assertThatThrownBy(() -> refreshed.get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(CacheLoaderException.class)
                .hasMessageContaining("no database");
    }

    @Test
    void refreshOfAKey_whereNothingIsRefreshed_saysWhatToDo() {
        TandemCache<String, String> plain = CacheFixture.own(tandem.texts());

        assertThatThrownBy(() -> plain.refresh(KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refresh.before-expiry is not set")
                .hasMessageContaining("loadAll");
    }

    @Test
    void listener_ofARefreshedEntry_hearsOfAnUpdateWithTheOldValue() {
        List<String> heard = new CopyOnWriteArrayList<>();
        CacheEntryUpdatedListener<String, String> updates =
                events -> events.forEach(event -> heard.add(event.getOldValue() + " to " + event.getValue()));
        CacheEntryCreatedListener<String, String> creations =
                events -> events.forEach(event -> heard.add("created " + event.getValue()));
        TandemCache<String, String> node = refreshes.node(
                source,
                builder -> builder.listener(
                                new MutableCacheEntryListenerConfiguration<>(() -> updates, null, true, true))
                        .listener(new MutableCacheEntryListenerConfiguration<>(() -> creations, null, true, true)));
        node.put(KEY, "first");
        refreshes.makeDue(KEY);

        Await.until("the new value", () -> "old".equals(node.get(KEY)));

        Await.until("both are told", () -> heard.size() == 2);
        assertThat(heard).containsExactly("created first", "first to old");
    }

    @Test
    void leaseOfARefresh_isNoEntryAndGoesWithTheCache() throws Exception {
        TandemCache<String, String> node = nodeWithDueEntry(true);
        assertThat(node.refresh(KEY).get(60, TimeUnit.SECONDS)).isTrue();
        assertThat((Long) redis.command("PTTL", leaseKey(KEY))).isBetween(1L, 10_000L);

        Set<String> keys = new HashSet<>();
        node.forEach(entry -> keys.add(entry.getKey()));
        assertThat(keys).containsExactly(KEY);
        node.removeAll();
        assertThat(redis.command("EXISTS", leaseKey(KEY))).isEqualTo(1L);

        node.getCacheManager().destroyCache(CacheFixture.NAME);
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void leaseOfARefresh_whoseEntryIsDueAgainBeforeItEnds_isCutShort() throws Exception {
        TandemCache<String, String> node = refreshes.node(
                source, builder -> builder.refresh(refresh -> refresh.beforeExpiry(LIFETIME.minusMillis(400))));
        node.put(KEY, "first");

        assertThat(node.refresh(KEY).get(60, TimeUnit.SECONDS)).isTrue();

        assertThat((Long) redis.command("PTTL", leaseKey(KEY))).isLessThan(400L);
    }

    @Test
    void close_duringARefresh_storesNothingAndEndsItsThreads() throws Exception {
        TandemCache<String, String> node = nodeWithDueEntry(true);
        source.hold();
        node.get(KEY);
        source.awaitHeld();
        Thread worker = source.loading();
        Thread closing = new Thread(node::close);
        closing.start();
        Await.until("it waits for the load", () -> node.isClosed() && closing.getState() == Thread.State.TIMED_WAITING);
        source.release();
        closing.join(60_000);

        worker.join(60_000);
        assertThat(worker.isAlive()).isFalse();
        assertThat(redis.command("EXISTS", CacheFixture.redisKey(KEY))).isEqualTo(1L);
        assertThat(refreshes.millisLeft(KEY)).isLessThan(LIFETIME.toMillis() / 2);
    }

    @Test
    void close_whileARefreshHangs_interruptsIt() throws Exception {
        TandemCache<String, String> node = nodeWithDueEntry(true);
        source.hold();
        node.get(KEY);
        source.awaitHeld();
        Thread worker = source.loading();

        node.close();

        worker.join(60_000);
        assertThat(worker.isAlive()).isFalse();
    }

    @ParameterizedTest(name = "near {0}")
    @ValueSource(booleans = {true, false})
    void refresh_takesTwoRoundTripsBesideTheReader(boolean near) throws Exception {
        ServerCounts counts = new ServerCounts(redis);
        TandemCache<String, String> node = nodeWithDueEntry(near);
        node.put("script", "old");
        assertThat(node.refresh("script").get(60, TimeUnit.SECONDS)).isTrue(); // the script is known from here on
        node.get("script"); // the tracked connection is there
        node.dropNear();
        source.hold();
        redis.command("CONFIG", "RESETSTAT");

        assertThat(node.get(KEY)).isEqualTo("old");
        source.awaitHeld();
        assertThat(counts.commands()).isEqualTo(Map.of("get", 1L, "pttl", 1L, "set", 1L));
        redis.command("CONFIG", "RESETSTAT");
        source.release();
        awaitDone(node, 2);

        // The script has a GET and a SET inside; a near copy that was read is read anew, as behind each write.
        Map<String, Long> commit = Map.of("evalsha", 1L, "get", near ? 2L : 1L, "set", 1L);
        Await.until("it is committed, and nothing else is sent", () -> {
            Map<String, Long> sent = counts.commands();
            return near ? sent.remove("pttl", 1L) && sent.equals(commit) : sent.equals(commit);
        });
    }
}
