package org.tandemcache.note;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tandemcache.Await;
import org.tandemcache.far.FarKey;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/**
 * What is told on a cluster whose masters fail and whose slots move: what was not heard is counted, each change once.
 */
@Tag("server")
@Timeout(120)
class NotedWritesClusterTest {
    @Test
    void changes_whileAMasterFailsAndSlotsMove_areToldOrCountedEachOnce() {
        try (RedisCluster cluster = RedisCluster.start(3, 1);
                NotedRounds rounds = new NotedRounds(cluster.uri() + "?timeout=5s")) {
            RedisServer to = cluster.masters().get(0);
            FarKey elsewhere = NotedRounds.KEYS.stream()
                    .filter(key -> !cluster.masterOf(key.bytes()).equals(to))
                    .findFirst()
                    .orElseThrow();
            int slot = RedisCluster.slotOf(elsewhere.bytes());
            cluster.moveSlots(slot, slot, to);
            rounds.round();
            rounds.settle();

            RedisServer master = cluster.masters().get(1);
            master.kill();
            rounds.round();
            cluster.failoverByKill(master);
            Await.until("all masters take writes", rounds::round);
            rounds.settle();

            rounds.assertEachToldOrCountedOnce();
        }
    }
}
