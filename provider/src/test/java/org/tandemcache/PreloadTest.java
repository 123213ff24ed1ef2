package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A near tier that is filled before its readers come holds what their reads would have left there. */
@Tag("server")
@WithRedis
class PreloadTest {
    private static final int MANY = 250;
    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration NEVER = Duration.ofDays(1);

    private final RedisServer redis;
    private final ServerCounts counts;
    private final HotKeyLists lists;

    @RegisterExtension
    final CacheFixture tandem;

    PreloadTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.lists = new HotKeyLists(redis);
        this.tandem = new CacheFixture(redis);
    }

    private static NearConfiguration preloaded(Duration every) {
        return NearConfiguration.builder()
                .preload(PreloadConfiguration.builder()
                        .enabled(true)
                        .every(every)
                        .rate(100_000)
                        .build())
                .build();
    }

    private static TandemConfiguration<String, String> texts() {
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration());
    }

    private static TandemCache<String, String> on(
            CacheManager manager, TandemConfiguration<String, String> configuration) {
        return CacheFixture.own(manager.createCache(CacheFixture.NAME, configuration));
    }

    private TandemCache<String, String> onANewNode(TandemConfiguration<String, String> configuration) {
        return on(tandem.newManager(), configuration);
    }

    /** Entries, and a list of their keys. */
    private List<String> given(int count) {
        List<String> keys = HotKeyLists.keys(count);
        keys.forEach(key -> redis.command("DEL", CacheFixture.redisKey(key)));
        TandemCache<String, String> writer = onANewNode(texts());
        writer.putAll(keys.stream().collect(Collectors.toMap(key -> key, key -> "old of " + key)));
        writer.getCacheManager().close();
        lists.write(keys.stream().map(key -> "s:" + key).toList());
        return keys;
    }

    private static void awaitCopies(TandemCache<?, ?> cache, long copies) {
        Await.until(copies + " copies", () -> cache.tiers().getPreloadedCopies() == copies);
    }

    private void assertAllNear(TandemCache<String, String> cache, List<String> keys) {
        long hits = cache.tiers().getNearHits();
        redis.command("CONFIG", "RESETSTAT");
        keys.forEach(key -> assertThat(cache.get(key)).isEqualTo("old of " + key));
        assertThat(counts.commands()).doesNotContainKeys("get", "mget");
        assertThat(cache.tiers().getNearHits() - hits).isEqualTo(keys.size());
    }

    @ParameterizedTest
    @EnumSource
    void node_thatStarts_hasWhatOthersReadMost(KeyKind kind) {
        List<String> keys = HotKeyLists.keys(MANY);
        TandemCache<String, String> first = onANewNode(kind.texts().withNear(preloaded(OFTEN)));
        first.putAll(keys.stream().collect(Collectors.toMap(key -> key, key -> "old of " + key)));
        Await.until("a list of all", () -> {
            keys.forEach(first::get); // the first read may find no tracked connection yet
            return lists.read().size() == MANY;
        });
        first.getCacheManager().close();

        TandemCache<String, String> second = onANewNode(kind.texts().withNear(preloaded(NEVER)));

        awaitCopies(second, MANY);
        assertAllNear(second, keys);
        assertThat(second.tiers().getMisses()).isZero();
        second.put("key-1", "new");
        assertThat(second.get("key-1")).isEqualTo("new");
    }

    @Test
    void keys_thatAreGone_areMissesThatNobodyLoads() {
        List<String> keys = given(20);
        Loader.CALLS.set(0);
        redis.command("DEL", CacheFixture.redisKey("key-3"), CacheFixture.redisKey("key-7"));

        TandemCache<String, String> cache = onANewNode(TandemConfiguration.builder(String.class, String.class)
                .loader(FactoryBuilder.factoryOf(Loader.class))
                .readThrough(true)
                .near(tier -> tier.preload(PreloadConfiguration.on()))
                .build());

        awaitCopies(cache, keys.size() - 2);
        assertThat(cache.preload(keys).join()).isZero(); // and no more are to come
        assertThat(Loader.CALLS).hasValue(0);
        assertThat(cache.get("key-3")).isEqualTo("loaded");
    }

    /** Of anything. */
    public static final class Loader implements CacheLoader<String, String> {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public String load(String key) {
            CALLS.incrementAndGet();
            return "loaded";
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void key_thatIsChangedWhileItIsPreloaded_isNotStale() throws Exception {
        List<String> keys = given(20);
        TandemCache<String, String> foreign = onANewNode(texts().withNear(NearConfiguration.off()));
        try (HeldWire wire = new HeldWire(redis)) {
            TandemCache<String, String> cache = throughAWire(wire, texts());
            cache.get("another"); // connects
            redis.command("CONFIG", "RESETSTAT");
            wire.holdReplies();
            CompletableFuture<Long> preload = cache.preload(keys);
            Await.until("the values are read", () -> counts.commands().containsKey("mget"));
            foreign.put("key-5", "new");
            foreign.remove("key-6");
            wire.release();

            assertThat(preload.get(1, TimeUnit.MINUTES)).isEqualTo(keys.size());
            foreign.getCacheManager().close();
            Await.until("the notices", () -> cache.tiers().getInvalidations() == 2);
            assertThat(cache.get("key-5")).isEqualTo("new");
            assertThat(cache.get("key-6")).isNull();
            assertThat(cache.get("key-7")).isEqualTo("old of key-7");
            cache.getCacheManager().close();
        }
    }

    @Test
    void key_thatIsChangedHereWhileItIsPreloaded_isNotKept() throws Exception {
        List<String> keys = given(20);
        try (HeldWire wire = new HeldWire(redis)) {
            TandemCache<String, String> cache = throughAWire(wire, texts());
            cache.get("another");
            redis.command("CONFIG", "RESETSTAT");
            wire.holdReplies();
            CompletableFuture<Long> preload = cache.preload(keys);
            Await.until("the values are read", () -> counts.commands().containsKey("mget"));
            cache.put("key-5", "new");
            wire.release();

            assertThat(preload.get(1, TimeUnit.MINUTES)).isEqualTo(keys.size() - 1);
            assertThat(cache.get("key-5")).isEqualTo("new");
            assertThat(cache.tiers().getStoresRefused()).isOne();
            cache.getCacheManager().close();
        }
    }

    private TandemCache<String, String> throughAWire(HeldWire wire, TandemConfiguration<String, String> configuration) {
        Properties properties = CacheFixture.properties(wire.uri() + "?timeout=15s");
        properties.setProperty(ManagerSettings.NEAR_LEASE, "20000 ms");
        return on(tandem.newManager(properties), configuration);
    }

    @Test
    void preload_whoseConnectionIsKilled_isTriedAgain() throws Exception {
        List<String> keys = given(20);
        try (HeldWire wire = new HeldWire(redis)) {
            wire.loseRepliesTo("MGET", 1);
            TandemCache<String, String> cache = throughAWire(wire, texts().withNear(preloaded(NEVER)));

            awaitCopies(cache, keys.size());
            assertThat(wire.losses()).isOne();
            assertAllNear(cache, keys);
            cache.getCacheManager().close();
        }
    }

    @Test
    void preload_duringAnOutage_isTriedAgainAndKeepsNobodyWaiting() throws Exception {
        List<String> keys = given(20);
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            wire.cut();
            TandemCache<String, String> cache = on(
                    tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=1s")),
                    texts().withNear(preloaded(NEVER)));
            assertThatThrownBy(() -> cache.get("key-1")).isInstanceOf(CacheException.class);
            wire.admit();

            awaitCopies(cache, keys.size());
            assertAllNear(cache, keys);
            cache.getCacheManager().close();
        }
    }

    @Test
    void preload_ofKeysWhileRedisIsAway_saysSo() throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            wire.cut();
            TandemCache<String, String> cache =
                    on(tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=1s")), texts());

            assertThatThrownBy(() -> cache.preload(List.of("key")).get(1, TimeUnit.MINUTES))
                    .hasCauseInstanceOf(CacheException.class)
                    .hasMessageContaining("preload of cache \"cache\"");
            wire.admit();
            cache.getCacheManager().close();
        }
    }

    @Test
    void preload_atARate_takesItsTimeInChunks() {
        List<String> keys = given(400);
        TandemCache<String, String> cache = onANewNode(TandemConfiguration.builder(String.class, String.class)
                .near(tier ->
                        tier.preload(PreloadConfiguration.builder().rate(1_000).build()))
                .build());
        redis.command("CONFIG", "RESETSTAT");
        long began = System.nanoTime();

        assertThat(cache.preload(keys).join()).isEqualTo(400);

        // 100 keys at a time, and only the last 100 are waited for no more
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(counts.commands().get("mget")).isBetween(4L, 5L);
        assertThat(cache.tiers().getFarHits()
                        + cache.tiers().getMisses()
                        + cache.tiers().getNearHits())
                .isZero();
    }

    @Test
    void preload_ofWhatIsNearAlready_asksNobody() {
        List<String> keys = given(20);
        TandemCache<String, String> cache = onANewNode(texts());
        cache.getAll(new HashSet<>(keys));
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.preload(keys).join()).isZero();

        assertThat(counts.commands()).isEmpty();
    }

    @Test
    void preload_thatIsClosedInTheMiddle_asksForNoMore() {
        List<String> keys = given(400);
        TandemCache<String, String> cache = onANewNode(TandemConfiguration.builder(String.class, String.class)
                .near(tier ->
                        tier.preload(PreloadConfiguration.builder().rate(10).build()))
                .build());
        redis.command("CONFIG", "RESETSTAT");
        CompletableFuture<Long> preload = cache.preload(keys);
        Await.until("a chunk has come", () -> cache.tiers().getPreloadedCopies() > 0);

        cache.close();

        assertThatThrownBy(preload::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(counts.commands()).containsEntry("mget", 1L);
        assertThatThrownBy(() -> cache.preload(keys)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void preload_whoseManagerIsClosedInTheMiddle_ends() {
        List<String> keys = given(400);
        TandemCache<String, String> cache = onANewNode(TandemConfiguration.builder(String.class, String.class)
                .near(tier ->
                        tier.preload(PreloadConfiguration.builder().rate(10).build()))
                .build());
        CompletableFuture<Long> preload = cache.preload(keys);
        Await.until("a chunk has come", () -> cache.tiers().getPreloadedCopies() > 0);

        cache.getCacheManager().close();

        assertThatThrownBy(preload::join).hasMessageContaining("closed");
        Await.until("its thread has ended", () -> threads().noneMatch(name -> name.contains("-preload-")));
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    /** With copies that nobody has decoded a reader would be told for ever that there is nothing. */
    @Test
    void copy_thatCantBeRead_isNotKeptByWhoFindsOut() {
        redis.command("SET", CacheFixture.redisKey("key"), "of somebody else");
        TandemCache<String, String> cache = onANewNode(texts());
        assertThat(cache.preload(List.of("key")).join()).isOne();
        assertThat(cache.get("key")).isNull();
        redis.command("CONFIG", "RESETSTAT");

        assertThat(cache.get("key")).isNull();

        assertThat(counts.commands()).containsEntry("get", 1L);
    }

    @Test
    void entries_ofAGeneration_areServedOnceThatIsKnown() {
        TandemConfiguration<String, String> stamped = TandemConfiguration.builder(String.class, String.class)
                .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                .near(tier -> tier.preload(PreloadConfiguration.on()))
                .build();
        List<String> keys = HotKeyLists.keys(20);
        TandemCache<String, String> writer = onANewNode(stamped);
        writer.putAll(keys.stream().collect(Collectors.toMap(key -> key, key -> "old of " + key)));
        lists.write(keys.stream().map(key -> "s:" + key).toList());

        TandemCache<String, String> cache = onANewNode(stamped);
        awaitCopies(cache, keys.size());
        assertThat(cache.preload(keys).join()).isZero(); // behind which all is known
        assertAllNear(cache, keys);

        writer.invalidateAll();
        Await.until("the notice", () -> cache.get("key-1") == null);
        assertThat(cache.preload(keys).join()).isEqualTo(keys.size());
        assertThat(keys).allMatch(key -> cache.get(key) == null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cache_thatKeepsNothingNear_isNotPreloaded(boolean prolonging) {
        TandemConfiguration.Builder<String, String> builder = TandemConfiguration.builder(String.class, String.class);
        TandemCache<String, String> cache = onANewNode(
                prolonging
                        ? builder.near(tier -> tier.mode(NearConfiguration.Mode.ON))
                                .expiry(AccessedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR))
                                .build()
                        : builder.near(tier ->
                                        tier.mode(NearConfiguration.Mode.OFF).preload(PreloadConfiguration.on()))
                                .build());
        redis.command("SET", CacheFixture.redisKey("key"), "any");

        assertThat(cache.preload(List.of("key")).join()).isZero();

        assertThatThrownBy(() -> onANewNode(builder.near(tier -> tier.preload(PreloadConfiguration.on()))
                        .expiry(AccessedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR))
                        .build()))
                .hasStackTraceContaining("near.preload.enabled true and an expiry policy")
                .hasStackTraceContaining("allowed: false, or the policies");
    }

    @Test
    void cache_thatIsNotPreloaded_hasNoListAndNoThread() {
        lists.write(List.of("s:key"));
        redis.command("CONFIG", "RESETSTAT");
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        TandemCache<String, String> cache = onANewNode(texts());
        cache.get("key");

        assertThat(counts.commands()).doesNotContainKeys("getrange", "mget", "set");
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().contains("-preload-"));
        assertThatNoException().isThrownBy(cache::close);
    }

    @Test
    void preload_ofTooManyKeys_isRefusedBesideThoseThatWait() {
        TandemCache<String, String> cache = onANewNode(TandemConfiguration.builder(String.class, String.class)
                .near(tier ->
                        tier.preload(PreloadConfiguration.builder().rate(10).build()))
                .build());
        List<String> most = HotKeyLists.keys(PreloadConfiguration.MOST_KEYS);
        CompletableFuture<Long> waiting = cache.preload(most);

        assertThatThrownBy(() -> cache.preload(List.of("one more")).join())
                .hasCauseInstanceOf(CacheException.class)
                .hasMessageContaining("1 keys are too many beside those that wait already; allowed: 100000 together");

        assertThat(waiting).isNotDone();
        assertThatThrownBy(() -> cache.preload(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.preload(java.util.Collections.singletonList(null)))
                .isInstanceOf(NullPointerException.class);
    }
}
