package org.tandemcache.examples.recipes.bloom;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.tandemcache.examples.recipes.Database;
import org.tandemcache.examples.recipes.Stage;

/** Asks two nodes for what exists, what does not, and what was inserted after the filters were built. */
public final class BloomRecipe {
    private static final int EXISTING = 5_000;

    private BloomRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        try (Stage stage = Stage.open()) {
            Database database = new Database();
            database.only(ids("p"));
            Node a = Node.of(stage.node("node-a"), database);
            Node b = Node.of(stage.node("node-b"), database);
            long found =
                    ids("p").stream().filter(id -> a.products().get(id) != null).count();
            out.printf("   %,d ids that exist: %,d found, %,d rows asked for%n", EXISTING, found, database.rows());
            long before = database.rows();
            ids("x").forEach(a.products()::get);
            out.printf("   %,d that do not: %,d rows asked for%n", EXISTING, database.rows() - before);
            a.insert("new-1", database);
            out.printf(
                    "   inserted on node-a after the builds, read on node-b: %s%n",
                    b.products().get("new-1"));
        }
    }

    /** Ids of a prefix. */
    static Set<String> ids(String prefix) {
        return IntStream.range(0, EXISTING).mapToObj(id -> prefix + id).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A node of the application.
     *
     * @param products read through, past the filter
     * @param known what this node knows to exist
     */
    record Node(Cache<String, String> products, KnownIds known) {
        static Node of(CacheManager manager, Database database) {
            return of(manager, database, () -> database.ids().stream());
        }

        static Node of(CacheManager manager, Database database, Supplier<Stream<String>> source) {
            Cache<String, Boolean> added = manager.createCache(
                    "added-products",
                    new MutableConfiguration<String, Boolean>()
                            .setTypes(String.class, Boolean.class)
                            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1))));
            KnownIds known = new KnownIds(added, source, EXISTING);
            FilteredLoader<String, String> loader = new FilteredLoader<>(database, known::mayExist);
            return new Node(
                    manager.createCache("products", database.readThrough().setCacheLoaderFactory(() -> loader)), known);
        }

        /** As a service would, within a transaction. */
        void insert(String id, Database database) {
            known.adding(id);
            database.insert(id); // and commit
        }
    }
}
