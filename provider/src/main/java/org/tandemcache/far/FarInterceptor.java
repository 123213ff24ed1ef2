package org.tandemcache.far;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands in the way of every operation of a far tier. Implementations are thread-safe. */
public interface FarInterceptor {
    /**
     * Does something before, after or in place of the operation, in the caller's thread.
     *
     * @param next does it, as far as the next interceptor lets it
     * @throws FarTierException what {@code next} throws, or its own
     */
    <T extends @Nullable Object> T intercept(FarOperation<T> operation, Next next);

    /**
     * {@link #intercept} for an operation that no thread waits for: what is to be done before it is done in the
     * caller's thread, what is to be done after it once {@code next} has ended, before this future does.
     *
     * @param next begins it, and throws nothing
     */
    <T extends @Nullable Object> CompletableFuture<T> begin(
            FarOperation<T> operation, Supplier<CompletableFuture<T>> next);

    /** What follows on the way to the far tier. */
    interface Next {
        <T extends @Nullable Object> T run(FarOperation<T> operation);
    }
}
