package org.tandemcache.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of a cache that are made behind the back of a thread that must not wait. Those of one key are made one after
 * the other, in the order in which they were given. Thread-safe.
 */
final class CallsBehind {
    private static final Logger log = LoggerFactory.getLogger(CallsBehind.class);
    private static final Object ALL = new Object();

    private final Executor threads;
    private final Executor continuations;
    private final ConcurrentMap<Object, CompletableFuture<?>> last = new ConcurrentHashMap<>();

    /**
     * @param threads make the calls; may refuse
     * @param continuations run what waits for a call to end, which may be a method of the user's that blocks
     */
    CallsBehind(Executor threads, Executor continuations) {
        this.threads = threads;
        this.continuations = continuations;
    }

    /** Whether no call of this key, and none of all keys, is left to be made. */
    boolean isIdle(Object key) {
        return last.isEmpty() || (!last.containsKey(key) && !last.containsKey(ALL));
    }

    boolean isIdle() {
        return last.isEmpty();
    }

    /** @return what the call gives; fails also where the executor refuses it */
    <T extends @Nullable Object> CompletableFuture<T> call(Object key, Supplier<T> work) {
        return append(key, callsForAll(), mine -> run(mine, work));
    }

    /**
     * A call that no thread waits for.
     *
     * @param call begins it, without waiting
     * @return what the call gives
     */
    <T extends @Nullable Object> CompletableFuture<T> begin(Object key, Supplier<? extends CompletionStage<T>> call) {
        return append(key, callsForAll(), mine -> begun(mine, call));
    }

    private CompletableFuture<?> callsForAll() {
        CompletableFuture<?> all = last.get(ALL);
        return all == null ? CompletableFuture.completedFuture(null) : all;
    }

    /** A call that concerns every key: made when all that were given before have ended. */
    <T extends @Nullable Object> CompletableFuture<T> callForAll(Supplier<T> work) {
        CompletableFuture<?> before = CompletableFuture.allOf(
                last.values().stream().map(CallsBehind::ended).toArray(CompletableFuture<?>[]::new));
        return append(ALL, before, mine -> run(mine, work));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the call's own future tells how it went
    private <T extends @Nullable Object> CompletableFuture<T> append(
            Object key, CompletableFuture<?> other, Consumer<CompletableFuture<T>> call) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<?> before = last.put(key, mine);
        CompletableFuture<?> both =
                before == null ? ended(other) : CompletableFuture.allOf(ended(before), ended(other));
        both.whenComplete((any, none) -> call.accept(mine));
        return mine.whenComplete((value, failure) -> last.remove(key, mine));
    }

    private static CompletableFuture<?> ended(CompletableFuture<?> call) {
        return call.handle((value, failure) -> null);
    }

    private <T extends @Nullable Object> void run(CompletableFuture<T> mine, Supplier<T> work) {
        try {
            threads.execute(() -> {
                try {
                    T value = work.get();
                    end(() -> mine.complete(value));
                } catch (Throwable e) {
                    end(() -> mine.completeExceptionally(e));
                }
            });
        } catch (RejectedExecutionException e) {
            mine.completeExceptionally(new IllegalStateException(
                    "too many calls wait for Redis, or the cache manager is being closed", e));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the call's own future tells how it went
    private <T extends @Nullable Object> void begun(
            CompletableFuture<T> mine, Supplier<? extends CompletionStage<T>> call) {
        try {
            call.get()
                    .whenComplete((value, failure) -> end(
                            failure == null ? () -> mine.complete(value) : () -> mine.completeExceptionally(failure)));
        } catch (Throwable e) {
            end(() -> mine.completeExceptionally(e));
        }
    }

    /** Returns when all calls that were given have ended, or after so long. */
    void awaitEnd(Duration longest) throws InterruptedException {
        CompletableFuture<?> all = CompletableFuture.allOf(
                last.values().stream().map(CallsBehind::ended).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("Calls of Redis were still under way when they were given up", e);
        }
    }

    /** Waits for what a call gives, for no longer than {@link LoadsUnderWay#LONGEST_WAIT}. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> call) {
        Duration longest = LoadsUnderWay.LONGEST_WAIT;
        try {
            return call.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the calls of the same key before this one have not ended within " + longest, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a call of the same key", e);
        }
    }

    /** Whether a call was not made, because too many wait or the threads are ended. */
    static boolean isRefused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause != null && cause.getCause() instanceof RejectedExecutionException;
    }

    private void end(Runnable completion) {
        try {
            continuations.execute(completion);
        } catch (RejectedExecutionException e) { // closed meanwhile
            completion.run();
        }
    }
}
