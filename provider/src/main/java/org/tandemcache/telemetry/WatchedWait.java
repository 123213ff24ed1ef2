package org.tandemcache.telemetry;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.resilience.Guard;

/** A wait for the answer of a tracked read, behind its guard. */
record WatchedWait(Guard guard, CallWatch watch, FarKey key) implements Guard {
    @Override
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        return guard.call(() -> watch.awaited(key, work));
    }
}
