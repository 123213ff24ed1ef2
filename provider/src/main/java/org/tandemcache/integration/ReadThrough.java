package org.tandemcache.integration;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeysText;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * Calls the user's loader. For {@link #load one key} there is one call at a time in this JVM: who asks for a key that
 * is being loaded waits for that load, and gets its value or its failure, unless the key was written since the load
 * began. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ReadThrough<K, V> {
    private final CacheLoader<K, V> loader;
    private final Duration longestWait;
    private final LoadsUnderWay underWay;
    private final ConcurrentMap<FarKey, Shared<V>> shared = new ConcurrentHashMap<>();

    /** @param longestWait how long a caller waits for the load of another thread */
    public ReadThrough(CacheLoader<K, V> loader, LoadsUnderWay underWay, Duration longestWait) {
        this.loader = loader;
        this.underWay = underWay;
        this.longestWait = longestWait;
    }

    /** A load that one thread performs and others may wait for, until a write detaches it. */
    private static final class Shared<V> {
        final CompletableFuture<@Nullable Supplier<@Nullable V>> result = new CompletableFuture<>();
        final Load load;

        Shared(Load load) {
            this.load = load;
        }
    }

    /** What becomes of a value that was loaded. */
    public interface Keeper<V> {
        /**
         * Has the value stored, before those who wait get it.
         *
         * @param load to be closed once the value is stored or will not be
         * @return makes an object for each who has waited, or null if no two objects can be made of this value
         */
        Supplier<@Nullable V> keep(V loaded, Load load);
    }

    /**
     * Loads a value and has it kept, in the caller's thread, or waits for the thread that does. A value of which no
     * copies can be made is loaded by each caller.
     *
     * @return null if the loader knows no value
     * @throws CacheLoaderException if the loader fails, or another thread's load takes too long
     */
    public @Nullable V load(FarKey key, Keeper<V> keeper) {
        underWay.refuseInLoader(key);
        Shared<V> mine = new Shared<>(underWay.begin(key));
        Shared<V> joined =
                shared.compute(key, (same, other) -> other == null || other.load.isDetached() ? mine : other);
        if (joined != mine) {
            try (Load own = mine.load) {
                Supplier<@Nullable V> copies = await(key, joined);
                V copy = copies == null ? null : copies.get();
                return copies == null || copy != null ? copy : loadOnly(key, own);
            }
        }
        boolean kept = false;
        try {
            V loaded = loadOnly(key, mine.load);
            Supplier<@Nullable V> copies = loaded == null ? null : keeper.keep(loaded, mine.load);
            kept = copies != null;
            mine.result.complete(copies);
            return loaded;
        } catch (Throwable e) {
            mine.result.completeExceptionally(e);
            throw e;
        } finally {
            shared.remove(key, mine);
            if (!kept) {
                mine.load.close();
            }
        }
    }

    /**
     * Loads a value without storing it.
     *
     * @param load of that key
     * @return null if the loader knows no value
     * @throws CacheLoaderException if the loader fails, or asks for that same key
     */
    @SuppressWarnings("unchecked") // the cache's own key
    public @Nullable V loadOnly(FarKey key, Load load) {
        underWay.refuseInLoader(key);
        return LoadsUnderWay.<@Nullable V>loading(
                List.of(load), () -> called(() -> loader.load((K) key.key()), key.key()));
    }

    /**
     * Loads several values at once; keys for which the loader has none are left out.
     *
     * @param loads of those keys
     * @throws CacheLoaderException if the loader fails, or asks for one of those keys
     */
    public Map<K, V> loadAll(Collection<? extends K> keys, Collection<Load> loads) {
        loads.forEach(load -> underWay.refuseInLoader(load.key()));
        Map<K, V> loaded =
                LoadsUnderWay.<@Nullable Map<K, V>>loading(loads, () -> called(() -> loader.loadAll(keys), keys));
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

    /** Makes copies of what the other has loaded; null if the loader knows no value. */
    private @Nullable Supplier<@Nullable V> await(FarKey key, Shared<V> other) {
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
            throw new CacheLoaderException("the loader failed for " + KeysText.of(what) + ": " + e, e);
        }
    }

    private interface LoaderCall<T> {
        @Nullable
        T run() throws Exception;
    }
}
