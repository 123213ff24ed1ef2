package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeardNumbersTest {
    @Test
    void numbers_inAnyOrderWithSomeMissing_areToldOrMissedEachOnce() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            HeardNumbers heard = new HeardNumbers(1);
            List<Long> sent = new ArrayList<>();
            for (long number = 1; number <= 100; number++) {
                if (random.nextInt(4) > 0) {
                    sent.add(number);
                }
            }
            Collections.shuffle(sent, random);
            long told = 0;
            long missed = 0;
            for (long number : sent) {
                told += heard.hear(number) ? 1 : 0;
                if (random.nextInt(10) == 0) {
                    missed += heard.settle(random.nextInt(101));
                }
            }
            missed += heard.settle(100);

            assertThat(told + missed).as("seed %d", seed).isEqualTo(100);
        }
    }

    @Test
    void number_behindTheWritersWord_isNotToldAsWellAsMissed() {
        HeardNumbers heard = new HeardNumbers(5);
        assertThat(heard.hear(5)).isTrue();
        assertThat(heard.hear(7)).isTrue();

        assertThat(heard.settle(6)).isEqualTo(1);
        assertThat(heard.hear(6)).isFalse();
        assertThat(heard.settle(8)).isEqualTo(1);
    }

    @Test
    void number_beforeTheFirst_isToldAndNeverMissed() {
        HeardNumbers heard = new HeardNumbers(5);

        assertThat(heard.hear(4)).isTrue();
        assertThat(heard.settle(3)).isZero();
        assertThat(heard.settle(4)).isZero();
    }

    @Test
    void holes_moreThanAreKept_areReported() {
        HeardNumbers heard = new HeardNumbers(1);
        for (int i = 0; i <= HeardNumbers.MOST_HOLES; i++) {
            assertThat(heard.isFull()).isFalse();
            heard.hear(2L * i + 2);
        }

        assertThat(heard.isFull()).isTrue();
        assertThat(heard.settle(heard.highest())).isEqualTo(HeardNumbers.MOST_HOLES + 1);
        assertThat(heard.isFull()).isFalse();
    }
}
