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
        assertThat(printed("")).contains("mvn -q -Precipes -Drecipe=NAME", "warm-up", "bloom");
    }

    @Test
    void unknownName_isToldWithThoseThatThereAre() {
        assertThatThrownBy(() -> printed("blum"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"blum\"")
                .hasMessageContaining("warm-up, bloom");
    }

    @Test
    void names_runTheirRecipes() {
        assertThat(printed("warm-up, bloom"))
                .contains("from a list: 2,000 rows in 4 queries", "then all are read: 0 more rows")
                .contains("from access counts: [p4", "5,000 ids that exist: 5,000 found, 5,000 rows")
                .contains("read on node-b: product new-1");
    }

    private static String printed(String names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Recipes.run(names, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
