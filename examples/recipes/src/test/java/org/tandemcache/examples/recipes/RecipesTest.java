package org.tandemcache.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecipesTest {
    @Test
    void noName_listsTheRecipes() {
        assertThat(printed("")).contains("mvn -q -Precipes -Drecipe=NAME", "warm-up", "cdc", "kafka");
    }

    @Test
    void unknownName_isToldWithThoseThatThereAre() {
        assertThatThrownBy(() -> printed("blum"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"blum\"")
                .hasMessageContaining("warm-up, bloom");
    }

    @Test
    void recipes_showWhatTheySay() { // those with a server of their own besides Redis do in their own tests
        assertThat(printed("warm-up,bloom, lock,limit,notices,export"))
                .contains("from a list: 2,000 rows in 4 queries", "then all are read: 0 more rows")
                .contains("from access counts: [p4", "5,000 ids that exist: 5,000 found, 5,000 rows")
                .contains("read on node-b: product new-1")
                .contains("wakes up and deposits 100: false", "balance: 100")
                .contains("sliding window 400 tries on two nodes, 100 permits")
                .contains("fixed window 400 tries on two nodes, 100 permits")
                .contains("for hot keys 400 tries on two nodes, 100 permits")
                .contains("node-b hears: prices have changed", "node-b hears: all is well again")
                .contains("20,000 rows by 4 threads in 40 batches", "node-b reads the last: row 19999");
    }

    private static String printed(String names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Recipes.run(names, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replaceAll(" +", " "); // columns apart
    }
}
