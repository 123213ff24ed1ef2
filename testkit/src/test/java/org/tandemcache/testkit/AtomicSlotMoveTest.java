package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AtomicSlotMoveTest {
    private final RedisCluster cluster = RedisCluster.start(3, 0);
    private final RedisServer target = cluster.masters().get(0);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void move_ofSlotsOfSeveralMasters_takesTheirKeysAlong() {
        assumeTrue(cluster.canMoveSlotsAtomically());
        IntStream.range(0, 300)
                .mapToObj(i -> "key " + i)
                .forEach(key -> cluster.masterOf(key).command("SET", key, key));

        cluster.moveSlotsAtomically(4_000, 12_000, target);

        assertThat(IntStream.rangeClosed(4_000, 12_000).mapToObj(cluster.mastersOfSlots()::get))
                .containsOnly(target);
        assertThat(cluster.masterOfSlot(12_001)).isNotEqualTo(target);
        assertThat(IntStream.range(0, 300).mapToObj(i -> "key " + i))
                .allSatisfy(key ->
                        assertThat(cluster.masterOf(key).command("GET", key)).isEqualTo(key));
    }

    @Test
    void move_byServersThatCannot_saysWhichCan() {
        assumeFalse(cluster.canMoveSlotsAtomically());

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> cluster.moveSlotsAtomically(0, 1, target))
                .withMessageContaining("Redis from 8.4 and Valkey from 9.0 on");
    }
}
