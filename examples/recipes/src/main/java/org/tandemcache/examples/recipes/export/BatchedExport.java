package org.tandemcache.examples.recipes.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;

/**
 * Puts the rows of a large query into a cache: the range of ids is cut into parts that threads read at once, each batch
 * by batch, and each batch is put by one {@code putAll}. In memory there is one batch for each thread. If a part fails
 * the others end after their batch. Thread-safe.
 *
 * <p><strong>It puts what it has read a moment ago</strong>, over whatever another node has put or removed meanwhile.
 * It is for caches that only exports fill; where rows are changed beside it, {@code loadAll} is protected from that.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class BatchedExport<K, V> {
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * What is exported.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    interface Query<K, V> {
        /**
         * The rows whose ids are in a range, such as {@code where id >= ? and id < ?}. Called by many threads at once.
         */
        Map<K, V> rows(long from, long to);
    }

    private final Cache<K, V> cache;
    private final Query<K, V> query;
    private final int threads;
    private final long batch;

    /**
     * An export.
     *
     * @param threads so many connections of the database are used; at least one
     * @param batch so many ids are asked for at once; at least one
     */
    BatchedExport(Cache<K, V> cache, Query<K, V> query, int threads, int batch) {
        if (threads < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    "an export needs one thread and batches of one at least, not " + threads + " and " + batch);
        }
        this.cache = cache;
        this.query = query;
        this.threads = threads;
        this.batch = batch;
    }

    /**
     * Exports a range of ids, and returns when all rows are put.
     *
     * @return how many
     * @throws CacheException if a part fails; what was put before stays
     */
    long run(long from, long to) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<Long> parts = new ExecutorCompletionService<>(pool);
            List<Future<Long>> begun = new ArrayList<>();
            long next = from;
            for (int left = threads; left > 0; left--) { // by the rest, as no product of two ids fits in a long
                long start = next;
                long rest = to - start;
                long end = start + rest / left + (rest % left > 0 ? 1 : 0);
                begun.add(parts.submit(() -> part(start, end)));
                next = end;
            }
            return sum(parts, begun.size());
        } finally {
            pool.shutdownNow();
        }
    }

    private long part(long from, long to) {
        long rows = 0;
        long start = from;
        while (start < to && !Thread.currentThread().isInterrupted()) {
            long end = to - start > batch ? start + batch : to;
            Map<K, V> some = query.rows(start, end);
            cache.putAll(some);
            rows += some.size();
            start = end;
        }
        return rows;
    }

    /** As they end, so that the first failure is seen at once. */
    private long sum(CompletionService<Long> parts, int number) {
        long rows = 0;
        try {
            for (int i = 0; i < number; i++) {
                Future<Long> part = parts.poll(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
                if (part == null) {
                    throw new CacheException("the export to " + cache.getName() + " took longer than " + LONGEST);
                }
                rows += part.get();
            }
            return rows;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("the export to " + cache.getName() + " was interrupted", e);
        } catch (ExecutionException e) {
            throw new CacheException("a part of the export to " + cache.getName() + " failed", e.getCause());
        }
    }
}
