package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/** Servers that name modules in their answer to HELLO: all that rests on it is as without them. */
@Tag("server")
class ServerModulesTest {
    private static final List<String> KEYS =
            IntStream.range(0, 20).mapToObj(i -> "key " + i).toList();

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://127.0.0.1:1");

    private final List<HeldWire> wires = new ArrayList<>();

    @AfterEach
    void closeWires() throws IOException {
        for (HeldWire wire : wires) {
            wire.close();
        }
    }

    private HeldWire wireWith(NamedModules modules, RedisServer server) throws IOException {
        HeldWire wire = HeldWire.ofAll(server);
        wires.add(wire);
        modules.addTo(wire, server, true);
        return wire;
    }

    @ParameterizedTest
    @EnumSource
    void singleServer_servesAndKeepsCopies(NamedModules modules) throws Exception {
        try (RedisServer redis = RedisServer.embedded()) {
            servesAndKeepsCopies(wireWith(modules, redis).uri());
        }
    }

    @ParameterizedTest
    @EnumSource
    void cluster_servesAndKeepsCopies(NamedModules modules) throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            List<String> ports = new ArrayList<>();
            for (RedisServer node : cluster.nodes()) {
                String port = Integer.toString(wireWith(modules, node).port());
                ports.add(port);
                node.command("CONFIG", "SET", "cluster-announce-port", port);
            }
            Await.until(
                    "each node knows the others' wires",
                    () -> cluster.nodes().stream()
                            .map(node -> String.valueOf(node.command("CLUSTER", "NODES")))
                            .allMatch(nodes -> ports.stream().allMatch(port -> nodes.contains(":" + port + "@"))));

            servesAndKeepsCopies(wires.get(0).uri());
        }
    }

    @ParameterizedTest
    @EnumSource
    void sentinel_servesAndKeepsCopies(NamedModules modules) throws Exception {
        try (RedisSentinels redis = RedisSentinels.start(0)) {
            String name = redis.primaryName();
            HeldWire primary = wireWith(modules, redis.primary());
            RedisServer sentinel = redis.sentinels().get(0);
            sentinel.command("SENTINEL", "REMOVE", name);
            sentinel.command("SENTINEL", "MONITOR", name, primary.host(), Integer.toString(primary.port()), "1");
            HeldWire toSentinel = wireWith(modules, sentinel);

            servesAndKeepsCopies("redis-sentinel://" + toSentinel.host() + ":" + toSentinel.port() + "#" + name);
        }
    }

    private void servesAndKeepsCopies(String uri) {
        Properties properties = CacheFixture.properties(uri);
        properties.setProperty(ManagerSettings.NEAR_LEASE, "4 s"); // a cluster's second proof is not far away
        Cache<String, String> cache =
                tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        Cache<String, String> elsewhere = tandem.newManager(CacheFixture.properties(uri))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        KEYS.forEach(key -> elsewhere.put(key, "old"));

        Await.until("every key has a copy", () -> {
            KEYS.forEach(cache::get);
            long before = tiers.getNearHits();
            KEYS.forEach(cache::get);
            return tiers.getNearHits() - before == KEYS.size();
        });
        assertThat(tiers.getCoherence()).isEqualTo("COHERENT");

        elsewhere.put(KEYS.get(0), "new");
        Await.until("the copy is called back", () -> "new".equals(cache.get(KEYS.get(0))));
    }
}
