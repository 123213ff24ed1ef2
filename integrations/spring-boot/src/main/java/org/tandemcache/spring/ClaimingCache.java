package org.tandemcache.spring;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.tandemcache.Claimed;
import org.tandemcache.config.EntryOptions;

/**
 * A cache as one call of a {@code @Cacheable} method sees it: what it has missed is claimed, and what it puts in the
 * end is stored if nothing has happened to the key since, on whichever instance. A call that throws leaves a claim
 * behind that nobody waits for, and that lapses. Thread-safe: methods that return a future put on another thread.
 */
final class ClaimingCache implements Cache {
    private final TandemSpringCache cache;
    private final @Nullable ValueTags tags;
    private final AtomicReference<@Nullable Missed> missed = new AtomicReference<>();

    /** What was missed the last time; one call has one key. */
    private record Missed(Object key, Claimed<Object> claim) {}

    /** @param tags of what the call stores; null for none but the cache's own */
    ClaimingCache(TandemSpringCache cache, @Nullable ValueTags tags) {
        this.cache = cache;
        this.tags = tags;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return noted(key, cache.claimed(key));
    }

    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return cache.retrieveClaimed(key).thenApply(found -> noted(key, found));
    }

    private @Nullable ValueWrapper noted(Object key, Claimed<Object> found) {
        Object stored = found.value();
        missed.set(stored == null ? new Missed(key, found) : null);
        return stored == null ? null : cache.wrapped(stored);
    }

    /** Unconditional where nothing was missed, or nobody could tell. */
    @Override
    public void put(Object key, @Nullable Object value) {
        Missed claimed = missed.getAndSet(null);
        EntryOptions options = tags == null ? EntryOptions.none() : tags.of(value);
        if (claimed == null || !claimed.key().equals(key)) {
            cache.put(key, value, options);
        } else {
            cache.store(key, claimed.claim(), value, options);
        }
    }

    // -------------------------------------------------------------------------------------------- as the cache does

    @Override
    public String getName() {
        return cache.getName();
    }

    @Override
    public Object getNativeCache() {
        return cache.getNativeCache();
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        return cache.get(key, type);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return cache.get(key, valueLoader, tags);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return cache.retrieve(key, valueLoader, tags);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return cache.putIfAbsent(key, value);
    }

    @Override
    public void evict(Object key) {
        cache.evict(key);
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return cache.evictIfPresent(key);
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public boolean invalidate() {
        return cache.invalidate();
    }

    @Override
    public String toString() {
        return "a call's view of " + cache;
    }
}
