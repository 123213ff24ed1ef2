package org.tandemcache.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private static final int ROOM = 10;

    /** Fewer than Caffeine's buffer of changes takes with one processor. */
    private static final int MANY = 100;

    /** The most for each processor: 128, for a power of two of them. */
    private static final long CAFFEINE_BUFFERS = 256;

    private final NearTier<Object> near = new NearTier<>(new NearBounds(ROOM, false, null, null), System::nanoTime);

    @Test
    void upkeep_ofChangesInARow_comesOnceBehindThem() {
        Upkeep.behind(() -> {
            reserveMany(near);
            assertThat(near.size()).isEqualTo(MANY);
        });

        assertThat(near.size()).isEqualTo(ROOM);
    }

    @Test
    void upkeep_ofChangesOneByOne_comesBehindEach() {
        reserveMany(near);

        assertThat(near.size()).isEqualTo(ROOM);
    }

    @Test
    void upkeep_ofSeveralTiers_comesForEach() {
        NearTier<Object> other = new NearTier<>(new NearBounds(ROOM, false, null, null), System::nanoTime);

        Upkeep.behind(() -> {
            reserveMany(near);
            reserveMany(other);
        });

        assertThat(near.size()).isEqualTo(ROOM);
        assertThat(other.size()).isEqualTo(ROOM);
    }

    @Test
    void upkeep_behindChangesThatFail_comesAllTheSame() {
        assertThatThrownBy(() -> Upkeep.behind(() -> {
                    reserveMany(near);
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");

        assertThat(near.size()).isEqualTo(ROOM);
        near.dropAll();
        reserveMany(near); // nothing is held back any more
        assertThat(near.size()).isEqualTo(ROOM);
    }

    @Test
    void upkeep_ofChangesWithinOthers_comesBehindAllOfThem() {
        Upkeep.behind(() -> {
            Upkeep.behind(() -> reserveMany(near));
            assertThat(near.size()).isEqualTo(MANY);
        });

        assertThat(near.size()).isEqualTo(ROOM);
    }

    @Test
    void upkeep_ofChangesWithoutEnd_comesWhenTheirBufferIsFull() {
        int processors = Runtime.getRuntime().availableProcessors();
        Upkeep.behind(() -> {
            for (int i = 0; i < MANY * processors; i++) {
                reserveMany(near, i * MANY);
            }
            assertThat(near.size()).isLessThanOrEqualTo(ROOM + CAFFEINE_BUFFERS * processors);
        });
    }

    private static void reserveMany(NearTier<Object> near) {
        reserveMany(near, 0);
    }

    private static void reserveMany(NearTier<Object> near, int from) {
        IntStream.range(from, from + MANY).forEach(i -> near.claim(i, new Reservation()));
    }
}
