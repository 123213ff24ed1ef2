package org.tandemcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a ratio: the median of its pairs of JVMs, and how far they lie apart. */
class TargetTest {
    private static final String BENCHMARK = "FarBenchmark.get";

    @Test
    void ratio_isTheMedianOfThePairs_withTheirSpread() {
        List<Measured> all =
                List.of(measured(Measured.TANDEM, 90.0, 50.0, 240.0), measured("lettuce", 100.0, 100.0, 200.0));
        Target target = target(Target.Kind.AT_LEAST, 0.9);

        Target.Verdict verdict = target.judge(all).orElseThrow();

        assertThat(verdict.met()).isTrue();
        assertThat(target.foundText(verdict)).isEqualTo("0.90 × (0.50 to 1.20)");
    }

    @Test
    void ratio_thatMayBeAtMost_isTurnedAround() {
        List<Measured> all = List.of(measured(Measured.TANDEM, 50.0), measured("lettuce", 100.0));
        Target target = target(Target.Kind.AT_MOST, 1.3);

        Target.Verdict verdict = target.judge(all).orElseThrow();

        assertThat(verdict.met()).isFalse();
        assertThat(target.foundText(verdict)).isEqualTo("2.00 ×"); // one pair has no spread
    }

    @Test
    void target_withoutItsPeer_isNotJudged() {
        assertThat(target(Target.Kind.AT_LEAST, 1).judge(List.of(measured(Measured.TANDEM, 1.0))))
                .isEmpty();
    }

    private static Measured measured(String peer, Double... scores) {
        return new Measured(BENCHMARK, Map.of(), peer, 1, List.of(scores), 0, "ops/s", true, Double.NaN);
    }

    private static Target target(Target.Kind kind, double limit) {
        return new Target("far get", BENCHMARK, BENCHMARK, 1, Map.of(), "lettuce", kind, limit);
    }
}
