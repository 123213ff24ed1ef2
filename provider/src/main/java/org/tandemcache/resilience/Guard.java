package org.tandemcache.resilience;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands before a wait for the far tier: lets it happen, or refuses at once. Implementations are thread-safe. */
public interface Guard {
    /**
     * Does the work in the caller's thread.
     *
     * @throws org.tandemcache.far.FarTierException that of the work, or one of kind UNAVAILABLE if it was refused
     */
    <T extends @Nullable Object> T call(Supplier<T> work);
}
