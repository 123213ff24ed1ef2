package org.tandemcache.examples.recipes.warmup;

import com.google.common.collect.Iterables;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListenerFuture;

/**
 * Has a cache load the keys of a list, batch after batch, so that neither the database nor Redis sees more than one at
 * a time. What is there already is left alone and not loaded. Thread-safe.
 *
 * @param <K> the type of keys
 */
final class WarmUp<K> {
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(30);

    private final Cache<K, ?> cache;
    private final int batch;

    /**
     * A cache that has a loader.
     *
     * @param batch so many keys are loaded by one call of the loader's {@code loadAll}
     */
    WarmUp(Cache<K, ?> cache, int batch) {
        this.cache = cache;
        this.batch = batch;
    }

    /**
     * Returns when all are loaded.
     *
     * @throws CacheException if the loader fails, or a batch takes too long; what was loaded before stays
     */
    void load(Iterable<K> keys) {
        for (List<K> some : Iterables.partition(keys, batch)) {
            CompletionListenerFuture loaded = new CompletionListenerFuture();
            cache.loadAll(new HashSet<>(some), false, loaded);
            await(loaded);
        }
    }

    private void await(CompletionListenerFuture loaded) {
        try {
            loaded.get(LONGEST_BATCH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while " + cache.getName() + " was warmed up", e);
        } catch (ExecutionException e) {
            throw new CacheException("a batch for " + cache.getName() + " could not be loaded", e.getCause());
        } catch (TimeoutException e) {
            throw new CacheException("a batch for " + cache.getName() + " took longer than " + LONGEST_BATCH, e);
        }
    }
}
