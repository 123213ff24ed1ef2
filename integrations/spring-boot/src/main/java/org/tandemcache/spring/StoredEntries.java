package org.tandemcache.spring;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;

/**
 * The entries of a cache, read behind the calls of the same key that are left to be made, and counted as what callers
 * were answered. Thread-safe.
 */
final class StoredEntries {
    private final TandemCache<Object, Object> cache;
    private final CallsBehind behind;
    private final CacheCalls calls;

    StoredEntries(TandemCache<Object, Object> cache, CallsBehind behind, CacheCalls calls) {
        this.cache = cache;
        this.behind = behind;
        this.calls = calls;
    }

    /** No round trip for a near copy, else one. */
    @Nullable
    Object read(Object key) {
        return behind.isIdle(key) ? counted(cache.get(key)) : CallsBehind.await(retrieve(key));
    }

    /** {@link #read} without waiting: completed already for a near copy. */
    CompletableFuture<@Nullable Object> retrieve(Object key) {
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

    /** {@link #read} that claims what is missed. */
    Claimed<Object> claimed(Object key) {
        return behind.isIdle(key) ? counted(cache.getOrClaim(key)) : CallsBehind.await(retrieveClaimed(key));
    }

    /** {@link #claimed} without waiting. */
    CompletableFuture<Claimed<Object>> retrieveClaimed(Object key) {
        return behind.call(key, () -> counted(cache.getOrClaim(key)));
    }

    /** @return the value that is there already, or null; one that can't be read is replaced */
    @Nullable
    Object storeIfAbsent(Object key, Object stored) {
        if (cache.putIfAbsent(key, stored)) {
            return null;
        }
        Object there = cache.get(key);
        if (there == null) {
            cache.put(key, stored);
        }
        return there;
    }

    private @Nullable Object counted(@Nullable Object stored) {
        calls.read(stored != null);
        return stored;
    }

    private Claimed<Object> counted(Claimed<Object> found) {
        calls.read(found.value() != null);
        return found;
    }
}
