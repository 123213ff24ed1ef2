package org.tandemcache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.tandemcache.config.FailureConfiguration.Mode;

/** The settings for Redis's absence, of managers and of caches: defaults, ranges, and what is said of a wrong value. */
class FailureSettingsTest {
    @Test
    void cache_withoutPolicy_fails() {
        TandemConfiguration<Object, Object> plain = TandemConfiguration.copyOf(new MutableConfiguration<>());

        assertThat(plain.failure().mode()).isEqualTo(Mode.FAIL);
        assertThat(plain.withFailure(FailureConfiguration.serveNear()).failure())
                .isEqualTo(new FailureConfiguration(Mode.SERVE_NEAR, Duration.ofMinutes(1), null));
        assertThat(plain.withFailure(FailureConfiguration.bypass())).isNotEqualTo(plain);
    }

    @Test
    void cache_stalenessOutOfRange_isToldWithWhatIsAllowed() {
        FailureConfiguration.Builder builder = FailureConfiguration.builder();

        assertThatThrownBy(() -> builder.staleness(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("failure.staleness is PT0S; allowed: any duration above zero");
        assertThatThrownBy(() -> builder.staleness(Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
    }
}
