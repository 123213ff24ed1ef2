package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What {@link TandemCache#async} promises beyond the results: threads, bounds, cancelling, copies, round trips. */
@Tag("server")
@WithRedis(own = true)
@Timeout(180)
class AsyncCacheTest {
    private static final int MANY = 10_000;

    private final RedisServer redis;
    private final ServerCounts counts;

    @RegisterExtension
    final CacheFixture tandem;

    AsyncCacheTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.tandem = new CacheFixture(redis);
    }

    private static TandemConfiguration<String, String> configuration(boolean near) {
        NearConfiguration.Mode mode = near ? NearConfiguration.Mode.ON : NearConfiguration.Mode.OFF;
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(NearConfiguration.builder().mode(mode).build());
    }

    private TandemCache<String, String> cache(boolean near) {
        return CacheFixture.own(tandem.cache(configuration(near)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    // ---------------------------------------------------------------------------------------------------- results

    @Test
    void nearHit_isAStageThatIsComplete() {
        TandemCache<String, String> cache = cache(true);
        cache.put("key", "value");
        Await.until("a copy is near", () -> cache.get("key") != null && cache.getNear("key") != null);
        long before = cache.tiers().getNearHits();

        CompletableFuture<String> stage = cache.async().get("key").toCompletableFuture();

        assertThat(stage).isCompletedWithValue("value");
        assertThat(cache.tiers().getNearHits()).isEqualTo(before + 1);
    }

    @Test
    void badArgument_isThrownAtOnce() {
        TandemAsyncCache<String, String> cache = cache(true).async();

        assertThatThrownBy(() -> cache.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.put("key", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getAll(null)).isInstanceOf(NullPointerException.class);
        tandem.manager().close();
        assertThatThrownBy(() -> cache.get("key")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void view_isTheSameEachTime() {
        TandemCache<String, String> cache = cache(true);

        assertThat(cache.async()).isSameAs(cache.async());
    }

    // ---------------------------------------------------------------------------------------------------- threads

    @Test
    void cacheWithoutAsync_hasNoThreadsForIt() {
        TandemCache<String, String> cache = cache(true);
        cache.put("key", "value");

        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(threadsOf("-answers-")).isEmpty();
        assertThat(threadsOf("-async-")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callbacks_runOnNoIoThread(boolean near) {
        TandemCache<String, String> cache = cache(near);
        cache.put("there", "value");
        TandemAsyncCache<String, String> async = cache.async();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) { // six calls each: no more than may be under way at once
            int key = i;
            all.add(named(seen, async.get("missing-" + key)));
            all.add(named(seen, async.getAll(Set.of("there", "missing-" + key))));
            all.add(named(seen, async.put("put-" + key, "value")));
            all.add(named(seen, async.putIfAbsent("put-" + key, "value")));
            all.add(named(seen, async.remove("put-" + key)));
            all.add(named(seen, async.invoke("invoked-" + key, (entry, arguments) -> entry.getValue())));
        }

        all.forEach(CompletableFuture::join);

        String own = Thread.currentThread().getName(); // of a stage that was complete by then
        seen.remove(own);
        assertThat(seen).isNotEmpty().allMatch(name -> name.contains("-answers-") || name.contains("-async-"));
    }

    private static CompletableFuture<?> named(Set<String> seen, CompletionStage<?> stage) {
        return stage.whenComplete(
                        (answer, failure) -> seen.add(Thread.currentThread().getName()))
                .toCompletableFuture();
    }

    @Test
    void loader_runsOnAThreadThatMayWait() {
        List<String> threads = new ArrayList<>();
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(CacheFixture.textsConfiguration()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> new Loader(threads))));

        assertThat(join(cache.async().get("key"))).isEqualTo("loaded key");

        assertThat(threads).singleElement().asString().contains("-async-");
    }

    private record Loader(List<String> threads) implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            threads.add(Thread.currentThread().getName());
            return "loaded " + key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    private static List<String> threadsOf(String part) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(part))
                .toList();
    }

    // ----------------------------------------------------------------------------------------------------- bounds

    private static CacheManager manager(CacheFixture tandem, HeldWire wire, String waitingThreads, String timeout) {
        Properties properties = CacheFixture.properties(wire.uri() + "?timeout=" + timeout);
        properties.setProperty("tandem.redis.waiting-threads", waitingThreads);
        properties.setProperty(ManagerSettings.NEAR_LEASE, "30s"); // what is held proves nothing
        return tandem.newManager(properties);
    }

    private static TandemCache<String, String> on(CacheManager manager, boolean near) {
        return CacheFixture.own(manager.createCache(CacheFixture.NAME, configuration(near)));
    }

    /** The keys 0 to {@link #MANY} have values; connections are there, and no copies. */
    private static void fill(TandemCache<String, String> cache) {
        Map<String, String> entries = new HashMap<>();
        IntStream.range(0, MANY).forEach(i -> entries.put(Integer.toString(i), "value " + i));
        cache.putAll(entries);
        cache.put("first", "value");
        assertThat(cache.get("first")).isEqualTo("value");
        cache.dropNear();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenThousandGets_inFlight_keepNoThread(boolean near) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = on(manager(tandem, wire, "0", "30s"), near);
            fill(cache);
            TandemAsyncCache<String, String> async = cache.async();
            int threads = Thread.activeCount();
            wire.holdReplies();

            List<CompletableFuture<String>> stages = IntStream.range(0, MANY)
                    .mapToObj(i -> async.get(Integer.toString(i)).toCompletableFuture())
                    .toList();
            wire.awaitHeld();

            assertThat(stages).noneMatch(CompletableFuture::isDone);
            assertThat(Thread.activeCount() - threads).isLessThan(20);
            wire.release();
            for (int i = 0; i < MANY; i++) {
                assertThat(stages.get(i).join()).isEqualTo("value " + i);
            }
        }
    }

    /** The topology, the handshake of tracking: whoever asks first makes the connections. */
    @ParameterizedTest
    @ValueSource(strings = {"HELLO", "TRACKING"})
    void firstGet_whileConnectionsAreMade_doesNotKeepItsCaller(String held) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemAsyncCache<String, String> async =
                    on(manager(tandem, wire, "1024", "60s"), true).async();
            wire.holdRequestsAt(held);
            CompletableFuture<CompletionStage<String>> called = new CompletableFuture<>();
            Thread caller = new Thread(() -> called.complete(async.get("1")));
            caller.start();
            try {
                wire.awaitHeld();

                CompletableFuture<String> stage =
                        called.get(40, TimeUnit.SECONDS).toCompletableFuture();

                assertThat(stage).isNotDone();
                wire.release();
                assertThat(stage.get(40, TimeUnit.SECONDS)).isNull();
            } finally {
                wire.release();
                caller.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callBeyondTheBound_failsAtOnce_andTheNextOneAfterwardsDoesNot(boolean near) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = on(manager(tandem, wire, "3", "30s"), near);
            fill(cache);
            TandemAsyncCache<String, String> async = cache.async();
            wire.holdReplies();
            List<CompletableFuture<String>> stages = IntStream.range(0, 3)
                    .mapToObj(i -> async.get(Integer.toString(i)).toCompletableFuture())
                    .toList();

            CompletableFuture<String> further = async.get("3").toCompletableFuture();

            assertThatThrownBy(further::join)
                    .hasCauseInstanceOf(CacheException.class)
                    .hasMessageContaining("3 asynchronous calls are under way")
                    .hasMessageContaining("tandem.redis.waiting-threads");
            wire.release();
            stages.forEach(CompletableFuture::join);
            assertThat(join(async.get("3"))).isEqualTo("value 3");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerThatDoesNotCome_failsTheStage_andLeavesNoReservation(boolean near) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = on(manager(tandem, wire, "0", "300ms"), near);
            fill(on(tandem.manager(), near)); // which is patient
            Await.until("connections are there", () -> answers(cache, "first", "value"));
            TandemAsyncCache<String, String> async = cache.async();
            wire.holdReplies();

            CompletableFuture<String> read = async.get("1").toCompletableFuture();
            CompletableFuture<Void> write = async.put("2", "new").toCompletableFuture();

            assertThatThrownBy(read::join)
                    .hasCauseInstanceOf(CacheException.class)
                    .hasMessageContaining("300 ms");
            assertThatThrownBy(write::join).hasCauseInstanceOf(CacheException.class);
            wire.release();
            Await.until("Redis answers again", () -> answers(cache, "1", "value 1"));
            Await.until("what was sent is done", () -> answers(cache, "2", "new"));
        }
    }

    private static boolean answers(Cache<String, String> cache, String key, String value) {
        try {
            return value.equals(cache.get(key));
        } catch (CacheException e) {
            return false;
        }
    }

    @Test
    void cancelledGets_inFlight_leaveNoReservation() throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = on(manager(tandem, wire, "0", "30s"), true);
            fill(cache);
            TandemAsyncCache<String, String> async = cache.async();
            wire.holdReplies();
            List<CompletableFuture<String>> stages = IntStream.range(0, 500)
                    .mapToObj(i -> async.get(Integer.toString(i)).toCompletableFuture())
                    .toList();
            wire.awaitHeld();

            stages.forEach(stage -> stage.cancel(true));
            wire.release();

            // Who waits for a reservation that nobody ends would wait for the command timeout.
            for (int i = 0; i < 500; i++) {
                String key = Integer.toString(i);
                assertThat(cache.get(key)).isEqualTo("value " + key);
                assertThat(cache.getNear(key)).isEqualTo("value " + key);
            }
            assertThat(stages).allMatch(CompletableFuture::isCancelled);
        }
    }

    @Test
    void callThatWasCancelled_beforeItBegan_isLeftOut() throws Exception {
        TandemCache<String, String> cache = cache(false);
        TandemAsyncCache<String, String> async = cache.async();
        CompletableFuture<Void> go = new CompletableFuture<>();
        List<CompletableFuture<?>> busy = IntStream.range(0, 8)
                .<CompletableFuture<?>>mapToObj(i -> async.<Void>invoke("busy-" + i, (entry, arguments) -> go.join())
                        .toCompletableFuture())
                .toList();
        CompletableFuture<String> late = async.<String>invoke("late", (entry, arguments) -> {
                    entry.setValue("begun");
                    return "begun";
                })
                .toCompletableFuture();

        late.cancel(false);
        go.complete(null);
        busy.forEach(CompletableFuture::join);
        join(async.invoke("last", (entry, arguments) -> null));

        assertThat(cache.get("late")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void managerThatIsClosed_endsEveryStage(boolean near) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            CacheManager manager = manager(tandem, wire, "0", "30s");
            TandemCache<String, String> cache = on(manager, near);
            fill(cache);
            TandemAsyncCache<String, String> async = cache.async();
            wire.holdReplies();
            List<CompletableFuture<?>> stages = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                stages.add(async.get(Integer.toString(i)).toCompletableFuture());
                stages.add(async.put("new-" + i, "value").toCompletableFuture());
            }
            wire.awaitHeld();

            manager.close();

            assertThat(stages)
                    .allSatisfy(stage -> assertThatThrownBy(() -> stage.get(30, TimeUnit.SECONDS))
                            .cause()
                            .isInstanceOfAny(CacheException.class, IllegalStateException.class));
        }
    }

    // ----------------------------------------------------------------------------------------------------- copies

    @Test
    void write_whoseStageHasCompleted_leavesNoEarlierCopy() {
        TandemCache<String, String> cache = cache(true);
        TandemAsyncCache<String, String> async = cache.async();
        CompletableFuture<Void> stop = new CompletableFuture<>();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!stop.isDone()) {
                cache.get("key");
            }
        });
        try {
            for (int i = 0; i < 1000; i++) {
                String written = Integer.toString(i);
                String read = join(async.put("key", written).thenApply(done -> cache.get("key")));
                assertThat(read).isEqualTo(written);
                if (i % 3 == 0) {
                    String after = join(async.remove("key").thenApply(was -> was + " " + cache.get("key")));
                    assertThat(after).isEqualTo("true null");
                }
            }
        } finally {
            stop.complete(null);
            reader.join();
        }
    }

    @Test
    void failingWrite_leavesNoEarlierCopy_either() throws IOException, InterruptedException {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> cache = on(manager(tandem, wire, "0", "20s"), true);
            fill(cache);
            Await.until("a copy is near", () -> cache.get("1") != null && cache.getNear("1") != null);
            wire.loseRequestsAt("$3\r\nSET\r\n", 1);

            assertThatThrownBy(() -> join(cache.async().put("1", "new"))).hasCauseInstanceOf(CacheException.class);

            assertThat(cache.getNear("1")).isNull();
        }
    }

    // ---------------------------------------------------------------------------------------------------- outages

    @Test
    void cacheThatBypasses_goesOnWhileRedisIsAway() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.cache(configuration(false)
                .withFailure(FailureConfiguration.builder()
                        .mode(FailureConfiguration.Mode.BYPASS)
                        .build())));
        cache.put("key", "value");
        TandemAsyncCache<String, String> async = cache.async();
        redis.kill();

        assertThat(join(async.get("key"))).isNull();
        assertThat(join(async.getAll(Set.of("key")))).isEmpty();
        assertThat(join(async.putIfAbsent("key", "new"))).isTrue();
        join(async.put("key", "new"));

        assertThat(cache.tiers().getDroppedWrites()).isEqualTo(2);
    }

    @Test
    void cacheThatFails_failsTheStage_asTheCall() {
        TandemCache<String, String> cache = cache(false);
        cache.put("key", "value");
        TandemAsyncCache<String, String> async = cache.async();
        redis.kill();

        assertThatThrownBy(() -> join(async.get("key")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CacheException.class)
                .hasMessageContaining("get of cache \"cache\", key key");
        assertThatThrownBy(() -> join(async.put("key", "new"))).hasCauseInstanceOf(CacheException.class);
    }

    // ------------------------------------------------------------------------------------------------ round trips

    @ParameterizedTest
    @ValueSource(strings = {"get", "getAll", "put", "putIfAbsent", "remove"})
    void operation_isOneCommand(String name) {
        TandemCache<String, String> cache = cache(false);
        cache.put("there", "value");
        cache.get("there");
        TandemAsyncCache<String, String> async = cache.async();
        Map<String, Function<TandemAsyncCache<String, String>, CompletionStage<?>>> operations = Map.of(
                "get", view -> view.get("there"),
                "getAll", view -> view.getAll(Set.of("there", "missing")),
                "put", view -> view.put("new", "value"),
                "putIfAbsent", view -> view.putIfAbsent("there", "value"),
                "remove", view -> view.remove("there"));
        Map<String, String> commands =
                Map.of("get", "get", "getAll", "mget", "put", "set", "putIfAbsent", "set", "remove", "del");
        redis.command("CONFIG", "RESETSTAT");

        join(operations.get(name).apply(async));

        assertThat(counts.commands()).isEqualTo(Map.of(commands.get(name), 1L));
    }
}
