package org.tandemcache.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tandemcache.far.Lifetime;

/** Which policies are constants, and what the answers of the others mean. */
class ExpiryPlanTest {
    private static final Lifetime HOUR = Lifetime.of(1, TimeUnit.HOURS);

    record Stock(ExpiryPolicy policy, Lifetime creation, Lifetime update, Lifetime access) {
        @Override
        public String toString() {
            return policy.getClass().getSimpleName();
        }
    }

    static final List<Stock> STOCK = List.of(
            new Stock(new EternalExpiryPolicy(), Lifetime.ETERNAL, Lifetime.UNCHANGED, Lifetime.UNCHANGED),
            new Stock(new CreatedExpiryPolicy(Duration.ONE_HOUR), HOUR, Lifetime.UNCHANGED, Lifetime.UNCHANGED),
            new Stock(new ModifiedExpiryPolicy(Duration.ONE_HOUR), HOUR, HOUR, Lifetime.UNCHANGED),
            new Stock(new TouchedExpiryPolicy(Duration.ONE_HOUR), HOUR, HOUR, HOUR),
            new Stock(new AccessedExpiryPolicy(Duration.ONE_HOUR), HOUR, Lifetime.UNCHANGED, HOUR));

    @ParameterizedTest
    @FieldSource("STOCK")
    void policy_ofTheSpecification_isFixed(Stock stock) {
        ExpiryPlan plan = ExpiryPlan.of(stock.policy());

        assertThat(plan).isInstanceOf(ExpiryPlan.Fixed.class);
        assertThat(plan.creation()).isEqualTo(stock.creation());
        assertThat(plan.update()).isEqualTo(stock.update());
        assertThat(plan.access()).isEqualTo(stock.access());
    }

    static final List<ExpiryPolicy> ENDING_AT_ONCE = List.of(
            new CreatedExpiryPolicy(Duration.ZERO),
            new ModifiedExpiryPolicy(Duration.ZERO),
            new TouchedExpiryPolicy(Duration.ZERO),
            new AccessedExpiryPolicy(Duration.ZERO));

    @ParameterizedTest
    @FieldSource("ENDING_AT_ONCE")
    void policy_ofDurationZero_isAsked(ExpiryPolicy policy) {
        ExpiryPlan plan = ExpiryPlan.of(policy);

        assertThat(plan).isInstanceOf(ExpiryPlan.Ask.class);
        assertThat(plan.creation()).isEqualTo(Lifetime.ZERO);
    }

    /** Answers the same for all three questions. */
    private record Answering(Duration duration) implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return duration;
        }

        @Override
        public Duration getExpiryForAccess() {
            return duration;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return duration;
        }
    }

    @Test
    void policy_ofTheUser_isAsked() {
        ExpiryPlan plan = ExpiryPlan.of(new Answering(Duration.ONE_HOUR));

        assertThat(plan).isInstanceOf(ExpiryPlan.Ask.class);
        assertThat(List.of(plan.creation(), plan.update(), plan.access())).containsOnly(HOUR);
    }

    @Test
    void answer_eternal_isEternal() {
        ExpiryPlan plan = ExpiryPlan.of(new Answering(Duration.ETERNAL));

        assertThat(List.of(plan.creation(), plan.update(), plan.access())).containsOnly(Lifetime.ETERNAL);
    }

    @Test
    void answer_null_leavesTheDeadline() {
        ExpiryPlan plan = ExpiryPlan.of(new Answering(null));

        assertThat(plan.creation()).isEqualTo(Lifetime.ETERNAL);
        assertThat(plan.update()).isEqualTo(Lifetime.UNCHANGED);
        assertThat(plan.access()).isEqualTo(Lifetime.UNCHANGED);
    }

    @Test
    void answer_thatOverflowsMilliseconds_isCut() {
        ExpiryPlan plan = ExpiryPlan.of(new Answering(new Duration(TimeUnit.DAYS, Long.MAX_VALUE)));

        assertThat(plan.creation().isLimited()).isTrue();
    }
}
