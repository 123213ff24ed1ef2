package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryRemovedListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/**
 * Bulk operations of which one part fails: one of the masters hangs, or the server does from some command on. What the
 * others have answered, stored or removed is read, told and counted.
 */
@Tag("server")
class PartialAnswersTest {
    private static final int ENTRIES = 120;
    private static final int MEGABYTE = 1 << 20;

    private static RedisCluster cluster;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0, "cluster-node-timeout 30000"); // a late one is not taken for gone
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void empty() {
        cluster.masters().forEach(master -> master.command("FLUSHALL"));
    }

    private static Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        IntStream.range(0, ENTRIES).forEach(i -> entries.put("key" + i, "value"));
        return entries;
    }

    private static RedisServer late() {
        return cluster.masterOf(CacheFixture.redisKey("key0"));
    }

    private static Set<String> keysOfTheOthers() {
        RedisServer late = late();
        return entries().keySet().stream()
                .filter(key -> !cluster.masterOf(CacheFixture.redisKey(key)).equals(late))
                .collect(Collectors.toSet());
    }

    /** Does something while one of three masters hangs. */
    private static void whileOneIsLate(Runnable work) {
        RedisServer late = late();
        late.pause();
        try {
            work.run();
        } finally {
            late.resume();
        }
    }

    private Cache<String, String> cache(TandemConfiguration<String, String> configuration) {
        Properties properties = CacheFixture.properties(cluster.uri() + "?timeout=2s");
        Cache<String, String> cache =
                tandem.newManager(properties).createCache(CacheFixture.NAME, configuration.withStatistics(true));
        cache.putAll(entries());
        cache.getAll(entries().keySet()); // connects, and learns how large values are
        return cache;
    }

    private static TandemConfiguration<String, String> texts(boolean near) {
        return TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off());
    }

    /**
     * With a near tier they were kept; without one, the answers of the other masters were lost with those of the late.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getAll_withOneLateMaster_endsWithTheSoftTimeoutAndKeepsWhatTheOthersHold(boolean near) {
        Cache<String, String> cache = cache(texts(near)
                .withFailure(FailureConfiguration.builder()
                        .mode(FailureConfiguration.Mode.BYPASS)
                        .softTimeout(Duration.ofMillis(1500))
                        .build()));
        cache.unwrap(TandemCache.class).dropNear();

        whileOneIsLate(
                () -> assertThat(cache.getAll(entries().keySet()).keySet()).isEqualTo(keysOfTheOthers()));
    }

    /** A cache that goes on while Redis is away went on without the part that was there. */
    @Test
    void getAll_withOneMasterThatHangs_keepsWhatTheOthersHold() {
        Cache<String, String> cache = cache(texts(false)
                .withFailure(FailureConfiguration.builder()
                        .mode(FailureConfiguration.Mode.BYPASS)
                        .build()));

        whileOneIsLate(
                () -> assertThat(cache.getAll(entries().keySet()).keySet()).isEqualTo(keysOfTheOthers()));
    }

    private static TandemConfiguration<String, String> listening(
            TandemConfiguration<String, String> configuration, CacheEntryListener<String, String> listener) {
        return configuration.with(new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true));
    }

    private static Consumer<Iterable<CacheEntryEvent<? extends String, ? extends String>>> noting(Set<String> keys) {
        return events -> events.forEach(event -> keys.add(event.getKey()));
    }

    @Test
    void removeAll_withOneLateMaster_tellsAndCountsWhatTheOthersHaveRemoved() {
        Set<String> removed = ConcurrentHashMap.newKeySet();
        CacheEntryRemovedListener<String, String> listener = noting(removed)::accept;
        Cache<String, String> cache = cache(listening(texts(false), listener));

        whileOneIsLate(() ->
                assertThatThrownBy(() -> cache.removeAll(entries().keySet())).isInstanceOf(CacheException.class));

        assertThat(removed).isEqualTo(keysOfTheOthers());
        assertThat(BatchStatisticsTest.counted(cache).get(1)).isEqualTo(removed.size());
    }

    @Test
    void removeAll_thatNobodyHears_countsWhatTheOthersHaveRemoved() {
        Cache<String, String> cache = cache(texts(false));

        whileOneIsLate(() ->
                assertThatThrownBy(() -> cache.removeAll(entries().keySet())).isInstanceOf(CacheException.class));

        assertThat(BatchStatisticsTest.counted(cache).get(1))
                .isEqualTo(keysOfTheOthers().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void putAll_withOneLateMaster_tellsAndCountsWhatTheOthersHaveStored(boolean heard) {
        Set<String> created = ConcurrentHashMap.newKeySet();
        CacheEntryCreatedListener<String, String> listener = noting(created)::accept;
        Cache<String, String> cache = cache(heard ? listening(texts(false), listener) : texts(false));
        cache.removeAll(entries().keySet());
        created.clear();
        long before = BatchStatisticsTest.counted(cache).get(0);

        whileOneIsLate(() -> assertThatThrownBy(() -> cache.putAll(entries())).isInstanceOf(CacheException.class));

        assertThat(created).isEqualTo(heard ? keysOfTheOthers() : Set.of());
        assertThat(BatchStatisticsTest.counted(cache).get(0) - before)
                .isEqualTo(keysOfTheOthers().size());
    }

    /** Large values travel few at a time: what had gone before the failure was neither told nor counted. */
    @Test
    void removeAll_ofMegabytesThatFailsInALaterChunk_tellsAndCountsTheEarlierOnes() throws Exception {
        Set<Integer> removed = ConcurrentHashMap.newKeySet();
        CacheEntryRemovedListener<Integer, byte[]> listener =
                events -> events.forEach(event -> removed.add(event.getKey()));
        try (RedisServer redis = RedisServer.start();
                HeldWire wire = HeldWire.ofAll(redis)) {
            Cache<Integer, byte[]> cache = tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=20s"))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.builder(Integer.class, byte[].class)
                                    .codec(codec -> codec.codec("bytes"))
                                    .near(near -> near.mode(NearConfiguration.Mode.OFF))
                                    .statistics(true)
                                    .listener(new MutableCacheEntryListenerConfiguration<>(
                                            () -> listener, null, true, true))
                                    .build());
            for (int key = 10; key < 30; key++) {
                cache.put(key, new byte[MEGABYTE]);
            }
            cache.getAll(Set.of(10, 11, 12, 13)); // learns how large they are
            wire.loseRepliesTo(CacheFixture.NAME + ":{}i:25", 1);

            Set<Integer> all = IntStream.range(10, 30).boxed().collect(Collectors.toCollection(LinkedHashSet::new));
            assertThatThrownBy(() -> cache.removeAll(all)).isInstanceOf(CacheException.class);

            assertThat(removed).isNotEmpty().hasSizeLessThan(20);
            assertThat(BatchStatisticsTest.counted(cache).get(1)).isEqualTo(removed.size());
        }
    }
}
