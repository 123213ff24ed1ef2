package org.tandemcache.jcache;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.codec.CodecException;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.engine.AsyncOperations;
import org.tandemcache.engine.AsyncWork;
import org.tandemcache.far.FarTierException;

/**
 * A cache as those see it who don't wait: begins what can be begun, gives the rest to threads that wait in their place,
 * and counts both. Thread-safe.
 */
final class AsyncView<K, V> implements TandemAsyncCache<K, V> {
    private final ManagedCache<K, V> cache;
    private final AsyncOperations<K, V> operations;
    private final AsyncThreads threads;
    private final AsyncWork work;
    private final int limit;

    /** @param limit how many calls of the manager may be under way; 0 for any number */
    AsyncView(
            ManagedCache<K, V> cache,
            AsyncOperations<K, V> operations,
            AsyncThreads threads,
            AsyncWork work,
            int limit) {
        this.cache = cache;
        this.operations = operations;
        this.threads = threads;
        this.work = work;
        this.limit = limit;
    }

    @Override
    public CompletionStage<@Nullable V> get(K key) {
        V near = cache.getNear(key);
        return near != null
                ? CompletableFuture.completedFuture(near)
                : this.<@Nullable V>begin("get", key, () -> operations.reads().get(key), () -> cache.get(key));
    }

    @Override
    public CompletionStage<Map<K, V>> getAll(Set<? extends K> keys) {
        cache.checkCall(keys);
        return begin("getAll", keys, () -> operations.reads().getAll(keys), () -> cache.getAll(keys));
    }

    @Override
    public CompletionStage<Boolean> containsKey(K key) {
        cache.checkCall(key);
        return waited("containsKey", key, () -> cache.containsKey(key));
    }

    @Override
    public CompletionStage<@Nullable Void> put(K key, V value) {
        cache.checkCall(key, value);
        return this.<@Nullable Void>begin(
                "put", key, () -> ended(change(() -> operations.writes().put(key, value))), () -> {
                    cache.put(key, value);
                    return null;
                });
    }

    @Override
    public CompletionStage<@Nullable Void> put(K key, V value, EntryOptions options) {
        cache.checkCall(key, value);
        CheckedCalls.checkOptions(options);
        return this.<@Nullable Void>begin(
                "put", key, () -> ended(change(() -> operations.writes().put(key, value, options))), () -> {
                    cache.put(key, value, options);
                    return null;
                });
    }

    @Override
    public CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> entries) {
        Objects.requireNonNull(entries, "the map to put is null");
        cache.checkCall(entries.keySet());
        entries.forEach(cache::checkCall);
        return done("putAll", entries.keySet(), () -> cache.putAll(entries));
    }

    @Override
    public CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> entries, EntryOptions options) {
        Objects.requireNonNull(entries, "the map to put is null");
        cache.checkCall(entries.keySet());
        entries.forEach(cache::checkCall);
        CheckedCalls.checkOptions(options);
        return done("putAll", entries.keySet(), () -> cache.putAll(entries, options));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(K key, V value) {
        cache.checkCall(key, value);
        return begin(
                "putIfAbsent",
                key,
                () -> change(() -> operations.writes().putIfAbsent(key, value)),
                () -> cache.putIfAbsent(key, value));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(K key, V value, EntryOptions options) {
        cache.checkCall(key, value);
        CheckedCalls.checkOptions(options);
        return waited("putIfAbsent", key, () -> cache.putIfAbsent(key, value, options));
    }

    @Override
    public CompletionStage<@Nullable V> getAndPut(K key, V value) {
        cache.checkCall(key, value);
        return this.<@Nullable V>waited("getAndPut", key, () -> cache.getAndPut(key, value));
    }

    @Override
    public CompletionStage<Boolean> remove(K key) {
        cache.checkCall(key);
        return begin("remove", key, () -> change(() -> operations.writes().remove(key)), () -> cache.remove(key));
    }

    @Override
    public CompletionStage<@Nullable Void> removeAll(Set<? extends K> keys) {
        cache.checkCall(keys);
        return done("removeAll", keys, () -> cache.removeAll(keys));
    }

    @Override
    public CompletionStage<@Nullable Void> invalidateAll() {
        cache.checkGenerations();
        return done("invalidateAll", "any", cache::invalidateAll);
    }

    @Override
    public CompletionStage<@Nullable Void> invalidateTags(String... tags) {
        String[] named = cache.checkedTags(tags).toArray(String[]::new);
        return done("invalidateTags", "any", () -> cache.invalidateTags(named));
    }

    @Override
    public <T> CompletionStage<@Nullable T> invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        cache.checkCall(key);
        Objects.requireNonNull(processor, "the entry processor is null");
        return this.<@Nullable T>waited("invoke", key, () -> cache.invoke(key, processor, arguments));
    }

    @Override
    public CompletionStage<@Nullable Void> loadAll(Set<? extends K> keys, boolean replaceExisting) {
        cache.checkCall(keys);
        return this.<@Nullable Void>begin("loadAll", keys, () -> loaded(keys, replaceExisting), () -> null);
    }

    private CompletableFuture<@Nullable Void> loaded(Set<? extends K> keys, boolean replaceExisting) {
        CompletableFuture<@Nullable Void> loaded = new CompletableFuture<>();
        cache.loadAll(keys, replaceExisting, new CompletionListener() {
            @Override
            public void onCompletion() {
                loaded.complete(null);
            }

            @Override
            public void onException(Exception e) {
                loaded.completeExceptionally(e);
            }
        });
        return loaded;
    }

    private CompletionStage<@Nullable Void> done(String operation, Object keys, Runnable waiting) {
        return this.<@Nullable Void>waited(operation, keys, () -> {
            waiting.run();
            return null;
        });
    }

    private <T extends @Nullable Object> CompletionStage<T> waited(String operation, Object keys, Supplier<T> waiting) {
        return this.<T>begin(operation, keys, () -> null, waiting);
    }

    /** Who destroys the cache waits for it. */
    private <T> @Nullable CompletableFuture<T> change(Supplier<@Nullable CompletableFuture<T>> change) {
        return cache.changingLater(change);
    }

    private static @Nullable CompletableFuture<@Nullable Void> ended(@Nullable CompletableFuture<Boolean> change) {
        return change == null ? null : change.thenAccept(done -> {});
    }

    /**
     * Begins a call.
     *
     * @param begun begins it, or gives null where a thread has to wait
     * @param waiting does it on such a thread
     */
    @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with is told
    private <T extends @Nullable Object> CompletionStage<T> begin(
            String operation, Object keys, Supplier<@Nullable CompletableFuture<T>> begun, Supplier<T> waiting) {
        CompletableFuture<T> told = new CompletableFuture<>();
        if (!threads.enter(limit)) {
            told.completeExceptionally(new CacheException(operation + " of cache \"" + cache.getName() + "\": " + limit
                    + " asynchronous calls are under way already, the most that tandem.redis.waiting-threads allows"));
            return told;
        }
        work(begun, told, waiting).whenComplete((answer, failure) -> {
            threads.leave();
            if (failure == null) {
                told.complete(answer);
            } else {
                told.completeExceptionally(failed(operation, keys, failure));
            }
        });
        return told;
    }

    private <T extends @Nullable Object> CompletableFuture<T> work(
            Supplier<@Nullable CompletableFuture<T>> begun, CompletableFuture<T> told, Supplier<T> waiting) {
        try {
            CompletableFuture<T> work = begun.get();
            return work != null ? work : this.work.calls().run(() -> told.isDone() ? null : waiting.get());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Throwable failed(String operation, Object keys, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper && wrapper.getCause() != null
                ? wrapper.getCause()
                : failure;
        return cause instanceof FarTierException || cause instanceof CodecException
                ? cache.failed(operation, keys, (RuntimeException) cause)
                : cause;
    }
}
