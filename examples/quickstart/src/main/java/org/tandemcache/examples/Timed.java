package org.tandemcache.examples;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of work gave, and how long it took.
 *
 * @param result null where there is none
 * @param nanos by the monotonic clock
 */
record Timed<T extends @Nullable Object>(T result, long nanos) {
    static <T extends @Nullable Object> Timed<T> of(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        return new Timed<>(result, System.nanoTime() - start);
    }

    static Timed<@Nullable Void> of(Runnable work) {
        return of(() -> {
            work.run();
            return null;
        });
    }
}
