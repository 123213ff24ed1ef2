package org.tandemcache.resilience;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets everything happen. */
record Unguarded() implements Guard {
    @Override
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        return work.get();
    }
}
