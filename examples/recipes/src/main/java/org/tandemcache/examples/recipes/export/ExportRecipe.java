package org.tandemcache.examples.recipes.export;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.tandemcache.examples.recipes.Stage;

/** Exports the rows of a query from one node, and reads them on another. */
public final class ExportRecipe {
    private static final int ROWS = 20_000;

    private ExportRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        AtomicLong queries = new AtomicLong();
        try (Stage stage = Stage.open()) {
            var export = new BatchedExport<>(
                    stage.node("node-a").createCache("report", configuration()),
                    (from, to) -> {
                        queries.incrementAndGet();
                        return rows(from, to);
                    },
                    4,
                    500);
            long start = System.nanoTime();
            long rows = export.run(0, ROWS);
            long millis = (System.nanoTime() - start) / 1_000_000;
            out.printf("   %,d rows by 4 threads in %d batches, %d ms%n", rows, queries.get(), millis);
            Cache<Long, String> other = stage.node("node-b").createCache("report", configuration());
            out.printf("   node-b reads the last: %s%n", other.get(ROWS - 1L));
        }
    }

    static MutableConfiguration<Long, String> configuration() {
        return new MutableConfiguration<Long, String>().setTypes(Long.class, String.class);
    }

    /** Stands for a query. */
    static Map<Long, String> rows(long from, long to) {
        return LongStream.range(from, to).boxed().collect(Collectors.toMap(id -> id, id -> "row " + id));
    }
}
