package org.tandemcache.far;

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

    /** What follows on the way to the far tier. */
    interface Next {
        <T extends @Nullable Object> T run(FarOperation<T> operation);
    }
}
