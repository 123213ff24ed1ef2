package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisReplication;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/** Plain reads that go to replicas, where they are counted, and everything else, which does not. */
@Tag("server")
class ReplicaReadsTest {
    private static final Set<String> READS = Set.of("get", "mget", "exists");
    private static final Set<String> KEYS =
            IntStream.range(0, 30).mapToObj(i -> "key " + i).collect(Collectors.toSet());

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://unused");

    private Cache<String, String> cache(String uri, ReadFrom readFrom) {
        return tandem.newManager(CacheFixture.properties(uri))
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .readFrom(readFrom)
                                .build());
    }

    private static void fill(Cache<String, String> cache) {
        KEYS.forEach(key -> Await.until("a write of " + key, () -> {
            try {
                cache.put(key, "value");
                return true;
            } catch (CacheException e) {
                return false;
            }
        }));
    }

    private static long reads(RedisServer server) {
        return new ServerCounts(server)
                .commands().entrySet().stream()
                        .filter(count -> READS.contains(count.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    private static long reads(List<RedisServer> servers) {
        return servers.stream().mapToLong(ReplicaReadsTest::reads).sum();
    }

    private static void resetCounts(List<RedisServer> servers) {
        servers.forEach(server -> server.command("CONFIG", "RESETSTAT"));
    }

    private static void readAll(Cache<String, String> cache) {
        KEYS.forEach(key -> assertThat(cache.get(key)).isEqualTo("value"));
        KEYS.forEach(key -> assertThat(cache.containsKey(key)).isTrue());
        assertThat(cache.getAll(KEYS)).hasSize(KEYS.size());
    }

    /** Replicas are found out beside the reads. */
    private static void awaitReadsOnReplicasAlone(
            Cache<String, String> cache, List<RedisServer> masters, List<RedisServer> replicas) {
        Await.until("replicas alone are read from", () -> {
            resetCounts(masters);
            resetCounts(replicas);
            readAll(cache);
            return reads(masters) == 0 && reads(replicas) > 2L * KEYS.size();
        });
    }

    private static void assertThatWritesAskMastersAlone(
            Cache<String, String> cache, List<RedisServer> masters, List<RedisServer> replicas) {
        resetCounts(masters);
        resetCounts(replicas);
        for (String key : KEYS) {
            assertThat(cache.replace(key, "value", "other")).isTrue();
            assertThat(cache.replace(key, "value", "wrong")).isFalse();
            cache.<String>invoke(key, (entry, none) -> {
                entry.setValue("value");
                return null;
            });
            assertThat(cache.remove(key, "other")).isFalse();
            assertThat(cache.putIfAbsent(key, "other")).isFalse();
        }
        assertThat(cache).hasSize(KEYS.size()); // the iterator is no plain read
        assertThat(reads(replicas)).isZero();
        assertThat(reads(masters)).isPositive();
    }

    @Test
    void primaryWithReplicas_isReadByItsReplicas_andByItselfOnceTheyAreGone() {
        try (RedisReplication redis = RedisReplication.start(2)) {
            List<RedisServer> masters = List.of(redis.primary());
            Cache<String, String> cache = cache(redis.primary().uri().toString(), ReadFrom.REPLICA_PREFERRED);
            fill(cache);
            redis.awaitInSync();

            awaitReadsOnReplicasAlone(cache, masters, redis.replicas());
            assertThatWritesAskMastersAlone(cache, masters, redis.replicas());

            redis.replicas().forEach(RedisServer::kill);
            resetCounts(masters);
            readAll(cache);
            assertThat(reads(masters)).isGreaterThan(2L * KEYS.size());

            redis.replicas().forEach(RedisServer::restart);
            redis.awaitInSync();
            awaitReadsOnReplicasAlone(cache, masters, redis.replicas());
        }
    }

    @Test
    void replica_thatDoesNotAnswer_isLeftAlone() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            Cache<String, String> cache = cache(redis.primary().uri() + "?timeout=2s", ReadFrom.REPLICA_PREFERRED);
            fill(cache);
            redis.awaitInSync();
            awaitReadsOnReplicasAlone(cache, List.of(redis.primary()), redis.replicas());

            redis.replicas().get(0).pause();
            readAll(cache);
            redis.replicas().get(0).resume();
        }
    }

    @Test
    void replica_withoutItsMaster_isTooFarBehind() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            RedisServer replica = redis.replicas().get(0);
            Cache<String, String> cache = cache(redis.primary().uri().toString(), ReadFrom.REPLICA_PREFERRED);
            fill(cache);
            redis.awaitInSync();
            awaitReadsOnReplicasAlone(cache, List.of(redis.primary()), redis.replicas());

            replica.makeReadOnly(); // a replica of nobody who is there
            Await.until("the replica is known to be cut off", () -> {
                resetCounts(redis.servers());
                KEYS.forEach(cache::get);
                return reads(replica) == 0;
            });
            cache.put("key 1", "new");
            assertThat(cache.get("key 1")).isEqualTo("new");
        }
    }

    @Test
    void cluster_isReadByItsReplicas_afterAFailoverToo() {
        try (RedisCluster redis = RedisCluster.start(3, 1)) {
            Cache<String, String> cache = cache(redis.uri(), ReadFrom.REPLICA_PREFERRED);
            fill(cache);
            redis.awaitReady();
            awaitReadsOnReplicasAlone(cache, redis.masters(), replicas(redis));
            assertThatWritesAskMastersAlone(cache, redis.masters(), replicas(redis));

            RedisServer former = redis.masterOf(CacheFixture.redisKey("key 1").getBytes(StandardCharsets.UTF_8));
            redis.failoverByKill(former);
            fill(cache);
            readAll(cache);
            former.restart();
            redis.awaitReady();
            awaitReadsOnReplicasAlone(cache, redis.masters(), replicas(redis));
        }
    }

    private static List<RedisServer> replicas(RedisCluster redis) {
        List<RedisServer> replicas = new ArrayList<>(redis.nodes());
        replicas.removeAll(redis.masters());
        return replicas;
    }

    @Test
    void masterBehindSentinels_isReadByItsReplicas_afterAFailoverToo() {
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            Cache<String, String> cache = cache(redis.uri(), ReadFrom.REPLICA_PREFERRED);
            Supplier<List<RedisServer>> masters = () -> List.of(redis.primary());
            fill(cache);
            redis.awaitReady();
            awaitReadsOnReplicasAlone(cache, masters.get(), redis.replicas());

            redis.failover();
            fill(cache);
            redis.awaitReady();
            awaitReadsOnReplicasAlone(cache, masters.get(), redis.replicas());
        }
    }

    @Test
    void nearest_readsFromWhoeverAnswers() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            Cache<String, String> cache = cache(redis.primary().uri().toString(), ReadFrom.NEAREST);
            fill(cache);
            redis.awaitInSync();
            resetCounts(redis.servers());

            readAll(cache);
            assertThat(reads(redis.servers())).isGreaterThan(2L * KEYS.size());
            redis.replicas().forEach(RedisServer::kill);
            readAll(cache);
        }
    }

    @Test
    void nearTier_thatIsAskedFor_isRefused() {
        try (RedisServer redis = RedisServer.embedded()) {
            var manager = tandem.newManager(CacheFixture.properties(redis.uri().toString()));
            var configuration = TandemConfiguration.builder(String.class, String.class)
                    .near(near -> near.mode(NearConfiguration.Mode.ON))
                    .readFrom(ReadFrom.NEAREST)
                    .build();
            assertThatThrownBy(() -> manager.createCache("cache", configuration))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"cache\"")
                    .hasMessageContaining("NEAREST")
                    .hasMessageContaining("near mode ON")
                    .hasMessageContaining("allowed");
        }
    }

    @ParameterizedTest
    @EnumSource(ReadFrom.class)
    void nearTier_thatMayBe_isThereForReadsFromMastersAlone(ReadFrom readFrom) {
        try (RedisServer redis = RedisServer.embedded()) {
            Cache<String, String> cache = cache(redis.uri().toString(), readFrom);
            cache.put("key", "value");
            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(cache.get("key")).isEqualTo("value");

            assertThat(cache.unwrap(TandemCache.class).tiers().getNearHits() > 0)
                    .isEqualTo(readFrom == ReadFrom.MASTER);
        }
    }
}
