package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.RedisClusterClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.SlotMove;

/** The operations of a cache over the slots of three masters, with and without near tier. */
@Tag("server")
class ClusterTest {
    private static final int MANY = 1_200;

    private static RedisCluster cluster;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void empty() {
        cluster.masters().forEach(master -> master.command("FLUSHALL"));
    }

    private Cache<String, String> cache(boolean near) {
        return tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off()));
    }

    private static Map<String, String> many() {
        return IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> "key " + i, i -> "value " + i));
    }

    /** A key on each master. */
    private static Set<String> oneOnEach() {
        Map<RedisServer, String> keys = new HashMap<>();
        for (int i = 0; keys.size() < 3; i++) {
            keys.putIfAbsent(cluster.masterOf(CacheFixture.redisKey("key " + i)), "key " + i);
        }
        return new HashSet<>(keys.values());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void singleOperations_onEachMaster_work(boolean near) {
        Cache<String, String> cache = cache(near);
        for (String key : oneOnEach()) {
            assertThat(cache.get(key)).isNull();
            cache.put(key, "a");
            assertThat(cache.get(key)).isEqualTo("a");
            assertThat(cache.containsKey(key)).isTrue();
            assertThat(cache.putIfAbsent(key, "b")).isFalse();
            assertThat(cache.getAndPut(key, "b")).isEqualTo("a");
            assertThat(cache.replace(key, "c")).isTrue();
            assertThat(cache.getAndReplace(key, "d")).isEqualTo("c");
            assertThat(cache.replace(key, "d", "e")).isTrue();
            assertThat(cache.replace(key, "d", "f")).isFalse();
            assertThat(cache.<String>invoke(key, (entry, arguments) -> {
                        entry.setValue(entry.getValue() + "!");
                        return entry.getValue();
                    }))
                    .isEqualTo("e!");
            assertThat(cache.get(key)).isEqualTo("e!");
            assertThat(cache.remove(key, "x")).isFalse();
            assertThat(cache.remove(key, "e!")).isTrue();
            assertThat(cache.getAndRemove(key)).isNull();
            assertThat(cache.remove(key)).isFalse();
            assertThat(cache.get(key)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bulkOperations_overManySlots_work(boolean near) {
        Cache<String, String> cache = cache(near);
        Map<String, String> many = many();

        cache.putAll(many);
        assertThat(cluster.masters())
                .allSatisfy(
                        master -> assertThat((long) master.command("DBSIZE")).isBetween(MANY / 5L, MANY / 2L));
        assertThat(cache.getAll(many.keySet())).isEqualTo(many);
        assertThat(cache.getAll(many.keySet())).isEqualTo(many);
        assertThat(iterated(cache)).isEqualTo(many);
        assertThat(cache.invokeAll(Set.of("key 1", "key 2", "key 3"), (entry, arguments) -> entry.getValue()))
                .hasSize(3);

        Set<String> half = many.keySet().stream().limit(MANY / 2).collect(Collectors.toSet());
        cache.removeAll(half);
        assertThat(iterated(cache)).hasSize(MANY / 2).doesNotContainKeys(half.toArray(String[]::new));
        assertThat(cache.getAll(half)).isEmpty();
        cache.removeAll();
        assertThat(iterated(cache)).isEmpty();
    }

    @Test
    void clear_ofOneCache_leavesEverythingElse() {
        Cache<String, String> cache = cache(true);
        Cache<String, String> other = tandem.manager().createCache("other", CacheFixture.textsConfiguration());
        cache.putAll(many());
        other.putAll(many());
        for (int i = 0; i < 30; i++) {
            cluster.masterOf("foreign " + i).command("SET", "foreign " + i, "value");
        }

        cache.clear();

        assertThat(iterated(cache)).isEmpty();
        assertThat(cache.getAll(many().keySet())).isEmpty();
        assertThat(other.getAll(many().keySet())).hasSize(MANY);
        for (int i = 0; i < 30; i++) {
            assertThat(cluster.masterOf("foreign " + i).command("GET", "foreign " + i))
                    .isEqualTo("value");
        }
    }

    @Test
    void scripts_unknownToEachMaster_areLoadedByEach() {
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1))));
        cluster.masters().forEach(master -> master.command("SCRIPT", "FLUSH"));

        cache.putAll(many());

        assertThat(cache.getAll(many().keySet())).hasSize(MANY);
        cluster.masters().forEach(master -> master.command("SCRIPT", "FLUSH"));
        for (String key : oneOnEach()) {
            assertThat(cache.replace(key, many().get(key), "new")).isTrue();
            assertThat(cache.getAndPut(key, "newer")).isEqualTo("new");
        }
    }

    @Test
    void touchedExpiry_overManySlots_isSetByReads() {
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1))));
        cache.putAll(many());

        assertThat(cache.getAll(many().keySet())).isEqualTo(many());
        for (String key : oneOnEach()) {
            String inRedis = CacheFixture.redisKey(key);
            assertThat((long) cluster.masterOf(inRedis).command("PTTL", inRedis))
                    .isPositive();
        }
    }

    @Test
    void foreignData_ofAnotherType_isAMissAndReplaced() {
        Cache<String, String> cache = cache(true);
        for (String key : oneOnEach()) {
            String inRedis = CacheFixture.redisKey(key);
            cluster.masterOf(inRedis).command("HSET", inRedis, "field", "value");
            assertThat(cache.get(key)).isNull();
            assertThat(cache.getAll(Set.of(key))).isEmpty();
            cache.put(key, "value");
            assertThat(cache.get(key)).isEqualTo("value");
        }
    }

    @Test
    void destroyCache_removesTheEntriesOfEachMaster() {
        Cache<String, String> cache = cache(true);
        cache.putAll(many());

        tandem.manager().destroyCache(CacheFixture.NAME);

        assertThat(cluster.masters())
                .allSatisfy(master -> assertThat(master.command("DBSIZE")).isEqualTo(0L));
    }

    /** One seed is enough, and any of them: the others are found out. */
    @Test
    void uri_ofOneNode_findsTheCluster() {
        for (RedisServer node : cluster.nodes()) {
            CacheManager manager =
                    tandem.newManager(CacheFixture.properties(node.uri().toString()));
            Cache<String, String> cache = manager.createCache("one", CacheFixture.textsConfiguration());
            cache.putAll(many());
            assertThat(cache.getAll(many().keySet())).hasSize(MANY);
            assertThat(manager.unwrap(RedisClusterClient.class).getPartitions()).hasSize(3);
        }
    }

    @Test
    void slot_thatIsMovingAway_isReadAndWrittenThroughBothNodes() {
        Cache<String, String> far = cache(false);
        Cache<String, String> near =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        Set<String> keys = keysOfOneSlot();
        keys.forEach(key -> far.put(key, "a"));
        keys.forEach(near::get);
        RedisServer owner =
                cluster.masterOf(CacheFixture.redisKey(keys.iterator().next()));
        RedisServer target = cluster.masters().stream()
                .filter(master -> !master.equals(owner))
                .findFirst()
                .orElseThrow();
        SlotMove move = cluster.beginMove(slot(keys.iterator().next()), target);
        move.moveKeys(keys.size() / 2);

        for (String key : keys) {
            assertThat(far.get(key)).isEqualTo("a");
            far.put(key, "b");
            Await.until("the near tier has the new value", () -> near.get(key).equals("b"));
        }
        assertThat(far.getAll(keys)).hasSize(keys.size());
        move.finish();
        for (String key : keys) {
            assertThat(far.get(key)).isEqualTo("b");
            far.put(key, "c");
            Await.until("the near tier has the new value", () -> near.get(key).equals("c"));
            assertThat(far.remove(key)).isTrue();
        }
    }

    private static int slot(String key) {
        return RedisCluster.slotOf(CacheFixture.redisKey(key).getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> keysOfOneSlot() {
        int slot = slot("0");
        return IntStream.range(0, 60_000)
                .mapToObj(Integer::toString)
                .filter(key -> slot(key) == slot)
                .collect(Collectors.toSet());
    }

    @Test
    void iteration_whileSlotsMove_losesNothingAndRepeatsOnlyWhatHasMoved() {
        Cache<String, String> cache = cache(false);
        cache.putAll(many());
        List<RedisServer> masters = cluster.masters();
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();
        List<String> told = new ArrayList<>(take(100, entries));

        cluster.moveSlots(0, 300, masters.get(2));

        entries.forEachRemaining(entry -> told.add(entry.getKey()));
        assertThat(Set.copyOf(told)).isEqualTo(many().keySet());
        assertThat(told.stream().filter(key -> !holderOf(key).equals(masters.get(2))))
                .doesNotHaveDuplicates()
                .isNotEmpty();
    }

    /** Such a slot is held by the same master at both ends. */
    @Test
    void iteration_whileASlotGoesAwayAndComesBack_losesNothing() {
        Cache<String, String> cache = cache(false);
        cache.putAll(many());
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();
        String first = entries.next().getKey();
        Set<String> told = new HashSet<>(Set.of(first));
        RedisServer scanned = holderOf(first);
        String moving = many().keySet().stream()
                .filter(key -> !holderOf(key).equals(scanned))
                .findFirst()
                .orElseThrow();
        RedisServer toCome = holderOf(moving);

        cluster.moveSlots(slot(moving), slot(moving), scanned);
        for (String key = first; !holderOf(key).equals(toCome); told.add(key)) {
            key = entries.next().getKey();
        }
        cluster.moveSlots(slot(moving), slot(moving), toCome);

        entries.forEachRemaining(entry -> told.add(entry.getKey()));
        assertThat(told).isEqualTo(many().keySet());
    }

    private static List<String> take(int count, Iterator<Cache.Entry<String, String>> entries) {
        return Stream.generate(() -> entries.next().getKey()).limit(count).toList();
    }

    private static RedisServer holderOf(String key) {
        return cluster.masterOf(CacheFixture.redisKey(key));
    }

    @Test
    void slot_withoutAMaster_isToldAndTheOthersServe() {
        try (RedisCluster gappy = RedisCluster.start(3, 0, "cluster-require-full-coverage no")) {
            Cache<String, String> cache = tandem.newManager(CacheFixture.properties(gappy.uri()))
                    .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            Map<Boolean, List<String>> keys = Stream.iterate(0, i -> i + 1)
                    .limit(30)
                    .map(i -> "key " + i)
                    .collect(Collectors.partitioningBy(key -> gappy.masterOf(CacheFixture.redisKey(key))
                            .equals(gappy.nodes().get(0))));
            cache.put(keys.get(true).get(0), "value");
            gappy.nodes().get(0).kill();

            assertThatThrownBy(() -> cache.put(keys.get(true).get(0), "value")).isInstanceOf(CacheException.class);
            keys.get(false).forEach(key -> {
                cache.put(key, "value");
                assertThat(cache.get(key)).isEqualTo("value");
            });
        }
    }

    private static Map<String, String> iterated(Cache<String, String> cache) {
        Map<String, String> entries = new HashMap<>();
        cache.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lifetimes_ofEntriesOnEachMaster_areGivenToldAndChanged(boolean near) {
        TandemCache<String, String> cache = CacheFixture.own(cache(near));
        java.time.Duration minute = java.time.Duration.ofMinutes(1);
        cache.putAll(many(), EntryOptions.lifetime(minute));

        for (String key : oneOnEach()) {
            assertThat(cache.lifetime(key).orElseThrow().remaining()).isBetween(java.time.Duration.ofMillis(1), minute);
            assertThat(cache.get(key)).isEqualTo(many().get(key));
            assertThat(cache.setLifetime(key, java.time.Duration.ofMillis(1))).isTrue();
            Await.until("the entry has ended", () -> cache.get(key) == null);
            assertThat(cache.lifetime(key)).isEmpty();
        }
    }
}
