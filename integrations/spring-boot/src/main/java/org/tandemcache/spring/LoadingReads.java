package org.tandemcache.spring;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;

/**
 * Reads that run the caller's loader where there is nothing: once at a time for a key in this JVM, others wait for it.
 * What it brings is stored if nobody has stored anything meanwhile, and if the key was not changed here since it began.
 * Thread-safe.
 */
final class LoadingReads {
    private final TandemCache<Object, Object> cache;
    private final StoredNulls nulls;
    private final StoredEntries entries;
    private final CallsBehind behind;
    private final CacheCalls calls;
    private final boolean amongNodes;
    private final LoadsUnderWay underWay;

    /**
     * @param amongNodes whether the cache's own protection of loads reaches all nodes
     * @param underWay outdated by who changes a key
     */
    LoadingReads(
            TandemCache<Object, Object> cache,
            StoredNulls nulls,
            StoredEntries entries,
            CallsBehind behind,
            CacheCalls calls,
            boolean amongNodes,
            LoadsUnderWay underWay) {
        this.cache = cache;
        this.nulls = nulls;
        this.entries = entries;
        this.behind = behind;
        this.calls = calls;
        this.amongNodes = amongNodes;
        this.underWay = underWay;
    }

    // ------------------------------------------------------------------------------------------ a thread that waits

    /** @param tags of what is stored; null for none but the cache's own */
    @Nullable
    Object get(Object key, Callable<?> loader, @Nullable ValueTags tags) {
        long ended = underWay.ended();
        Object stored = entries.read(key);
        return stored == null ? load(key, loader, ended, tags) : nulls.fromStore(stored);
    }

    /** @param ended how many loads had ended before the entry was missed */
    private @Nullable Object load(Object key, Callable<?> loader, long ended, @Nullable ValueTags tags) {
        LoadsUnderWay.Load mine = new LoadsUnderWay.Load();
        LoadsUnderWay.Load running = underWay.begin(key, mine);
        if (running == mine) {
            return loadAndStore(key, mine, loader, ended, tags);
        }
        return running.isOwn() ? called(key, loader) : await(key, running, loader, tags != null);
    }

    private @Nullable Object loadAndStore(
            Object key, LoadsUnderWay.Load load, Callable<?> loader, long ended, @Nullable ValueTags tags) {
        try {
            Object value;
            if (tags != null) {
                value = loadTagged(key, load, loader, tags);
            } else {
                value = amongNodes ? loadAmongNodes(key, loader) : loadHere(key, load, loader, ended);
            }
            load.result.complete(value);
            return value;
        } catch (Throwable e) {
            load.result.completeExceptionally(e);
            throw e;
        } finally {
            underWay.end(key, load);
        }
    }

    private @Nullable Object loadHere(Object key, LoadsUnderWay.Load load, Callable<?> loader, long ended) {
        Object stored = underWay.ended() == ended ? null : cache.get(key);
        if (stored != null) {
            return nulls.fromStore(stored);
        }
        Object value = called(key, loader);
        store(key, load, value);
        return value;
    }

    /** By a claim: what is invalidated from here on is not there behind what the loader brings, whatever its tags. */
    private @Nullable Object loadTagged(Object key, LoadsUnderWay.Load load, Callable<?> loader, ValueTags tags) {
        Claimed<Object> claim = cache.getOrClaim(key);
        Object stored = claim.value();
        if (stored != null) {
            return nulls.fromStore(stored);
        }
        try {
            Object value = called(key, loader);
            store(key, load, claim, value, tags);
            return value;
        } finally {
            claim.release(); // where nothing was stored
        }
    }

    /** As {@link #store(Object, LoadsUnderWay.Load, Object)}. */
    private void store(
            Object key, LoadsUnderWay.Load load, Claimed<Object> claim, @Nullable Object value, ValueTags tags) {
        Object stored = nulls.toStore(value);
        if (stored == null || load.isOutdated()) {
            return;
        }
        claim.store(stored, tags.of(value));
        calls.put();
        if (load.isOutdated()) {
            cache.remove(key);
        }
    }

    /** By the cache's own protection of loads. */
    private @Nullable Object loadAmongNodes(Object key, Callable<?> loader) {
        try {
            Object stored = cache.get(key, same -> {
                Object loaded = nulls.toStore(called(key, loader));
                if (loaded != null) {
                    calls.put();
                }
                return loaded;
            });
            return stored == null ? null : nulls.fromStore(stored);
        } catch (CacheLoaderException e) {
            if (e.getCause() instanceof ValueRetrievalException failed) {
                throw failed;
            }
            throw e;
        }
    }

    /**
     * Whoever waited gets an object of his own, where there is one.
     *
     * @param tagged whether none but what is stored will do: the load may be from before an invalidation, and this not
     */
    private @Nullable Object await(Object key, LoadsUnderWay.Load running, Callable<?> loader, boolean tagged) {
        try {
            Object value = running.result.get(LoadsUnderWay.LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
            Object stored = value == null ? null : cache.get(key);
            if (stored == null) {
                return tagged && value != null ? called(key, loader) : value;
            }
            return nulls.fromStore(stored);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ValueRetrievalException failed) {
                throw new ValueRetrievalException(key, loader, Objects.requireNonNullElse(failed.getCause(), failed));
            }
            throw new ValueRetrievalException(key, loader, Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            return called(key, loader);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ValueRetrievalException(key, loader, e);
        }
    }

    private static @Nullable Object called(Object key, Callable<?> loader) {
        try {
            return loader.call();
        } catch (Exception e) {
            throw new ValueRetrievalException(key, loader, e);
        }
    }

    /** A change that comes while this stores finds no load to outdate any more: it is looked for once more behind. */
    private void store(Object key, LoadsUnderWay.Load load, @Nullable Object value) {
        Object stored = nulls.toStore(value);
        if (stored == null || load.isOutdated()) {
            return;
        }
        entries.storeIfAbsent(key, stored);
        calls.put();
        if (load.isOutdated()) {
            cache.remove(key);
        }
    }

    // -------------------------------------------------------------------------------------------- one that does not

    /** {@link #get} without waiting; the future ends when what the loader brought is stored. */
    <T> CompletableFuture<@Nullable Object> retrieve(
            Object key, Supplier<CompletableFuture<T>> loader, @Nullable ValueTags tags) {
        long ended = underWay.ended();
        return entries.retrieve(key)
                .thenCompose(stored -> stored == null
                        ? loadBehind(key, loader, ended, tags)
                        : CompletableFuture.completedFuture(nulls.fromStore(stored)));
    }

    /** @param ended how many loads had ended before the entry was missed */
    @SuppressWarnings("FutureReturnValueIgnored") // the load's own future tells how it went
    private <T> CompletableFuture<@Nullable Object> loadBehind(
            Object key, Supplier<CompletableFuture<T>> loader, long ended, @Nullable ValueTags tags) {
        LoadsUnderWay.Load mine = new LoadsUnderWay.Load();
        LoadsUnderWay.Load running = underWay.begin(key, mine);
        if (running != mine) {
            CompletableFuture<@Nullable Object> joined = running.result.copy();
            return tags == null ? joined : joined.thenCompose(value -> joinedTagged(key, loader, value));
        }
        CompletableFuture<@Nullable Object> brought =
                tags == null ? brought(key, mine, loader, ended) : broughtTagged(key, mine, loader, tags);
        brought.whenComplete((value, failure) -> {
            underWay.end(key, mine);
            if (failure == null) {
                mine.result.complete(value);
            } else {
                mine.result.completeExceptionally(failure);
            }
        });
        return mine.result.copy();
    }

    private <T> CompletableFuture<@Nullable Object> brought(
            Object key, LoadsUnderWay.Load load, Supplier<CompletableFuture<T>> loader, long ended) {
        CompletableFuture<@Nullable Object> lookedAgain = underWay.ended() == ended
                ? CompletableFuture.completedFuture(null)
                : behind.begin(key, () -> cache.async().get(key));
        return lookedAgain.thenCompose(stored -> stored == null
                ? begun(loader).thenCompose(value -> storedBehind(key, value, () -> store(key, load, value)))
                : CompletableFuture.completedFuture(nulls.fromStore(stored)));
    }

    /** As {@link #loadTagged}; a loader that fails leaves a claim behind that nobody waits for, and that lapses. */
    private <T> CompletableFuture<@Nullable Object> broughtTagged(
            Object key, LoadsUnderWay.Load load, Supplier<CompletableFuture<T>> loader, ValueTags tags) {
        return behind.call(key, () -> cache.getOrClaim(key)).thenCompose(claim -> {
            Object stored = claim.value();
            return stored == null
                    ? begun(loader)
                            .thenCompose(value -> storedBehind(key, value, () -> store(key, load, claim, value, tags)))
                    : CompletableFuture.completedFuture(nulls.fromStore(stored));
        });
    }

    /** As {@link #await}: the load that was joined may be from before an invalidation, and who joined it not. */
    private <T> CompletableFuture<@Nullable Object> joinedTagged(
            Object key, Supplier<CompletableFuture<T>> loader, @Nullable Object value) {
        if (value == null) {
            return CompletableFuture.completedFuture(null);
        }
        return entries.retrieve(key)
                .thenCompose(stored -> stored == null
                        ? begun(loader).thenApply(own -> own)
                        : CompletableFuture.completedFuture(nulls.fromStore(stored)));
    }

    /** What was brought is answered, though nobody takes it to Redis any more. */
    private CompletableFuture<@Nullable Object> storedBehind(Object key, @Nullable Object value, Runnable storing) {
        Supplier<Boolean> store = () -> {
            storing.run();
            return true;
        };
        return behind.call(key, store)
                .exceptionallyCompose(failure -> CallsBehind.isRefused(failure)
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure))
                .thenApply(any -> value);
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> loader) {
        try {
            return loader.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
