package org.tandemcache.examples.recipes.warmup;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.tandemcache.examples.recipes.Database;
import org.tandemcache.examples.recipes.Stage;

/** Warms a cache up from a list, on a schedule of two nodes, and from what was asked for most. */
public final class WarmUpRecipe {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private WarmUpRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        try (Stage stage = Stage.open()) {
            CacheManager a = stage.node("node-a");
            CacheManager b = stage.node("node-b");
            Database database = new Database();
            fromList(a, database, out);
            onSchedule(a, b, out);
            try (AccessCounts counts = new AccessCounts(b, stage.uri(), "reads-of-products")) {
                fromCounts(b, counts, database, out);
            }
        }
    }

    private static void fromList(CacheManager node, Database database, PrintStream out) {
        Cache<String, String> products = node.createCache("products", database.readThrough());
        List<String> ids = ids(0, 2_000);
        new WarmUp<>(products, 500).load(ids);
        long loaded = database.rows();
        ids.forEach(products::get);
        out.printf("   from a list: %,d rows in %d queries%n", loaded, database.queries());
        out.printf("   then all are read: %,d more rows%n", database.rows() - loaded);
    }

    private static void onSchedule(CacheManager a, CacheManager b, PrintStream out) {
        CountDownLatch runs = new CountDownLatch(4);
        Turns ofA = new Turns(a, PERIOD.multipliedBy(4).dividedBy(5), "node-a");
        Turns ofB = new Turns(b, PERIOD.multipliedBy(4).dividedBy(5), "node-b");
        long start = System.nanoTime();
        try (Schedule first = new Schedule(PERIOD, () -> ofA.take("products", runs::countDown));
                Schedule second = new Schedule(PERIOD, () -> ofB.take("products", runs::countDown))) {
            runs.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        out.printf(
                "   on a schedule of %d ms, by two nodes: 4 runs in %d ms%n",
                PERIOD.toMillis(), (System.nanoTime() - start) / 1_000_000);
    }

    private static void fromCounts(CacheManager node, AccessCounts counts, Database database, PrintStream out) {
        ids(0, 100).forEach(counts::count);
        for (int round = 0; round < 20; round++) {
            ids(40, 50).forEach(counts::count);
        }
        counts.flush();
        List<String> hot = counts.top(10);
        Cache<String, String> products = node.createCache("hot-products", database.readThrough());
        long before = database.rows();
        new WarmUp<>(products, 500).load(hot);
        out.printf("   from access counts: %s, %d rows%n", hot, database.rows() - before);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> "p" + id).toList();
    }
}
