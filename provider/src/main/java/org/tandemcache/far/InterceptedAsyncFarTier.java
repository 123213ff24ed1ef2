package org.tandemcache.far;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An asynchronous far tier behind the interceptors of the other one. Thread-safe. */
final class InterceptedAsyncFarTier implements AsyncFarTier {
    private final AsyncFarTier far;
    private final List<FarInterceptor> interceptors;

    InterceptedAsyncFarTier(AsyncFarTier far, List<FarInterceptor> interceptors) {
        this.far = far;
        this.interceptors = interceptors;
    }

    @Override
    public boolean isReady(FarKey key) {
        return far.isReady(key);
    }

    @Override
    public CompletableFuture<@Nullable StoredEntry> get(FarKey key) {
        return begin(FarOperations.get(key), () -> far.get(key));
    }

    @Override
    public CompletableFuture<List<@Nullable StoredEntry>> getAll(List<FarKey> keys) {
        return begin(FarOperations.getAll(keys), () -> far.getAll(keys));
    }

    @Override
    public CompletableFuture<@Nullable Void> put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return begin(FarOperations.put(key, value, lifetimes), () -> far.put(key, value, lifetimes));
    }

    @Override
    public CompletableFuture<Boolean> putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return begin(FarOperations.putIfAbsent(key, value, lifetime), () -> far.putIfAbsent(key, value, lifetime));
    }

    @Override
    public CompletableFuture<Boolean> remove(FarKey key) {
        return begin(FarOperations.remove(key), () -> far.remove(key));
    }

    @Override
    public CompletableFuture<@Nullable StoredEntry> getAndRemove(FarKey key) {
        return begin(FarOperations.getAndRemove(key), () -> far.getAndRemove(key));
    }

    private <T extends @Nullable Object> CompletableFuture<T> begin(
            FarOperation<T> operation, Supplier<CompletableFuture<T>> work) {
        Supplier<CompletableFuture<T>> next = work;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            FarInterceptor interceptor = interceptors.get(i);
            Supplier<CompletableFuture<T>> behind = next;
            next = () -> interceptor.begin(operation, behind);
        }
        return next.get();
    }
}
