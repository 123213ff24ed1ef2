package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example with few rows. */
class HibernateExampleTest {
    private static String account = "";

    @BeforeAll
    static void runExample() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        HibernateExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8), 2_000, 1_000);
        account = printed.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void requests_withAndWithoutCache_readTheSame(Factory factory) {
        assertThat(line(factory + ": what was read")).endsWith("the same in each run");
    }

    @ParameterizedTest
    @EnumSource
    void requests_onWarmNodes_needNoStatement(Factory factory) {
        assertThat(line("no second-level cache")).doesNotContain("  0 statements");
        // Tandem's factory stores nothing that began before a region was used first: it may be asked for once more
        int regions = factory == Factory.TANDEM ? 4 : 0;
        assertThat(statements(factory + ": node-a, again")).isLessThanOrEqualTo(regions);
        assertThat(line(factory + ": node-b, only Redis is full")).contains(" 0 statements");
        assertThat(line(factory + ": node-b, again")).contains(" 0 statements");
    }

    @ParameterizedTest
    @EnumSource
    void change_onOneNode_isReadOnTheOther(Factory factory) {
        String grown = "50,000,000";
        assertThat(line(factory + ": after, on node-b")).contains(grown + ", by query " + grown + ", both within");
    }

    @Test
    void changesOnBothNodes_withTandemsFactory_leaveNoWrongEntry() {
        assertThat(line(Factory.TANDEM + ": at once")).contains("0 more refused");
        assertThat(line(Factory.TANDEM + ": at once, outdated")).contains("  0 of ");
    }

    @Test
    void bulkUpdateWhileLoading_leavesWrongEntriesWithHibernatesModuleAlone() {
        assertThat(line(Factory.TANDEM + ": behind a bulk update")).contains("  0 of 40 reads from a wrong entry");
        assertThat(line(Factory.JCACHE + ": behind a bulk update")).contains("  40 of 40 reads from a wrong entry");
    }

    private static int statements(String label) {
        String[] words = line(label).substring(label.length()).strip().split(" +", -1);
        return Integer.parseInt(words[0].replace(",", ""));
    }

    private static String line(String label) {
        return account.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(label + "  "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + label + " in\n" + account));
    }
}
