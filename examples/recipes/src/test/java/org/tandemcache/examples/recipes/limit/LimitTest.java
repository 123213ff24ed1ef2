package org.tandemcache.examples.recipes.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.examples.recipes.Jvms;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class LimitTest {
    private static final int JVMS = 4;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final int ENOUGH = 25;

    private static Jvms jvms;

    @BeforeAll
    static void startJvms(RedisServer redis) {
        jvms = Jvms.start(JVMS, LimitedJvm.class, redis.uri().toString());
    }

    @AfterAll
    static void stopJvms() {
        jvms.close();
    }

    /**
     * A permit that was given.
     *
     * @param asked before this it was not
     * @param got after this it was
     */
    private record Permit(long asked, long got) {
        static Permit of(String line) {
            String[] times = line.split(" ", -1);
            return new Permit(Long.parseLong(times[0]), Long.parseLong(times[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sliding", "fixed", "cells"})
    void limiter_ofFourJvms_givesWhatThereIsAndNoMore(String limiter) throws Exception {
        assertThat(permits(limiter, 30, DAY, 40, 40)).hasSize(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sliding", "cells"})
    void limiter_thatRefills_isNeverOverItsLimitInAnyWindow(String limiter) throws Exception {
        List<Permit> permits = permits(limiter, 20, 200, Integer.MAX_VALUE, ENOUGH); // 100 in a second
        assertThat(permits).hasSize(JVMS * ENOUGH);
        for (Permit first : permits) {
            for (Permit last : permits) {
                long inside = permits.stream()
                        .filter(permit -> permit.asked() >= first.asked() && permit.got() <= last.got())
                        .count();
                // A window begins somewhere within a millisecond, and ends so
                assertThat(inside).isLessThanOrEqualTo(20 + (Math.max(0, last.got() - first.asked()) + 2) / 10 + 1);
            }
        }
    }

    @Test
    void cells_tellForHowLongThereIsNoPermit(RedisServer redis) {
        try (Stage stage = Stage.over(redis);
                CellRateLimiter limiter =
                        new CellRateLimiter(stage.node("node-a"), stage.uri(), "limit:", 2, Duration.ofHours(2))) {
            assertThat(limiter.tryAcquire("api")).isZero();
            assertThat(limiter.tryAcquire("api")).isZero();
            assertThat(limiter.tryAcquire("api")).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
            assertThat(limiter.tryAcquire("another")).isZero();
            redis.command("SCRIPT", "FLUSH");
            assertThat(limiter.tryAcquire("api")).isPositive();
        }
    }

    @Test
    void limiter_ofNoPermits_orOfMoreThanOneInAMicrosecond_isRefused(RedisServer redis) {
        try (Stage stage = Stage.over(redis)) {
            CacheManager node = stage.node("node-a");
            for (long permits : new long[] {0, 1_000_001}) {
                assertThatThrownBy(
                                () -> new CellRateLimiter(node, stage.uri(), "limit:", permits, Duration.ofSeconds(1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(permits + " permits in PT1S");
            }
        }
    }

    private static List<Permit> permits(String limiter, long permits, long period, int tries, int enough)
            throws IOException {
        String what = limiter + " " + permits + " " + period + " " + tries + " " + enough;
        return jvms.all(what).stream().map(Permit::of).toList();
    }
}
