package org.tandemcache.spring;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;
import org.tandemcache.config.EntryOptions;
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
    private final TandemCache<Object, Object> cache;
    private final StoredNulls nulls;
    private final boolean loadsAmongNodes;
    private final boolean hasGeneration;
    private final LoadsUnderWay loads = new LoadsUnderWay();
    private final CacheCalls calls = new CacheCalls();
    private final CallsBehind behind;
    private final StoredEntries entries;
    private final LoadingReads loading;
    private final OrderedChanges changes;

    /** @param behind of this cache alone */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    TandemSpringCache(TandemCache<Object, Object> cache, CallsBehind behind) {
        TandemConfiguration<Object, Object> configuration = cache.getConfiguration(TandemConfiguration.class);
        this.cache = cache;
        this.nulls = StoredNulls.of(configuration.getValueType());
        this.loadsAmongNodes = configuration.load().protection() == LoadConfiguration.Protection.CLUSTER;
        this.hasGeneration = configuration.tags().isOn();
        this.behind = behind;
        this.entries = new StoredEntries(cache, behind, calls);
        this.loading = new LoadingReads(cache, nulls, entries, behind, calls, loadsAmongNodes, loads);
        this.changes = new OrderedChanges(cache.getName(), behind);
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
        Object stored = entries.read(key);
        return stored == null ? null : wrapped(stored);
    }

    @Override
    @SuppressWarnings("unchecked") // checked, where there is a type
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        Object stored = entries.read(key);
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
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return get(key, valueLoader, null);
    }

    /** @param tags of what is stored; null for none but the cache's own */
    @SuppressWarnings("unchecked") // what the loader of this key has brought
    <T> @Nullable T get(Object key, Callable<T> valueLoader, @Nullable ValueTags tags) {
        return (T) loading.get(key, valueLoader, tags);
    }

    /** Whether the cache's own protection of loads reaches all nodes. */
    boolean loadsAmongNodes() {
        return loadsAmongNodes;
    }

    /** {@link #get(Object)} that claims what is missed. */
    Claimed<Object> claimed(Object key) {
        return entries.claimed(key);
    }

    /** {@link #claimed} without waiting. */
    CompletableFuture<Claimed<Object>> retrieveClaimed(Object key) {
        return entries.retrieveClaimed(key);
    }

    /**
     * Stores what a method has brought for a key that was claimed. A {@code null} that can't be kept is not stored.
     *
     * @param options of the entry
     */
    void store(Object key, Claimed<Object> claim, @Nullable Object value, EntryOptions options) {
        Object stored = nulls.toStore(value);
        if (stored != null) {
            calls.put();
            changes.make(key, () -> claim.store(stored, options));
        }
    }

    ValueWrapper wrapped(Object stored) {
        return new SimpleValueWrapper(nulls.fromStore(stored));
    }

    // ------------------------------------------------------------------------------------- reading without waiting

    /** Completed already for a near copy; else no thread waits for Redis. */
    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return entries.retrieve(key).thenApply(stored -> stored == null ? null : wrapped(stored));
    }

    /**
     * As {@link #retrieve(Object)}, and where there is nothing the loader is run: once at a time for a key in this JVM.
     * The future ends when what it brought is stored.
     */
    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return retrieve(key, valueLoader, null);
    }

    /** @param tags of what is stored; null for none but the cache's own */
    @SuppressWarnings("unchecked") // what the loader of this key has brought
    <T> CompletableFuture<T> retrieve(
            Object key, Supplier<CompletableFuture<T>> valueLoader, @Nullable ValueTags tags) {
        return (CompletableFuture<T>) loading.retrieve(key, valueLoader, tags);
    }

    // ------------------------------------------------------------------------------------------------- changing

    /** One round trip. A {@code null} that can't be kept removes what is there. */
    @Override
    public void put(Object key, @Nullable Object value) {
        put(key, value, EntryOptions.none());
    }

    /** {@link #put(Object, Object)} with options. */
    void put(Object key, @Nullable Object value, EntryOptions options) {
        Object stored = nulls.toStore(value);
        loads.outdate(key);
        calls.put();
        changes.make(key, () -> {
            if (stored == null) {
                cache.remove(key);
            } else {
                cache.put(key, stored, options);
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
        Object there = changes.await(key, () -> entries.storeIfAbsent(key, stored));
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
        changes.make(key, () -> cache.remove(key));
    }

    /** Done when this returns; false also where Redis is away and the cache's failure mode does not fail. */
    @Override
    public boolean evictIfPresent(Object key) {
        loads.outdate(key);
        calls.evict();
        return changes.await(key, () -> cache.remove(key));
    }

    /**
     * One command, by which all entries end ({@link TandemCache#invalidateAll}); with {@code tags.mode = off} a walk
     * over all keys in Redis. Listeners and writers of the cache hear nothing of it.
     */
    @Override
    public void clear() {
        loads.outdateAll();
        changes.makeOfAll(this::cleared);
    }

    /**
     * As {@link #clear}, and done when this returns: no call of this JVM finds an entry from before, and none of
     * another JVM that the server's notice has reached. False where one command is enough: nobody has looked whether
     * there was an entry. With {@code tags.mode = off} a first one is looked for before.
     */
    @Override
    public boolean invalidate() {
        loads.outdateAll();
        return changes.awaitOfAll(this::invalidated);
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

    @Override
    public String toString() {
        return "Spring's view of " + cache;
    }
}
