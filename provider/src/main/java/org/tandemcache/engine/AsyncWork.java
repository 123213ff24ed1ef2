package org.tandemcache.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the work of operations goes that no thread waits for. Thread-safe.
 *
 * @param answers takes what has come, and hands it to its user; refuses nothing
 * @param calls runs what waits: loaders, processors, operations of several round trips
 */
public record AsyncWork(Executor answers, Calls calls, Timer timer) {
    /** Runs what waits. */
    public interface Calls {
        /** Runs it on a thread of its own; what it ends with, also where it can't be begun any more. */
        <T extends @Nullable Object> CompletableFuture<T> run(Supplier<T> call);
    }

    /** Bounds waits. */
    public interface Timer {
        /** Fails the future if it has not ended by then; the same future. */
        <T> CompletableFuture<T> within(Duration bound, CompletableFuture<T> future);
    }

    /** Ends when the other one does, however it does, or when the time is over. The other one goes on. */
    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of the other one is no matter here
    CompletableFuture<?> within(Duration bound, CompletableFuture<?> other) {
        if (other.isDone()) {
            return other;
        }
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        other.whenComplete((answer, failure) -> ended.complete(true));
        return timer.within(bound, ended);
    }
}
