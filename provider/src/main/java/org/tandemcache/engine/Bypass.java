package org.tandemcache.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarOperation;
import org.tandemcache.far.FarTierException;

/**
 * Answers as an empty cache while the far tier is away. A comparison with an entry that was seen before that was not
 * sent fails, so its transaction reads again and goes on as on an empty cache. Thread-safe.
 */
record Bypass(FailurePolicy policy) implements FarInterceptor {
    @Override
    public <T extends @Nullable Object> T intercept(FarOperation<T> operation, Next next) {
        try {
            return next.run(operation);
        } catch (FarTierException e) {
            return policy.bypass(operation, e);
        }
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> begin(
            FarOperation<T> operation, Supplier<CompletableFuture<T>> next) {
        return next.get().exceptionally(failure -> {
            FarTierException away = FarTierException.of(failure);
            if (away == null) {
                throw new CompletionException(failure);
            }
            return policy.bypass(operation, away);
        });
    }
}
