package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuickstartTest {
    private static final int COUNTRIES = World.countries().size();
    private static final int ZONES = World.zones().size();
    private static final int CURRENCIES = MoneyLoader.codes().size();

    private static String account = "";

    @BeforeAll
    static void runQuickstart() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Quickstart.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        account = printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void entries_putOnOneNode_areOnTheOther() {
        assertThat(line("node-b: first get, which connects")).contains("Japan, JPY");
        assertThat(line("node-b: getAll")).contains(COUNTRIES + " countries, all equal");
        assertThat(line("node-b: iterator")).contains(COUNTRIES + " entries");
    }

    @Test
    void nearTier_isCoherentAndCalledBack() {
        assertThat(line("node-b: near tier")).contains("COHERENT, 500 copies called back");
    }

    @Test
    void expiredEntry_isGone() {
        assertThat(line("node-b: get at once")).contains("there: true");
        assertThat(line("node-b: get, again and again")).contains("there: false");
    }

    @Test
    void putIfAbsent_givesEachKeyOneOwner() {
        assertThat(line("countries with one owner")).endsWith(COUNTRIES + " of " + COUNTRIES);
    }

    @Test
    void entryProcessor_losesNoIncrement() {
        assertThat(line("node-a and node-b: invoke")).contains(Account.count(8L * ZONES) + " increments");
        assertThat(line("sum of the entries")).endsWith(Account.count(8L * ZONES) + ", lost: 0");
    }

    @Test
    void readThrough_loadsOnceForBothNodes() {
        assertThat(line("node-a: get, a miss")).contains("Japanese Yen, loader calls so far: 1");
        assertThat(line("node-a: get, a hit")).contains("Japanese Yen, loader calls so far: 1");
        assertThat(line("node-b: get, a hit")).contains("Japanese Yen, loader calls so far: 1");
        assertThat(line("node-b: get of what is no currency")).contains("null, loader calls so far: 2");
        assertThat(line("node-b: loadAll")).contains(CURRENCIES + " currencies, loader calls so far: 3");
        assertThat(line("tandem:currencies:*")).contains(CURRENCIES + " keys");
    }

    @Test
    void listener_hearsItsOwnNodeAlone() {
        assertThat(account.lines().map(String::strip).filter(line -> line.matches("node-[ab]: (put|remove)  .*")))
                .map(line -> line.replaceAll("  +", " = "))
                .containsExactly(
                        "node-a: put = updated Swaziland to Eswatini",
                        "node-a: remove = removed Eswatini",
                        "node-a: put = created Eswatini",
                        "node-b: put = nothing");
    }

    @Test
    void statistics_countEachNodesOwnOperations() {
        assertThat(line("node-a: hits, misses, puts, removals")).endsWith("  " + COUNTRIES + ", 1, 0, 0");
        assertThat(line("node-b: hits, misses, puts, removals")).endsWith("  0, 0, " + COUNTRIES + ", 1");
    }

    @Test
    void entriesInRedis_areReadableKeysWithEnvelopeAndTtl() {
        assertThat(line("tandem:countries:{}s:JP")).contains("no TTL");
        assertThat(line("tandem:currencies:{}s:JPY")).containsPattern("TTL (3600|35\\d\\d) s"); // of what is left
        assertThat(line("tandem:zones-by-offset:{}i:540")).contains("25 bytes");
        assertThat(line("its value, in hexadecimal")).contains("  f9 00 00 00 | version | 69 00 00 ");
    }

    @Test
    void readme_showsTheAccountsLines() throws IOException {
        assertThat(labels(Pages.block("docs/quickstart.md", "output of the quickstart", "text")))
                .isEqualTo(labels(account));
    }

    /** The account without its figures, which differ from machine to machine and from JDK to JDK. */
    private static List<String> labels(String account) {
        return account.lines()
                .skip(1)
                .map(line -> line.strip().replaceFirst("  .*", ""))
                .toList();
    }

    /** The one line of the account that begins so. */
    private static String line(String label) {
        assertThat(account.lines().map(String::strip))
                .filteredOn(line -> line.startsWith(label + "  "))
                .hasSize(1);
        return account.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(label + "  "))
                .findFirst()
                .orElseThrow();
    }
}
