package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/** Faults that a cluster alone has: what the caller is told, what becomes of near copies, and that it passes. */
@Tag("server")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClusterFaultTest {
    private static final int THREADS = 16;
    private static final int SLOTS = 20;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://unused");

    /** Every slot that is used goes from master to master, keys and all, and each caller follows. */
    @Test
    void slots_movedAroundUnderLoad_failNoOperation() throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, 0, "cluster-node-timeout 30000");
                Actors actors = new Actors()) {
            Cache<String, String> cache = cache(CacheFixture.waiting(cluster.uri(), "20s"));
            AtomicBoolean stopped = new AtomicBoolean();
            List<Future<Integer>> callers = IntStream.range(0, THREADS)
                    .mapToObj(caller -> actors.start(() -> readOwnWrites(cache, caller, stopped)))
                    .toList();
            try {
                for (int round = 1; round <= 3; round++) {
                    cluster.moveSlots(0, SLOTS - 1, cluster.masters().get(round % 3));
                }
            } finally {
                stopped.set(true);
            }
            for (Future<Integer> caller : callers) {
                assertThat(Actors.result(caller)).isPositive();
            }
            assertThat(cache.unwrap(TandemCache.class).health().breaker()).isEqualTo("CLOSED");
        }
    }

    /** It cost each caller of its keys a timeout, for as long as it lasted, and filled the bulkhead for all. */
    @Test
    void master_frozen_isRefusedAtOnceAndOthersAreServed() {
        try (RedisCluster cluster = RedisCluster.start(3, 0, "cluster-node-timeout 30000")) {
            Properties properties = CacheFixture.properties(cluster.uri() + "?timeout=2s");
            properties.setProperty(ResilienceSettings.BREAKER_RETRY, "60 s");
            Cache<String, String> cache = tandem.newManager(properties)
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                    .withNear(NearConfiguration.off()));
            RedisServer frozen = cluster.masterOf(CacheFixture.redisKey("key 1"));
            List<String> keys = IntStream.range(0, 60).mapToObj(i -> "key " + i).toList();
            keys.forEach(key -> cache.put(key, "value"));

            List<String> others = keys.stream()
                    .filter(key -> !cluster.masterOf(CacheFixture.redisKey(key)).equals(frozen))
                    .toList();

            frozen.pause();
            try (Actors actors = new Actors()) {
                List<Future<String>> reads = Stream.generate(() -> actors.start(() -> cache.get("key 1")))
                        .limit(5)
                        .toList();
                reads.forEach(
                        read -> assertThatThrownBy(() -> Actors.result(read)).hasMessageContaining("did not answer"));
                assertThatThrownBy(() -> cache.get("key 1"))
                        .hasMessageContaining("is away and not asked before the next probe");
                for (String key : others) {
                    cache.put(key, "new");
                    assertThat(cache.get(key)).isEqualTo("new");
                }
                assertThat(cache.unwrap(TandemCache.class).health().breaker()).isEqualTo("OPEN");
            } finally {
                frozen.resume();
            }
        }
    }

    /** It was taken for one on the host of the first address, wherever the node that had answered was. */
    @Test
    void redirection_withoutAHost_isToTheHostThatHasAnswered() {
        try (RedisCluster cluster = RedisCluster.start(3, 0, "cluster-preferred-endpoint-type unknown-endpoint")) {
            Cache<String, String> cache = tandem.newManager(
                            CacheFixture.properties(cluster.uri().replace("127.0.0.1", "localhost")))
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                    .withNear(NearConfiguration.off()));
            String key = CacheFixture.redisKey("key");
            RedisServer target = cluster.masters().stream()
                    .filter(master -> !master.equals(cluster.masterOf(key)))
                    .findFirst()
                    .orElseThrow();
            cluster.masters().forEach(master -> {
                String other = keyOf(cluster, master);
                cache.put(other, "connects");
            });
            cache.put("key", "value");
            int slot = RedisCluster.slotOf(key.getBytes(StandardCharsets.UTF_8));

            cluster.moveSlots(slot, slot, target);

            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(target.clients().stream()
                            .filter(client -> client.name().startsWith("tandem:"))
                            .filter(client ->
                                    client.fields().getOrDefault("cmd", "").matches("get|set")))
                    .hasSize(1);
        }
    }

    private static int readOwnWrites(Cache<String, String> cache, int caller, AtomicBoolean stopped) {
        List<String> keys = Stream.iterate(0, i -> i + 1)
                .map(i -> caller + "-" + i)
                .filter(key -> slot(key) < SLOTS)
                .limit(10)
                .toList();
        int rounds = 0;
        do { // one at least, however late this thread begins
            for (String key : keys) {
                String value = "value " + rounds;
                cache.put(key, value);
                assertThat(cache.get(key)).isEqualTo(value);
                cache.<String>invoke(key, (entry, arguments) -> {
                    entry.setValue(entry.getValue() + "!");
                    return null;
                });
                assertThat(cache.get(key)).isEqualTo(value + "!");
            }
            assertThat(cache.getAll(Set.copyOf(keys))).hasSize(keys.size());
            rounds++;
        } while (!stopped.get());
        return rounds;
    }

    @Test
    void redirections_withoutEnd_areUnavailableAndSaySo() {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            Cache<String, String> cache = cache(cluster);
            String key = "key";
            int slot = slot(key);
            RedisServer owner = cluster.masterOfSlot(slot);
            RedisServer other = cluster.masters().stream()
                    .filter(master -> !master.equals(owner))
                    .findFirst()
                    .orElseThrow();
            assertThat(cache.get(key)).isNull();

            pointTo(slot, owner, other);
            pointTo(slot, other, owner);

            assertFails(() -> cache.put(key, "new"), Kind.UNAVAILABLE, "from one to the other");
            assertFails(
                    () -> cache.invoke(key, (entry, arguments) -> entry.getValue()), Kind.UNAVAILABLE, "MOVED " + slot);
            Await.until("no copy is served", () -> !reads(cache, key));

            pointTo(slot, owner, owner);
            cluster.awaitReady();
            recover(cache, key);
        }
    }

    private static void pointTo(int slot, RedisServer asked, RedisServer named) {
        asked.command(
                "CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", String.valueOf(named.command("CLUSTER", "MYID")));
    }

    /**
     * One of three masters away: the keys of the others go on, however many calls in a row meet the one that is not.
     */
    @Test
    void master_downWithoutFullCoverage_leavesTheKeysOfTheOthers() {
        try (RedisCluster cluster = RedisCluster.start(3, 0, "cluster-require-full-coverage no")) {
            Cache<String, String> cache = cache(cluster);
            RedisServer down = cluster.masters().get(0);
            String dead = keyOf(cluster, down);
            String alive = keyOf(cluster, cluster.masters().get(1));
            keepNear(cache, dead, "old");
            keepNear(cache, alive, "old");

            down.kill();

            Await.until("its copies lose their promise", () -> !reads(cache, dead));
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 6; i++) {
                    assertFails(() -> cache.put(dead, "new"), Kind.UNAVAILABLE, "");
                }
                cache.put(alive, "value " + round);
                assertThat(cache.get(alive)).isEqualTo("value " + round);
            }
            assertFails(() -> cache.get(dead), Kind.UNAVAILABLE, "");
            keepNear(cache, alive, "kept");

            down.restart();
            cluster.awaitReady();
            recover(cache, dead);
        }
    }

    /** Where all slots must be served, or most masters are gone, the rest refuses every key. */
    @ParameterizedTest(name = "{1} of {0} masters, full coverage {2}")
    @CsvSource({"3, 1, yes", "4, 2, no"})
    void cluster_down_isUnavailableAndServesNoCopies(int masters, int down, String fullCoverage) {
        try (RedisCluster cluster = RedisCluster.start(masters, 0, "cluster-require-full-coverage " + fullCoverage)) {
            Cache<String, String> cache = cache(cluster);
            List<RedisServer> killed = cluster.masters().subList(0, down);
            String alive = keyOf(cluster, cluster.masters().get(masters - 1));
            keepNear(cache, alive, "old");

            killed.forEach(RedisServer::kill);

            Await.until("the rest refuses", () -> messageOfPut(cache, alive).contains("CLUSTERDOWN"));
            Await.until("no copy is served", () -> !reads(cache, alive));
            assertFails(() -> cache.put(alive, "new"), Kind.UNAVAILABLE, "CLUSTERDOWN");
            assertFails(() -> cache.get(alive), Kind.UNAVAILABLE, "CLUSTERDOWN");
            assertThat(cache.unwrap(TandemCache.class).health().lastError()).contains("CLUSTERDOWN");

            killed.forEach(RedisServer::restart);
            cluster.awaitReady();
            recover(cache, alive);
        }
    }

    // ------------------------------------------------------------------------------------------------- looking

    /** Its promise ends after two seconds, as with the times of users; who is asked may take longer. */
    private Cache<String, String> cache(RedisCluster cluster) {
        return cache(CacheFixture.waiting(cluster.uri(), "10s"));
    }

    private Cache<String, String> cache(String uri) {
        return tandem.newManager(CacheFixture.properties(uri))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    private static int slot(String key) {
        return RedisCluster.slotOf(CacheFixture.redisKey(key).getBytes(StandardCharsets.UTF_8));
    }

    private static String keyOf(RedisCluster cluster, RedisServer master) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "key " + i)
                .filter(key -> cluster.masterOf(CacheFixture.redisKey(key)).equals(master))
                .findFirst()
                .orElseThrow();
    }

    private static void keepNear(Cache<String, String> cache, String key, String value) {
        cache.put(key, value);
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        Await.until("a copy is kept", () -> {
            long before = tiers.getNearHits();
            assertThat(cache.get(key)).isEqualTo(value);
            assertThat(cache.get(key)).isEqualTo(value);
            return tiers.getNearHits() > before;
        });
    }

    /** The cache stores, reads and keeps near again. */
    private static void recover(Cache<String, String> cache, String key) {
        Await.until("the cache works", () -> messageOfPut(cache, key).isEmpty() && reads(cache, key));
        keepNear(cache, key, "recovered");
    }

    /** Whether a read is answered, by whatever. */
    private static boolean reads(Cache<String, String> cache, String key) {
        try {
            cache.get(key);
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    /** Empty where it succeeds. */
    private static String messageOfPut(Cache<String, String> cache, String key) {
        try {
            cache.put(key, "there");
            return "";
        } catch (CacheException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void assertFails(ThrowingCallable operation, Kind kind, String text) {
        assertThatThrownBy(operation)
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(text)
                .hasCauseInstanceOf(FarTierException.class)
                .satisfies(e ->
                        assertThat(((FarTierException) e.getCause()).kind()).isEqualTo(kind));
    }
}
