package org.tandemcache.examples.recipes;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a table of products and counts what it is asked for. Without a call of {@link #only} it has a row for each
 * id. Thread-safe.
 */
public final class Database implements CacheLoader<String, String> {
    private final AtomicLong queries = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private volatile @Nullable Set<String> ids;

    /** Restricts the table to these ids, and those that are inserted later. */
    public void only(Set<String> existing) {
        Set<String> copy = ConcurrentHashMap.newKeySet();
        copy.addAll(existing);
        ids = copy;
    }

    /** Adds a row to a {@linkplain #only restricted} table. */
    public void insert(String id) {
        Set<String> existing = ids;
        if (existing != null) {
            existing.add(id);
        }
    }

    /** All ids of a restricted table. */
    public Set<String> ids() {
        Set<String> existing = ids;
        return existing == null ? Set.of() : Set.copyOf(existing);
    }

    /** So many calls were made. */
    public long queries() {
        return queries.get();
    }

    /** So many rows were asked for. */
    public long rows() {
        return rows.get();
    }

    @Override
    public @Nullable String load(String id) {
        queries.incrementAndGet();
        return row(id);
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
        queries.incrementAndGet();
        Map<String, String> found = new HashMap<>();
        for (String id : keys) {
            String row = row(id);
            if (row != null) {
                found.put(id, row);
            }
        }
        return found;
    }

    private @Nullable String row(String id) {
        rows.incrementAndGet();
        Set<String> existing = ids;
        return existing == null || existing.contains(id) ? "product " + id : null;
    }

    /** A cache that reads through to this. */
    public MutableConfiguration<String, String> readThrough() {
        return new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> this);
    }
}
