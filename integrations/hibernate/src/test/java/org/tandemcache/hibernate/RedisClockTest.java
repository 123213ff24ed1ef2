package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemcache.hibernate.RedisClock.Sample;

/** What is known of a server's clock; times of the JVM in nanoseconds, of the server in microseconds. */
class RedisClockTest {
    private static final long SECOND = 1_000_000_000;

    private final List<Long> steps = new ArrayList<>();
    private final RedisClock clock = new RedisClock(steps::add);

    @Test
    void nothingIsKnown_beforeTheFirstSample() {
        assertThat(clock.earliest(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(clock.uncertainty()).isEqualTo(-1);
    }

    @Test
    void bounds_holdTheServersTime_beforeAndAfterASample() {
        long offset = 5_000_000; // of the server, in microseconds, when the JVM's clock shows 0
        clock.sampled(new Sample(10 * SECOND, 10 * SECOND + 400_000, offset + 10_000_200));
        for (long second = 0; second < 30; second++) {
            long shown = offset + second * 1_000_000;
            assertThat(clock.earliest(second * SECOND)).isLessThanOrEqualTo(shown);
            assertThat(clock.latest(second * SECOND)).isGreaterThanOrEqualTo(shown);
        }
        assertThat(clock.latest(11 * SECOND) - clock.earliest(11 * SECOND)).isLessThan(3_000);
    }

    @Test
    void laterSample_takesThePlaceOfAnEarlierOne() {
        clock.sampled(new Sample(0, 100_000, 1_000_000));
        clock.sampled(new Sample(100 * SECOND, 100 * SECOND + 100_000, 101_000_000));
        assertThat(clock.latest(100 * SECOND) - clock.earliest(100 * SECOND)).isLessThan(200);
        assertThat(steps).isEmpty();
    }

    @Test
    void clockThatIsSetBack_isTold_andWhatBeganBeforeIsNotJudged() {
        clock.sampled(new Sample(0, 100_000, 50_000_000));
        clock.sampled(new Sample(SECOND, SECOND + 100_000, 20_000_000));

        assertThat(steps).singleElement().satisfies(last -> assertThat(last).isBetween(51_000_000L, 51_010_000L));
        assertThat(clock.earliest(SECOND / 2)).isEqualTo(Long.MIN_VALUE);
        assertThat(clock.earliest(2 * SECOND)).isBetween(20_900_000L, 21_000_000L);
    }

    @Test
    void clockThatIsSetForward_leavesWhatBeganBeforeUnjudged() {
        clock.sampled(new Sample(0, 100_000, 50_000_000));
        clock.sampled(new Sample(SECOND, SECOND + 100_000, 90_000_000));

        assertThat(steps).isEmpty();
        assertThat(clock.earliest(SECOND / 2)).isEqualTo(Long.MIN_VALUE);
        assertThat(clock.earliest(2 * SECOND)).isBetween(90_900_000L, 91_000_000L);
    }

    @Test
    void answerFromBeforeAStep_thatComesLate_changesNothing() {
        clock.sampled(new Sample(0, 100_000, 50_000_000));
        clock.sampled(new Sample(2 * SECOND, 2 * SECOND + 100_000, 20_000_000));
        steps.clear();
        clock.sampled(new Sample(SECOND, 3 * SECOND, 51_000_000));

        assertThat(steps).isEmpty();
        assertThat(clock.earliest(3 * SECOND)).isLessThan(22_000_000);
    }
}
