package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/** Copies of a near tier on a cluster, while its nodes come, go and swap their roles. */
@Tag("server")
class NearClusterTest {
    private static final long LEASE_MILLIS = 1_000;
    private static final List<String> KEYS =
            IntStream.range(0, 60).mapToObj(i -> "key " + i).toList();

    private static RedisCluster cluster;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    private Cache<String, String> near;
    private TandemCacheMXBean tiers;
    private Cache<String, String> elsewhere;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void fill() {
        cluster.masters().forEach(master -> master.command("FLUSHALL"));
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE_MILLIS + " ms");
        near = tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        tiers = near.unwrap(TandemCache.class).tiers();
        elsewhere = tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                .withNear(NearConfiguration.off()));
        KEYS.forEach(key -> elsewhere.put(key, "old"));
        awaitCopies();
    }

    /** Until each key is answered from memory. */
    private void awaitCopies() {
        Await.until("every key has a copy", () -> {
            KEYS.forEach(this::readWhenItServes);
            long before = tiers.getNearHits();
            KEYS.forEach(this::readWhenItServes);
            return tiers.getNearHits() - before == KEYS.size();
        });
    }

    private static RedisServer holderOf(String key) {
        return cluster.masterOf(CacheFixture.redisKey(key));
    }

    private static List<String> keysOf(RedisServer master) {
        return KEYS.stream().filter(key -> holderOf(key).equals(master)).toList();
    }

    private void awaitEverywhere(String value) {
        Await.until(
                "the near tier has what was written elsewhere",
                () -> KEYS.stream().allMatch(key -> value.equals(readWhenItServes(key))));
    }

    /** Null while the node that holds the key is being replaced. */
    private String readWhenItServes(String key) {
        try {
            return near.get(key);
        } catch (CacheException e) {
            return null;
        }
    }

    @Test
    void change_onEachMaster_reachesTheCopies() {
        Map<RedisServer, Integer> seen = new HashMap<>();
        for (String key : KEYS) {
            elsewhere.put(key, "new");
            Await.until("the copy of " + key + " is gone", () -> near.get(key).equals("new"));
            holderOf(key).command("DEL", CacheFixture.redisKey(key));
            Await.until("the new copy of " + key + " is gone", () -> near.get(key) == null);
            seen.merge(holderOf(key), 1, Integer::sum);
        }
        assertThat(seen).hasSize(3);
        assertThat(tiers.getInvalidations()).isGreaterThanOrEqualTo(KEYS.size());
    }

    @Test
    void flush_ofOneMaster_isHeard() {
        RedisServer master = cluster.masters().get(0);
        List<String> gone = keysOf(master);

        master.command("FLUSHALL");

        Await.until("its copies are gone", () -> gone.stream().allMatch(key -> near.get(key) == null));
        assertThat(KEYS)
                .filteredOn(key -> !gone.contains(key))
                .allSatisfy(key -> assertThat(near.get(key)).isEqualTo("old"));
    }

    @Test
    void everyChannel_killed_isTrackedAgain() {
        cluster.nodes().forEach(node -> node.killClients(client -> client.isTracking()));
        KEYS.forEach(key -> elsewhere.put(key, "new"));

        awaitEverywhere("new");
        awaitCopies();
        assertThat(cluster.masters())
                .allSatisfy(master -> assertThat(master.clients()).anyMatch(client -> client.isTracking()));
    }

    @Test
    void node_addedLater_isTrackedBeforeItsFirstRead() {
        try (RedisCluster growing = RedisCluster.start(3, 0)) {
            Properties properties = CacheFixture.properties(growing.uri());
            properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE_MILLIS + " ms");
            near = tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            tiers = near.unwrap(TandemCache.class).tiers();
            KEYS.forEach(key -> near.put(key, "old"));
            awaitCopies();

            RedisServer added = growing.addNode();
            growing.moveSlots(0, 400, added);
            growing.moveSlots(16_000, 16_383, added);
            List<String> moved = IntStream.range(0, 1_000)
                    .mapToObj(i -> "moved " + i)
                    .filter(key -> growing.masterOf(CacheFixture.redisKey(key)).equals(added))
                    .toList();
            assertThat(moved).isNotEmpty();
            for (String key : moved) {
                near.put(key, "old");
                Await.until(key + " has a copy", () -> {
                    near.get(key);
                    long before = tiers.getNearHits();
                    return near.get(key) != null && tiers.getNearHits() > before;
                });
                added.command("DEL", CacheFixture.redisKey(key));
                Await.until("the copy of " + key + " is gone", () -> near.get(key) == null);
            }
        }
    }

    @Test
    void failover_requested_endsThePromiseOfTheFormerMaster() {
        RedisServer former = cluster.masters().get(0);
        cluster.failover(former);
        KEYS.forEach(this::putWhenItServes);

        awaitEverywhere("new");
        awaitCopies();
        assertThat(tiers.getFlushes().get("NOT_MASTER") + tiers.getFlushes().get("TOPOLOGY_CHANGED"))
                .isPositive();
    }

    @Test
    void master_killed_isReplacedByItsReplica() {
        RedisServer former = cluster.masters().get(0);
        cluster.failoverByKill(former);
        try {
            KEYS.forEach(this::putWhenItServes);

            awaitEverywhere("new");
            awaitCopies();
        } finally {
            former.restart();
            cluster.awaitReady();
        }
    }

    @Test
    void master_pausedForLongerThanTheFailover_leavesNoStaleCopies() {
        RedisServer former = cluster.masters().get(0);
        List<String> held = keysOf(former);
        cluster.failoverByPause(former);
        held.forEach(this::putWhenItServes);

        held.forEach(key -> assertThat(getWhenItServes(key)).isEqualTo("new"));
        former.resume();
        for (int i = 0; i < 1_000; i++) {
            held.forEach(key -> assertThat(getWhenItServes(key)).isEqualTo("new"));
        }
        cluster.awaitReady();
        held.forEach(key -> assertThat(getWhenItServes(key)).isEqualTo("new"));
    }

    @Test
    void slots_movedUnderLoad_leaveNoStaleCopies() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Map<String, String> last = new HashMap<>();
        FutureTask<Integer> writes = new FutureTask<>(() -> {
            int round = 0;
            do {
                round++;
                for (String key : KEYS) {
                    elsewhere.put(key, "value " + round);
                    last.put(key, "value " + round);
                }
            } while (!stop.get());
            return round;
        });
        FutureTask<Integer> reads = new FutureTask<>(() -> {
            int count = 0;
            do { // one at least, however late this thread begins
                KEYS.forEach(near::get);
                count++;
            } while (!stop.get());
            return count;
        });
        new Thread(writes).start();
        new Thread(reads).start();
        RedisServer target = cluster.masters().get(0);
        RedisServer source = cluster.masters().get(1);
        int slot = RedisCluster.slotOf(
                CacheFixture.redisKey(keysOf(source).get(0)).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        cluster.moveSlots(Math.max(0, slot - 100), Math.min(16_383, slot + 100), target);
        stop.set(true);
        assertThat(writes.get(1, TimeUnit.MINUTES)).isPositive();
        assertThat(reads.get(1, TimeUnit.MINUTES)).isPositive();

        Await.until(
                "the near tier has what was written last",
                () -> KEYS.stream().allMatch(key -> last.get(key).equals(near.get(key))));
        awaitCopies();
        KEYS.forEach(key -> assertThat(near.get(key)).isEqualTo(last.get(key)));
    }

    /** A node may ask the former master until it has found out. */
    private @Nullable String getWhenItServes(String key) {
        AtomicReference<@Nullable String> read = new AtomicReference<>();
        Await.until("the cluster serves", () -> {
            try {
                read.set(near.get(key));
                return true;
            } catch (CacheException e) {
                return false;
            }
        });
        return read.get();
    }

    private void putWhenItServes(String key) {
        Await.until("a write of " + key + " succeeds", () -> {
            try {
                elsewhere.put(key, "new");
                return true;
            } catch (CacheException e) {
                return false;
            }
        });
    }
}
