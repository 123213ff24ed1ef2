package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisClusterTest {
    @Test
    void start_givesMastersAllSlotsAndReplicas() {
        try (RedisCluster cluster = RedisCluster.start(3, 1)) {
            List<RedisServer> nodes = cluster.nodes();

            assertThat(cluster.masters()).containsExactlyElementsOf(nodes.subList(0, 3));
            assertThat(cluster.replicasOf(nodes.get(0))).containsExactly(nodes.get(3));
            assertThat(cluster.replicasOf(nodes.get(3))).isEmpty();
            assertThat(cluster.masterOfSlot(0)).isEqualTo(nodes.get(0));
            assertThat(cluster.masterOfSlot(16_383)).isEqualTo(nodes.get(2));
            assertThat(nodes)
                    .allSatisfy(node -> assertThat(String.valueOf(node.command("CLUSTER", "INFO")))
                            .contains("cluster_state:ok", "cluster_slots_assigned:16384", "cluster_known_nodes:6"));
            assertThat(cluster.uri())
                    .isEqualTo("redis://127.0.0.1:" + nodes.get(0).port() + ",127.0.0.1:"
                            + nodes.get(1).port() + ",127.0.0.1:" + nodes.get(2).port() + ",127.0.0.1:"
                            + nodes.get(3).port() + ",127.0.0.1:" + nodes.get(4).port() + ",127.0.0.1:"
                            + nodes.get(5).port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "{user:1}:basket", "a{}b", "a{b", "}{c}", "ключ"})
    void slotOf_isRedisOwn(String key) {
        try (RedisServer server = RedisServer.embedded("cluster-enabled yes")) {
            assertThat(RedisCluster.slotOf(key.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(((Long) server.command("CLUSTER", "KEYSLOT", key)).intValue());
        }
    }

    @Test
    void start_withoutMaster_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisCluster.start(0, 1))
                .withMessageContaining("at least one master, not 0");
    }

    @Test
    void start_withPassword_connectsNodesByIt() {
        try (RedisCluster cluster = RedisCluster.start(1, 1, "requirepass s3cret")) {
            assertThat(cluster.uri()).startsWith("redis://:s3cret@127.0.0.1:");
            assertThat(cluster.addUser("user", "secret"))
                    .isEqualTo(cluster.uri().replace(":s3cret@", "user:secret@"));
            assertThat(cluster.nodes().get(1).info("replication")).containsEntry("master_link_status", "up");
        }
    }

    @Test
    void masters_takeTheirPlacesInTurn() {
        try (RedisCluster cluster = RedisCluster.start(3, 1)) {
            RedisServer first = cluster.masterOf("key");
            first.command("SET", "key", "value");

            RedisServer second = cluster.failover(first);
            assertThat(second).isNotEqualTo(first).isEqualTo(cluster.masterOf("key"));
            assertThat(second.command("GET", "key")).isEqualTo("value");
            assertThat(cluster.replicasOf(second)).containsExactly(first);

            assertThat(cluster.failoverByKill(second)).isEqualTo(first);
            assertThat(first.command("GET", "key")).isEqualTo("value");
            second.restart();
            cluster.awaitReady();
            assertThat(cluster.replicasOf(first)).containsExactly(second);

            assertThat(cluster.failoverByPause(first)).isEqualTo(second);
            assertThat(second.command("GET", "key")).isEqualTo("value");
            first.resume();
            cluster.awaitReady();
            assertThat(cluster.replicasOf(second)).containsExactly(first);
        }
    }

    @Test
    void failover_withoutReplica_isRefused() {
        try (RedisCluster cluster = RedisCluster.start(1, 0)) {
            RedisServer master = cluster.masterOfSlot(0);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cluster.failover(master))
                    .withMessageContaining("no replica");
        }
    }

    @Test
    void lossOfMasterWithoutReplica_withFullCoverageOff_leavesTheOtherSlots() {
        try (RedisCluster cluster = RedisCluster.start(3, 0, "cluster-require-full-coverage no")) {
            RedisServer lost = cluster.masterOf("key");
            lost.kill();
            cluster.awaitFailed(lost);
            cluster.awaitReady();

            RedisServer other = cluster.masters().get(0);
            assertThat(cluster.masters()).hasSize(2).doesNotContain(lost);
            assertThat(other.command("CLUSTER", "INFO")).asString().contains("cluster_state:ok");
            assertThatExceptionOfType(RedisReplyException.class)
                    .isThrownBy(() -> other.command("GET", "key"))
                    .withMessageEndingWith(":" + lost.port());

            lost.restart();
            cluster.awaitReady();
            assertThat(lost.command("GET", "key")).isNull();
        }
    }
}
