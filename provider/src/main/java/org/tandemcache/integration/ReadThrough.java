package org.tandemcache.integration;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;

/**
 * Calls the user's loader. For {@link #load one key} there is one call at a time in this JVM: who asks for a key that
 * is being loaded waits for that load, and gets its value or its failure. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ReadThrough<K, V> {
    private final CacheLoader<K, V> loader;
    private final Duration longestWait;
    private final ConcurrentMap<FarKey, Load<V>> underWay = new ConcurrentHashMap<>();

    /** @param longestWait how long a caller waits for the load of another thread */
    public ReadThrough(CacheLoader<K, V> loader, Duration longestWait) {
        this.loader = loader;
        this.longestWait = longestWait;
    }

    /** A load that one thread performs and others may wait for. */
    private static final class Load<V> {
        final Thread thread = Thread.currentThread();
        final CompletableFuture<@Nullable V> result = new CompletableFuture<>();
    }

    /**
     * Loads a value and has it stored, in the caller's thread, or waits for the thread that does.
     *
     * @param store called with a value that was loaded, before others get it; its answer is what they get
     * @return null if the loader knows no value
     * @throws CacheLoaderException if the loader fails, or another thread's load takes too long
     */
    public @Nullable V load(FarKey key, Function<V, V> store) {
        Load<V> mine = new Load<>();
        Load<V> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            return await(key, other);
        }
        try {
            V loaded = loadOnly(key);
            V value = loaded == null ? null : store.apply(loaded);
            mine.result.complete(value);
            return value;
        } catch (Throwable e) {
            mine.result.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key, mine);
        }
    }

    /**
     * Loads a value without storing it.
     *
     * @return null if the loader knows no value
     */
    @SuppressWarnings("unchecked") // the cache's own key
    public @Nullable V loadOnly(FarKey key) {
        return called(() -> loader.load((K) key.key()), key.key());
    }

    /** Loads several values at once; keys for which the loader has none are left out. */
    public Map<K, V> loadAll(Collection<? extends K> keys) {
        Map<K, V> loaded = called(() -> loader.loadAll(keys), keys);
        Map<K, V> known = new HashMap<>();
        if (loaded != null) {
            loaded.forEach((key, value) -> {
                if (key != null && value != null) {
                    known.put(key, value);
                }
            });
        }
        return known;
    }

    private @Nullable V await(FarKey key, Load<V> other) {
        if (other.thread == Thread.currentThread()) {
            throw new CacheLoaderException("the loader of key " + key.key() + " asked the cache for that same key");
        }
        try {
            return other.result.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CacheLoaderException("loading key " + key.key() + " failed in another thread", e.getCause());
        } catch (TimeoutException e) {
            throw new CacheLoaderException(
                    "another thread has been loading key " + key.key() + " for more than " + longestWait, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoaderException("interrupted while another thread loads key " + key.key(), e);
        }
    }

    private static <T> @Nullable T called(LoaderCall<T> call, Object what) {
        try {
            return call.run();
        } catch (CacheLoaderException e) {
            throw e;
        } catch (Exception e) {
            throw new CacheLoaderException("the loader failed for " + what + ": " + e, e);
        }
    }

    private interface LoaderCall<T> {
        @Nullable
        T run() throws Exception;
    }
}
