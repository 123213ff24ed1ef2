package org.tandemcache.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Each value comes back as it was, or is refused by name: in each codec, in this JVM and in another one. */
class CorpusTest {
    /** Cells that are known to be otherwise; each of them is a fault that waits for its mending. */
    private static final List<Specimen> VALUES = Corpus.values();

    private static final Map<String, Outcome> CELLS = new LinkedHashMap<>();

    @TempDir
    static Path directory;

    @BeforeAll
    static void fill() throws IOException, InterruptedException {
        for (Column column : Column.values()) {
            for (Specimen specimen : VALUES) {
                CELLS.put("same JVM " + OtherJvm.key(column, specimen.id()), SameJvm.outcome(column, specimen));
            }
        }
        OtherJvm.outcomes(VALUES, directory).forEach((key, outcome) -> CELLS.put("other JVM " + key, outcome));
    }

    @Test
    void corpus_hasAtLeastFiveHundredValuesOfDistinctNames() {
        assertThat(VALUES).hasSizeGreaterThan(500);
        assertThat(VALUES.stream().map(Specimen::id)).doesNotHaveDuplicates();
    }

    /**
     * The others are looked at by hand: a class that a new JDK brings and that can't be made fails here. The list has
     * those of all JDKs that were tried, 17 and 25.
     */
    @Test
    void class_ofTheJdk_isMadeOrIsKnownNotToBe() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/test/resources/unmade.txt"))).containsAll(Corpus.unmade());
    }

    @Test
    void value_ofTheCorpus_comesBackEqualOrIsRefused() throws IOException {
        TreeSet<String> failures = new TreeSet<>();
        CELLS.forEach((cell, outcome) -> {
            if (!outcome.isAllowed()) {
                failures.add(cell);
            }
        });
        Files.writeString(Path.of("target/cells.txt"), report());

        assertThat(failures)
                .as("cells that are neither equal nor refused; target/cells.txt tells of all")
                .isEmpty();
    }

    /** Each JDK has classes of its own, and the table those of the oldest. */
    @Test
    @EnabledOnJre(JRE.JAVA_17)
    void table_inTheDocumentation_saysWhatWasSeen() throws IOException {
        String table = Table.of(VALUES, CELLS);
        if ("write".equals(System.getProperty("tandem.test.table"))) {
            Table.write(table);
        }

        assertThat(Table.inDocument()).isEqualTo(table);
    }

    private static String report() {
        StringBuilder report = new StringBuilder();
        CELLS.forEach((cell, outcome) ->
                report.append(cell).append(" -> ").append(outcome).append('\n'));
        return report.toString();
    }
}
