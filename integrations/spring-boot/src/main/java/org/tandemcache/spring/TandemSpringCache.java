package org.tandemcache.spring;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * A cache of Tandem as Spring's abstraction sees it. What a call does while Redis is away says the cache's
 * {@code failure.mode}. Thread-safe.
 *
 * <p>A read that a near copy answers makes no round trip, with {@code sync = true} and in {@link #retrieve} too.
 * {@code null} is kept as a text, if the cache's type of values allows for one; else it is not kept.
 *
 * <p>For reactive methods and those that return a {@code CompletableFuture}, what a near copy can't answer is read by
 * the cache's {@linkplain TandemCache#async asynchronous view}; reads that claim what they miss, and changes that a
 * thread of Reactor's that must not wait asks for, are made on a bounded number of threads. The changes of one key are
 * made in their order, and a later read of that key waits for them.
 */
public final class TandemSpringCache implements Cache {
    private static final Logger log = LoggerFactory.getLogger(TandemSpringCache.class);

    private static final Duration LONGEST_WAIT = LoadsUnderWay.LONGEST_WAIT;

    private final TandemCache<Object, Object> cache;
    private final StoredNulls nulls;
    private final boolean loadsAmongNodes;
    private final boolean hasGeneration;
    private final LoadsUnderWay loads = new LoadsUnderWay();
    private final CacheCalls calls = new CacheCalls();
    private final CallsBehind behind;

    /** @param behind of this cache alone */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    TandemSpringCache(TandemCache<Object, Object> cache, CallsBehind behind) {
        TandemConfiguration<Object, Object> configuration = cache.getConfiguration(TandemConfiguration.class);
        this.cache = cache;
        this.nulls = StoredNulls.of(configuration.getValueType());
        this.loadsAmongNodes = configuration.load().protection() == LoadConfiguration.Protection.CLUSTER;
        this.hasGeneration = configuration.tags().isOn();
        this.behind = behind;
    }

    @Override
    public String getName() {
        return cache.getName();
    }

    /** The JCache cache, for whatever Spring has no word for. */
    @Override
    public TandemCache<Object, Object> getNativeCache() {
        return cache;
    }

    /** Returns when what was begun for reactive methods has ended, or after so long. */
    void awaitEnd(Duration longest) throws InterruptedException {
        behind.awaitEnd(longest);
    }

    CacheCalls calls() {
        return calls;
    }

    // -------------------------------------------------------------------------------------------------- reading

    /** No round trip for a near copy, else one. */
    @Override
    public @Nullable ValueWrapper get(Object key) {
        Object stored = read(key);
        return stored == null ? null : wrapped(stored);
    }

    @Override
    @SuppressWarnings("unchecked") // checked, where there is a type
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        Object stored = read(key);
        Object value = stored == null ? null : nulls.fromStore(stored);
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("the value of cache \"" + getName() + "\" is a "
                    + value.getClass().getName() + ", not a " + type.getName());
        }
        return (T) value;
    }

    /**
     * As {@link #get(Object)}, and where there is nothing the loader is run: once at a time for a key in this JVM,
     * others wait for it. What it brings is stored if nobody has stored anything meanwhile, and if the key was not
     * changed here since it began; a round trip more. With {@code load.protection = cluster} both hold for all nodes,
     * and it is three more.
     *
     * @throws ValueRetrievalException if the loader fails
     */
    @Override
    @SuppressWarnings("unchecked") // what the loader of this key has brought
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        long ended = loads.ended();
        Object stored = read(key);
        return (T) (stored == null ? load(key, valueLoader, ended) : nulls.fromStore(stored));
    }

    /** @param ended how many loads had ended before the entry was missed */
    private @Nullable Object load(Object key, Callable<?> loader, long ended) {
        LoadsUnderWay.Load mine = new LoadsUnderWay.Load();
        LoadsUnderWay.Load running = loads.begin(key, mine);
        if (running == mine) {
            return loadAndStore(key, mine, loader, ended);
        }
        return running.isOwn() ? called(key, loader) : await(key, running, loader);
    }

    private @Nullable Object loadAndStore(Object key, LoadsUnderWay.Load load, Callable<?> loader, long ended) {
        try {
            Object value = loadsAmongNodes ? loadAmongNodes(key, loader) : loadHere(key, load, loader, ended);
            load.result.complete(value);
            return value;
        } catch (Throwable e) {
            load.result.completeExceptionally(e);
            throw e;
        } finally {
            loads.end(key, load);
        }
    }

    private @Nullable Object loadHere(Object key, LoadsUnderWay.Load load, Callable<?> loader, long ended) {
        Object stored = loads.ended() == ended ? null : cache.get(key);
        if (stored != null) {
            return nulls.fromStore(stored);
        }
        Object value = called(key, loader);
        storeLoaded(key, load, value);
        return value;
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

    /** Whoever waited gets an object of his own, where there is one. */
    private @Nullable Object await(Object key, LoadsUnderWay.Load running, Callable<?> loader) {
        try {
            Object value = running.result.get(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
            Object stored = value == null ? null : cache.get(key);
            return stored == null ? value : nulls.fromStore(stored);
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
    private void storeLoaded(Object key, LoadsUnderWay.Load load, @Nullable Object value) {
        Object stored = nulls.toStore(value);
        if (stored == null || load.isOutdated()) {
            return;
        }
        storeIfAbsent(key, stored);
        calls.put();
        if (load.isOutdated()) {
            cache.remove(key);
        }
    }

    /** @return the value that is there already, or null; one that can't be read is replaced */
    private @Nullable Object storeIfAbsent(Object key, Object stored) {
        if (cache.putIfAbsent(key, stored)) {
            return null;
        }
        Object there = cache.get(key);
        if (there == null) {
            cache.put(key, stored);
        }
        return there;
    }

    private @Nullable Object read(Object key) {
        if (!behind.isIdle(key)) {
            return await(retrieveStored(key));
        }
        return counted(cache.get(key));
    }

    /** Whether the cache's own protection of loads reaches all nodes. */
    boolean loadsAmongNodes() {
        return loadsAmongNodes;
    }

    /** {@link #get(Object)} that claims what is missed. */
    Claimed<Object> claimed(Object key) {
        return behind.isIdle(key) ? counted(cache.getOrClaim(key)) : await(retrieveClaimed(key));
    }

    /** {@link #claimed} without waiting. */
    CompletableFuture<Claimed<Object>> retrieveClaimed(Object key) {
        return behind.call(key, () -> counted(cache.getOrClaim(key)));
    }

    private Claimed<Object> counted(Claimed<Object> found) {
        calls.read(found.value() != null);
        return found;
    }

    /** Stores what a method has brought for a key that was claimed. A {@code null} that can't be kept is not stored. */
    void store(Object key, Claimed<Object> claim, @Nullable Object value) {
        Object stored = nulls.toStore(value);
        if (stored != null) {
            calls.put();
            change(key, () -> claim.store(stored));
        }
    }

    private @Nullable Object counted(@Nullable Object stored) {
        calls.read(stored != null);
        return stored;
    }

    ValueWrapper wrapped(Object stored) {
        return new SimpleValueWrapper(nulls.fromStore(stored));
    }

    // ------------------------------------------------------------------------------------- reading without waiting

    /** Completed already for a near copy; else no thread waits for Redis. */
    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return retrieveStored(key).thenApply(stored -> stored == null ? null : wrapped(stored));
    }

    /**
     * As {@link #retrieve(Object)}, and where there is nothing the loader is run: once at a time for a key in this JVM.
     * The future ends when what it brought is stored.
     */
    @Override
    @SuppressWarnings("unchecked") // what the loader of this key has brought
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        long ended = loads.ended();
        return (CompletableFuture<T>) retrieveStored(key)
                .thenCompose(stored -> stored == null
                        ? loadBehind(key, valueLoader, ended)
                        : CompletableFuture.completedFuture(nulls.fromStore(stored)));
    }

    private CompletableFuture<@Nullable Object> retrieveStored(Object key) {
        try {
            Object near = behind.isIdle(key) ? cache.getNear(key) : null;
            if (near != null) {
                calls.read(true);
                return CompletableFuture.completedFuture(near);
            }
        } catch (RuntimeException e) { // a copy that can't be decoded, or a cache that is closed
            return CompletableFuture.failedFuture(e);
        }
        return behind.begin(key, () -> cache.async().get(key).thenApply(stored -> counted(stored)));
    }

    /** @param ended how many loads had ended before the entry was missed */
    @SuppressWarnings("FutureReturnValueIgnored") // the load's own future tells how it went
    private <T> CompletableFuture<@Nullable Object> loadBehind(
            Object key, Supplier<CompletableFuture<T>> loader, long ended) {
        LoadsUnderWay.Load mine = new LoadsUnderWay.Load();
        LoadsUnderWay.Load running = loads.begin(key, mine);
        if (running != mine) {
            return running.result.copy();
        }
        CompletableFuture<@Nullable Object> lookedAgain = loads.ended() == ended
                ? CompletableFuture.completedFuture(null)
                : behind.begin(key, () -> cache.async().get(key));
        CompletableFuture<@Nullable Object> brought = lookedAgain.thenCompose(stored -> stored == null
                ? loaded(loader).thenCompose(value -> stored(key, mine, value))
                : CompletableFuture.completedFuture(nulls.fromStore(stored)));
        brought.whenComplete((value, failure) -> {
            loads.end(key, mine);
            if (failure == null) {
                mine.result.complete(value);
            } else {
                mine.result.completeExceptionally(failure);
            }
        });
        return mine.result.copy();
    }

    /** What was brought is answered, though nobody takes it to Redis any more. */
    private CompletableFuture<@Nullable Object> stored(Object key, LoadsUnderWay.Load load, @Nullable Object value) {
        Supplier<Boolean> store = () -> {
            storeLoaded(key, load, value);
            return true;
        };
        return behind.call(key, store)
                .exceptionallyCompose(failure -> CallsBehind.isRefused(failure)
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure))
                .thenApply(any -> value);
    }

    private static <T> CompletableFuture<T> loaded(Supplier<CompletableFuture<T>> loader) {
        try {
            return loader.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    // ------------------------------------------------------------------------------------------------- changing

    /** One round trip. A {@code null} that can't be kept removes what is there. */
    @Override
    public void put(Object key, @Nullable Object value) {
        Object stored = nulls.toStore(value);
        loads.outdate(key);
        calls.put();
        change(key, () -> {
            if (stored == null) {
                cache.remove(key);
            } else {
                cache.put(key, stored);
            }
        });
    }

    /** {@code SET NX}: one round trip where there is nothing, two where there is. */
    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        Object stored = nulls.toStore(value);
        if (stored == null) {
            return get(key);
        }
        Object there = atOnce(key, () -> storeIfAbsent(key, stored));
        if (there == null) {
            calls.put();
            return null;
        }
        return wrapped(there);
    }

    @Override
    public void evict(Object key) {
        loads.outdate(key);
        calls.evict();
        change(key, () -> cache.remove(key));
    }

    /** Done when this returns; false also where Redis is away and the cache's failure mode does not fail. */
    @Override
    public boolean evictIfPresent(Object key) {
        loads.outdate(key);
        calls.evict();
        return atOnce(key, () -> cache.remove(key));
    }

    /**
     * One command, by which all entries end ({@link TandemCache#invalidateAll}); with {@code tags.mode = off} a walk
     * over all keys in Redis. Listeners and writers of the cache hear nothing of it.
     */
    @Override
    public void clear() {
        loads.outdateAll();
        if (Threads.mayWait() && behind.isIdle()) {
            cleared();
        } else {
            finish(behind.callForAll(() -> {
                cleared();
                return true;
            }));
        }
    }

    /**
     * As {@link #clear}, and done when this returns: no call of this JVM finds an entry from before, and none of
     * another JVM that the server's notice has reached. False where one command is enough: nobody has looked whether
     * there was an entry. With {@code tags.mode = off} a first one is looked for before.
     */
    @Override
    public boolean invalidate() {
        loads.outdateAll();
        return behind.isIdle() ? invalidated() : await(behind.callForAll(this::invalidated));
    }

    private boolean invalidated() {
        boolean something = !hasGeneration && cache.iterator().hasNext();
        cleared();
        return something;
    }

    private void cleared() {
        if (hasGeneration) {
            cache.invalidateAll();
        } else {
            cache.clear();
        }
    }

    // ------------------------------------------------------------------------------------------------- threads

    private void change(Object key, Runnable work) {
        if (Threads.mayWait() && behind.isIdle(key)) {
            work.run();
            return;
        }
        finish(behind.call(key, () -> {
            work.run();
            return true;
        }));
    }

    private <T extends @Nullable Object> T atOnce(Object key, Supplier<T> work) {
        return behind.isIdle(key) ? work.get() : await(behind.call(key, work));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the log is told
    private void finish(CompletableFuture<?> call) {
        if (Threads.mayWait()) {
            await(call);
            return;
        }
        call.whenComplete((done, failure) -> {
            if (failure != null) { // nobody is left to be told
                log.warn("A change of cache \"{}\" that nobody waits for has failed: {}", getName(), text(failure));
            }
        });
    }

    private static String text(Throwable failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure : cause);
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> call) {
        try {
            return call.get(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the calls of the same key before this one have not ended within " + LONGEST_WAIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a call of the same key", e);
        }
    }

    @Override
    public String toString() {
        return "Spring's view of " + cache;
    }
}
