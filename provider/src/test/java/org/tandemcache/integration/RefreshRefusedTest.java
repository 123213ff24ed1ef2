package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.RefreshConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.integration.RefreshFixture.Source;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Caches whose entries can't be refreshed are refused when they are made, with the reason and what is allowed. */
@WithRedis
class RefreshRefusedTest {
    @RegisterExtension
    final CacheFixture tandem;

    RefreshRefusedTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(
                        "touched",
                        b -> b.expireAfterTouch(Duration.ofHours(1)),
                        "0.5",
                        "each read prolongs",
                        "created and"),
                row(
                        "eternal",
                        b -> b.expiry(EternalExpiryPolicy.factoryOf()),
                        "0.5",
                        "no entry ever expires",
                        "created"),
                row("no loader", b -> b.loader(null), "0.5", "no loader that reads through", "read-through"),
                row(
                        "no read-through",
                        b -> b.readThrough(false),
                        "0.5",
                        "no loader that reads through",
                        "read-through"),
                row("replicas", b -> b.readFrom(ReadFrom.REPLICA_PREFERRED), "0.5", "replicas", "read-from master"),
                row(
                        "too long",
                        b -> b.refresh(r -> r.beforeExpiry(Duration.ofHours(1))),
                        "PT1H",
                        "live for PT1H and would be due at once",
                        "less"),
                row(
                        "too long for what jitter leaves",
                        b -> b.expiryJitter(0.5).refresh(r -> r.beforeExpiry(Duration.ofMinutes(40))),
                        "PT40M",
                        "live for PT30M and would be due at once",
                        "less"),
                row("policy", b -> b.expiry(OwnPolicy::new), "0.5", "not known beforehand", "a duration"));
    }

    private static Arguments row(
            String name,
            UnaryOperator<TandemConfiguration.Builder<String, String>> change,
            String given,
            String why,
            String allowed) {
        return Arguments.of(name, change, given, why, allowed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void cache_whoseEntriesCantBeRefreshed_isRefusedWithTheReason(
            String name,
            UnaryOperator<TandemConfiguration.Builder<String, String>> change,
            String given,
            String why,
            String allowed) {
        var configuration =
                change.apply(RefreshFixture.configuration(new Source())).build();

        assertThatThrownBy(() -> tandem.cache(configuration))
                .hasMessageContaining("cache \"cache\" has refresh.before-expiry " + given)
                .hasMessageContaining(why)
                .hasMessageContaining("allowed: ")
                .hasMessageContaining(allowed);
    }

    @Test
    void values_thatAreNotAllowed_areToldWithWhatIs() {
        RefreshConfiguration.Builder builder = RefreshConfiguration.builder();

        assertThatThrownBy(() -> builder.beforeExpiry(1.0))
                .hasMessageContaining("1.0")
                .hasMessageContaining("below 1");
        assertThatThrownBy(() -> builder.beforeExpiry(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> builder.beforeExpiry(Duration.ZERO))
                .hasMessageContaining("PT0S; allowed: from PT0.001S");
        assertThatThrownBy(() -> builder.waitFor(Duration.ofHours(1))).hasMessageContaining("refresh.wait is PT1H");
        assertThatThrownBy(() -> builder.retry(Duration.ZERO)).hasMessageContaining("refresh.retry is PT0S");
        assertThatThrownBy(() -> builder.threads(0)).hasMessageContaining("refresh.threads is 0; allowed: 1 to 256");
        assertThat(builder.build().isOn()).isFalse();
    }

    /** One of a user's, who may say anything at any time. */
    private static final class OwnPolicy implements ExpiryPolicy {
        private final ExpiryPolicy hour = TouchedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)
                .create();

        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return hour.getExpiryForCreation();
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return null;
        }
    }
}
