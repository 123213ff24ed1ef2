package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotMoveTest {
    private static final int SLOT = RedisCluster.slotOf("user".getBytes(StandardCharsets.UTF_8));

    private final RedisCluster cluster = RedisCluster.start(2, 1);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void move_isSeenByClientsStepByStep() {
        RedisServer source = cluster.masterOfSlot(SLOT);
        RedisServer target = otherThan(source);
        source.command("SET", "{user}1", "value");
        setBytes(source);

        SlotMove move = cluster.beginMove(SLOT, target);
        assertThat(source.command("GET", "{user}1")).isEqualTo("value");
        assertThatRedirected("ASK", source, "{user}none");

        assertThat(move.moveKeys(1)).isEqualTo(1);
        assertThat(move.moveKeys(1)).isEqualTo(1);
        assertThat(move.moveKeys(1)).isZero();
        assertThatRedirected("ASK", source, "{user}1");
        assertThatRedirected("MOVED", target, "{user}1");

        move.finish();
        assertThatRedirected("MOVED", source, "{user}1");
        assertThat(target.command("GET", "{user}1")).isEqualTo("value");
        assertThat(target.command("DBSIZE")).isEqualTo(2L);
        assertThat(cluster.masterOfSlot(SLOT)).isEqualTo(target);
    }

    @Test
    void moveSlots_toAddedNode_takesTheirKeysAlong() {
        RedisServer owner = cluster.masterOfSlot(SLOT);
        owner.command("SET", "{user}1", "value");
        RedisServer added = cluster.addNode();
        RedisServer replica = cluster.addReplica(added);

        cluster.moveSlots(SLOT - 5, SLOT + 5, added);

        assertThat(cluster.masterOfSlot(SLOT - 5)).isEqualTo(added);
        assertThat(cluster.masterOfSlot(SLOT + 5)).isEqualTo(added);
        assertThat(cluster.masterOfSlot(SLOT + 6)).isEqualTo(owner);
        assertThat(added.command("GET", "{user}1")).isEqualTo("value");
        assertThat(cluster.masters()).hasSize(3).contains(added);
        assertThat(cluster.replicasOf(added)).containsExactly(replica);
    }

    private static void setBytes(RedisServer server) {
        try (RespConnection connection = server.connectBinary()) {
            connection.call("SET", "{user}\u00ff\u0000", "value");
        }
    }

    private RedisServer otherThan(RedisServer source) {
        return cluster.masters().stream()
                .filter(master -> !master.equals(source))
                .findAny()
                .orElseThrow();
    }

    private static void assertThatRedirected(String code, RedisServer server, String key) {
        assertThatExceptionOfType(RedisReplyException.class)
                .isThrownBy(() -> server.command("GET", key))
                .extracting(RedisReplyException::code)
                .isEqualTo(code);
    }
}
