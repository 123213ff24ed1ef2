package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.SlotMove;

/** A near tier that is filled before its readers come, from three masters. */
@Tag("server")
class PreloadClusterTest {
    private static final List<String> KEYS = HotKeyLists.keys(150);

    private static RedisCluster cluster;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    private TandemCache<String, String> elsewhere;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0, "cluster-require-full-coverage no");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void fill() {
        cluster.masters().forEach(master -> master.command("FLUSHALL"));
        elsewhere = node(near -> near.mode(NearConfiguration.Mode.OFF));
        write(KEYS, "old");
    }

    private TandemCache<String, String> node(UnaryOperator<NearConfiguration.Builder> near) {
        Properties properties = CacheFixture.properties(cluster.uri() + "?timeout=15s");
        return CacheFixture.own(tandem.newManager(properties)
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                .withNear(
                                        near.apply(NearConfiguration.builder()).build())));
    }

    private TandemCache<String, String> node() {
        return node(near -> near);
    }

    private void write(Collection<String> keys, String value) {
        elsewhere.putAll(keys.stream().collect(Collectors.toMap(key -> key, key -> value)));
    }

    private static RedisServer holderOf(String key) {
        return cluster.masterOf(CacheFixture.redisKey(key));
    }

    private static int slotOf(String key) {
        return RedisCluster.slotOf(CacheFixture.redisKey(key).getBytes(StandardCharsets.UTF_8));
    }

    private static long preloadOf(TandemCache<String, String> cache, Collection<String> keys) throws Exception {
        return cache.preload(keys).get(60, TimeUnit.SECONDS);
    }

    /** Copies of a cluster are served from the second proof of their server's on. */
    private static void awaitNear(TandemCache<String, String> cache, Collection<String> keys, String value) {
        Await.until("copies are served", () -> keys.stream().allMatch(key -> value.equals(cache.getNear(key))));
    }

    /** Each write by another node reaches the copy. */
    private void assertCoherent(TandemCache<String, String> cache, Collection<String> keys) {
        write(keys, "by another node");
        keys.forEach(
                key -> Await.until("the notice of " + key, () -> cache.get(key).equals("by another node")));
    }

    @Test
    void preload_overThreeMasters_bringsAndCountsCopiesOfEach() throws Exception {
        assertThat(KEYS.stream().map(PreloadClusterTest::holderOf).distinct()).hasSize(3);
        TandemCache<String, String> cache = node();

        assertThat(preloadOf(cache, KEYS)).isEqualTo(KEYS.size());

        awaitNear(cache, KEYS, "old");
        assertThat(cache.tiers().getPreloadedCopies()).isEqualTo(KEYS.size());
        write(KEYS.subList(0, 30), "new");
        Await.until("the notices", () -> cache.tiers().getInvalidations() >= 30);
        assertThat(preloadOf(cache, KEYS.subList(0, 30))).isEqualTo(30);
        assertThat(cache.tiers().getPreloadedCopies()).isEqualTo(KEYS.size() + 30);
        awaitNear(cache, KEYS.subList(0, 30), "new");
        assertCoherent(cache, KEYS);
    }

    @Test
    void node_thatStarts_hasWhatOthersReadMostOnEachMaster() {
        HotKeyLists lists = new HotKeyLists(cluster.masterOf(HotKeyLists.LIST));
        TandemCache<String, String> first = node(near -> near.preload(PreloadConfiguration.builder()
                .enabled(true)
                .every(Duration.ofMillis(100))
                .build()));
        KEYS.forEach(first::get);
        Await.until("a list of all", () -> lists.read().size() == KEYS.size());
        first.getCacheManager().close();

        TandemCache<String, String> second = node(near -> near.preload(PreloadConfiguration.on()));

        Await.until("copies of all", () -> second.tiers().getPreloadedCopies() == KEYS.size());
        awaitNear(second, KEYS, "old");
        assertCoherent(second, KEYS);
    }

    /** Keys that the slot's old master has given away are asked for at the new one by readers alone. */
    @Test
    void preload_whileASlotMoves_bringsTheRestAndAllOfItBehindTheMove() throws Exception {
        List<String> moving = IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(i -> "moving-" + i)
                .filter(key -> slotOf(key) == slotOf(KEYS.get(0)))
                .limit(4)
                .toList();
        List<String> all = new ArrayList<>(KEYS);
        all.addAll(moving);
        write(moving, "old");
        RedisServer source = holderOf(KEYS.get(0));
        RedisServer target = cluster.masters().stream()
                .filter(master -> !master.equals(source))
                .findFirst()
                .orElseThrow();
        TandemCache<String, String> cache = node();
        SlotMove move = cluster.beginMove(slotOf(KEYS.get(0)), target);
        int moved = move.moveKeys(2);

        assertThatThrownBy(() -> preloadOf(cache, all)).hasCauseInstanceOf(CacheException.class);
        assertThat(cache.tiers().getPreloadedCopies()).isEqualTo(all.size() - moved);
        write(all, "new");
        move.finish();

        Await.until("copies of all", () -> {
            try {
                cache.preload(all).join();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(CacheException.class); // the move is not known yet
            }
            return all.stream().allMatch(key -> "new".equals(cache.getNear(key)));
        });
        assertCoherent(cache, all);
    }

    /** A node that starts would else have to wait for the last master to come back. */
    @Test
    void preload_whileAMasterIsAway_bringsWhatTheOthersHold() throws Exception {
        RedisServer away = holderOf(KEYS.get(0));
        List<String> held =
                KEYS.stream().filter(key -> !holderOf(key).equals(away)).toList();
        List<String> lost =
                KEYS.stream().filter(key -> holderOf(key).equals(away)).toList();
        TandemCache<String, String> cache = node();
        away.kill();
        try {
            assertThatThrownBy(() -> preloadOf(cache, KEYS)).hasCauseInstanceOf(CacheException.class);

            assertThat(cache.tiers().getPreloadedCopies()).isEqualTo(held.size());
            awaitNear(cache, held, "old");
            assertCoherent(cache, held);
        } finally {
            away.restart();
            cluster.awaitReady();
        }
        Await.until("it serves", () -> {
            try {
                write(lost, "back");
                cache.preload(KEYS).join();
            } catch (CacheException | CompletionException e) {
                return false;
            }
            return lost.stream().allMatch(key -> "back".equals(cache.getNear(key)));
        });
        assertCoherent(cache, KEYS);
    }
}
