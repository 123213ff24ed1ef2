package org.tandemcache.far;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a {@link FarTier} that need no thread to wait for them. Thread-safe. Nothing is thrown: what a
 * {@code FarTier} would throw is what the future fails with. Each future ends within a bound, and on no I/O thread.
 * Nobody cancels them: what was sent is done all the same.
 */
public interface AsyncFarTier {
    /** Whether a command for this key can be sent now, without a wait for a connection. */
    boolean isReady(FarKey key);

    /** {@link FarTier#get}. */
    CompletableFuture<@Nullable StoredEntry> get(FarKey key);

    /** {@link FarTier#getAll} of no more keys than travel together, in one flush. */
    CompletableFuture<List<@Nullable StoredEntry>> getAll(List<FarKey> keys);

    /** {@link FarTier#put}, with lifetimes that {@linkplain WriteLifetimes#coincide coincide}. */
    CompletableFuture<@Nullable Void> put(FarKey key, byte[] value, WriteLifetimes lifetimes);

    /** {@link FarTier#putIfAbsent}. */
    CompletableFuture<Boolean> putIfAbsent(FarKey key, byte[] value, Lifetime lifetime);

    /** {@link FarTier#remove}. */
    CompletableFuture<Boolean> remove(FarKey key);

    /** {@link FarTier#getAndRemove}. */
    CompletableFuture<@Nullable StoredEntry> getAndRemove(FarKey key);
}
