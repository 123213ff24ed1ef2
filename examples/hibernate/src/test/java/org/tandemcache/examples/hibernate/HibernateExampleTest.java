package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The example with few rows. */
class HibernateExampleTest {
    private static String account = "";

    @BeforeAll
    static void runExample() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        HibernateExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8), 2_000, 1_000);
        account = printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void requests_withAndWithoutCache_readTheSame() {
        assertThat(line("what was read")).endsWith("the same in each run");
    }

    @Test
    void requests_onWarmNodes_needNoStatement() {
        assertThat(line("no second-level cache")).doesNotContain("  0 statements");
        assertThat(line("node-a: again")).contains(" 0 statements");
        assertThat(line("node-b: its memory is empty, Redis is not")).contains(" 0 statements");
        assertThat(line("node-b: again")).contains(" 0 statements");
    }

    @Test
    void change_onOneNode_isReadOnTheOther() {
        assertThat(line("node-b: after, by cached entity")).endsWith("50,000,000");
        assertThat(line("node-b: after, by cached query")).contains("50,000,000, both within");
    }

    private static String line(String label) {
        return account.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(label + "  "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + label + " in\n" + account));
    }
}
