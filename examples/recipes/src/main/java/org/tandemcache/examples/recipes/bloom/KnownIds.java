package org.tandemcache.examples.recipes.bloom;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;

/**
 * What is known to exist: a Bloom filter that each node builds anew by a schedule, and beside it, for all nodes, the
 * ids that were added since: a filter that lacks an id hides a row. So whoever inserts a row {@linkplain #adding says
 * so} before the commit, and that is remembered for longer than any filter is used. Thread-safe.
 */
final class KnownIds {
    private static final double FALSE_POSITIVES = 0.01;

    private final Cache<String, Boolean> added;
    private final Supplier<Stream<String>> source;
    private final int expected;
    private volatile BloomFilter<CharSequence> filter;

    /**
     * Builds the first filter.
     *
     * @param added shared by all nodes; its entries live longer than the longest transaction that inserts, the pause
     *     between two builds and a build take together
     * @param source all ids that exist, read within one snapshot
     * @param expected about so many; with many more the filter lets nearly everything pass
     */
    KnownIds(Cache<String, Boolean> added, Supplier<Stream<String>> source, int expected) {
        this.added = added;
        this.source = source;
        this.expected = expected;
        this.filter = built();
    }

    /** Builds a filter of what exists now; the one before answers until it is done. */
    void rebuild() {
        filter = built();
    }

    private BloomFilter<CharSequence> built() {
        BloomFilter<CharSequence> made =
                BloomFilter.create(Funnels.stringFunnel(StandardCharsets.UTF_8), expected, FALSE_POSITIVES);
        Consumer<CharSequence> put = made::put;
        try (Stream<String> ids = source.get()) {
            ids.forEach(put);
        }
        return made;
    }

    /** Called before the transaction that inserts the row commits, on whichever node. */
    void adding(String id) {
        added.put(id, Boolean.TRUE);
    }

    /** False only for an id that does not exist. No round trip for most of those that do; one for the others. */
    boolean mayExist(String id) {
        if (filter.mightContain(id)) {
            return true;
        }
        try {
            return added.containsKey(id);
        } catch (CacheException e) {
            return true; // while Redis is away the source is asked
        }
    }
}
