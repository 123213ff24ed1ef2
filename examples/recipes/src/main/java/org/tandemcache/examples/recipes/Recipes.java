package org.tandemcache.examples.recipes;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tandemcache.examples.recipes.bloom.BloomRecipe;
import org.tandemcache.examples.recipes.cdc.CdcRecipe;
import org.tandemcache.examples.recipes.export.ExportRecipe;
import org.tandemcache.examples.recipes.kafka.KafkaRecipe;
import org.tandemcache.examples.recipes.limit.LimitRecipe;
import org.tandemcache.examples.recipes.lock.LockRecipe;
import org.tandemcache.examples.recipes.notices.NoticesRecipe;
import org.tandemcache.examples.recipes.warmup.WarmUpRecipe;

/**
 * Lists the recipes, and runs those that the system property {@code recipe} names, separated by commas, or {@code all}.
 * Each starts the servers that it needs, and prints what it sees. Needs nothing but a JDK.
 */
public final class Recipes {
    private record Recipe(String shows, Consumer<PrintStream> run) {}

    private static final Map<String, Recipe> ALL = new LinkedHashMap<>();

    static {
        ALL.put("warm-up", new Recipe("a cache that is filled before users ask", WarmUpRecipe::run));
        ALL.put("bloom", new Recipe("a loader that is not asked for what does not exist", BloomRecipe::run));
        ALL.put("lock", new Recipe("a lock for all nodes, and what it can't do", LockRecipe::run));
        ALL.put("limit", new Recipe("rate limits for all nodes together", LimitRecipe::run));
        ALL.put("notices", new Recipe("messages to all nodes", NoticesRecipe::run));
        ALL.put("export", new Recipe("the rows of a large query, put by many threads", ExportRecipe::run));
        ALL.put("cdc", new Recipe("entries that go when their row changes, whoever changes it", CdcRecipe::run));
        ALL.put("kafka", new Recipe("changes of a cache to Kafka, and back into another", KafkaRecipe::run));
    }

    private Recipes() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.getProperty("recipe", ""), System.out);
    }

    static void run(String names, PrintStream out) {
        if (names.isBlank()) {
            out.println(
                    "Recipes, each run by mvn -q -Precipes -Drecipe=NAME, several with commas, or all of them by all:");
            ALL.forEach((name, recipe) -> out.printf("   %-14s %s%n", name, recipe.shows()));
            return;
        }
        for (String name : names.equals("all") ? ALL.keySet().toArray(String[]::new) : names.split(",", -1)) {
            Recipe recipe = ALL.get(name.strip());
            if (recipe == null) {
                throw new IllegalArgumentException(
                        "the system property recipe names \"" + name + "\"; allowed: all, " + ALL.keySet());
            }
            out.printf("%n%s: %s%n", name.strip(), recipe.shows());
            recipe.run().accept(out);
        }
    }
}
