package org.tandemcache.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules are understood, and each alert fires when it should and not otherwise. */
class RulesTest {
    private static final Path RULES = Path.of("prometheus", "tandem.rules.yaml");
    private static final Path TESTS = Path.of("prometheus", "tandem.rules.test.yaml");
    private static final Path RUNBOOK = Path.of("..", "docs", "operations.md");

    private static List<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    static List<String> alerts() throws IOException {
        return found("^ *- alert: (\\w+)$", RULES);
    }

    @Test
    void rules_areUnderstood() throws Exception {
        Promtool.Run run = Promtool.run("check", "rules", RULES.toString());

        assertThat(run.status()).as(run.output()).isZero();
    }

    @Test
    void alerts_fireWhenTheyShould_andNotOtherwise() throws Exception {
        Promtool.Run run = Promtool.run("test", "rules", TESTS.toString());

        assertThat(run.status()).as(run.output()).isZero();
    }

    @Test
    void eachAlert_isProvenFiringAndNotFiring_andHasItsLineInTheRunbook() throws IOException {
        String tests = Files.readString(TESTS);
        String runbook = Files.readString(RUNBOOK);

        assertThat(alerts()).hasSizeGreaterThan(8).allSatisfy(alert -> {
            assertThat(tests).containsPattern("alertname: " + alert + "\n +exp_alerts: \\[]");
            assertThat(tests).containsPattern("alertname: " + alert + "\n +exp_alerts:\n +- exp_labels");
            assertThat(runbook).contains("### " + alert + "\n");
        });
        assertThat(found("runbook_url: docs/operations.md#(\\w+)", RULES))
                .isEqualTo(alerts().stream()
                        .map(alert -> alert.toLowerCase(Locale.ROOT))
                        .toList());
    }
}
