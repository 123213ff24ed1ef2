package org.tandemcache.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LifetimeTest {
    /** The last millisecond that Redis can add to its clock is far beyond it. */
    private static final long LONGEST = 1_000_000_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "1, NANOSECONDS, 1",
        "999999, NANOSECONDS, 1",
        "1, MILLISECONDS, 1",
        "1, SECONDS, 1000",
        "1, DAYS, 86400000",
        "9223372036854775807, NANOSECONDS, 9223372036854",
        "9223372036854775807, MILLISECONDS, 1000000000000000",
        "9223372036854775807, DAYS, 1000000000000000"
    })
    void of_amounts_isMilliseconds(long amount, TimeUnit unit, long millis) {
        Lifetime lifetime = Lifetime.of(amount, unit);

        assertThat(lifetime.millis()).isEqualTo(millis).isPositive().isLessThanOrEqualTo(LONGEST);
        assertThat(lifetime.isLimited()).isTrue();
        assertThat(lifetime.isZero()).isFalse();
        assertThat(lifetime.isUnchanged()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void of_zero_isZero(TimeUnit unit) {
        assertThat(Lifetime.of(0, unit)).isEqualTo(Lifetime.ZERO);
        assertThat(Lifetime.ZERO.isZero()).isTrue();
        assertThat(Lifetime.ZERO.isLimited()).isFalse();
    }

    @Test
    void marks_areApart() {
        assertThat(Lifetime.ETERNAL.isLimited()).isFalse();
        assertThat(Lifetime.ETERNAL.isUnchanged()).isFalse();
        assertThat(Lifetime.UNCHANGED.isUnchanged()).isTrue();
        assertThat(Lifetime.UNCHANGED.isLimited()).isFalse();
    }

    @Test
    void negative_isRefused() {
        assertThatThrownBy(() -> new Lifetime(-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-3");
    }

    @Test
    void writeLifetimes_thatOneCommandServes_coincide() {
        Lifetime hour = Lifetime.of(1, TimeUnit.HOURS);

        assertThat(new WriteLifetimes(hour, hour).coincide()).isTrue();
        assertThat(new WriteLifetimes(hour, hour).whereMarkersAre().coincide()).isTrue();
        assertThat(new WriteLifetimes(Lifetime.ETERNAL, Lifetime.UNCHANGED)
                        .whereMarkersAre()
                        .coincide())
                .isFalse();
        assertThat(new WriteLifetimes(Lifetime.ETERNAL, Lifetime.ETERNAL).coincide())
                .isTrue();
        assertThat(new WriteLifetimes(Lifetime.ETERNAL, Lifetime.UNCHANGED).coincide())
                .isTrue();
        assertThat(new WriteLifetimes(hour, Lifetime.UNCHANGED).coincide()).isFalse();
        assertThat(new WriteLifetimes(hour, Lifetime.ETERNAL).coincide()).isFalse();
        assertThat(new WriteLifetimes(Lifetime.ETERNAL, hour).coincide()).isFalse();
    }
}
