package org.tandemcache.benchmarks.peer;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the mixed workload needs of a cache or map of texts.
 *
 * @param reader gives the value of a key
 * @param writer stores a value, and does not ask for the former one
 * @param filler stores many
 * @param owner ends it
 */
public record OpenMap(
        UnaryOperator<String> reader,
        BiConsumer<String, String> writer,
        Consumer<Map<String, String>> filler,
        Runnable owner)
        implements AutoCloseable {
    /** A cache of JCache. */
    public static OpenMap of(OpenCache<String> open) {
        var cache = open.cache();
        return new OpenMap(cache::get, cache::put, cache::putAll, open::close);
    }

    @Override
    public void close() {
        owner.run();
    }
}
