package org.tandemcache.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;

/** One refresh of one entry in this JVM, from the moment when it was wanted. Thread-safe. */
final class RefreshAttempt {
    private final FarKey key;
    private final @Nullable StoredEntry seen;
    private final long deadline;
    private final CompletableFuture<@Nullable NewValue<?>> stored = new CompletableFuture<>();
    private volatile boolean failed;
    // Written before the future ends.
    private volatile long retryAt;

    /**
     * @param seen the entry that is to be replaced, its header at the least; null where it must be looked at first
     * @param deadline the {@link System#nanoTime()} from which that entry must not be handed out any more, or earlier
     */
    RefreshAttempt(FarKey key, @Nullable StoredEntry seen, long deadline) {
        this.key = key;
        this.seen = seen;
        this.deadline = deadline;
    }

    FarKey key() {
        return key;
    }

    @Nullable
    StoredEntry seen() {
        return seen;
    }

    /** Ends with what is stored now, with null if nothing is, or with the failure. */
    CompletableFuture<@Nullable NewValue<?>> stored() {
        return stored;
    }

    boolean isRunning() {
        return !stored.isDone();
    }

    boolean hasFailed() {
        return failed;
    }

    /** Whether the next one may begin. */
    boolean isOver(long now) {
        return stored.isDone() && now - retryAt >= 0;
    }

    /** @param next the {@link System#nanoTime()} from which on the next one may begin */
    void end(@Nullable NewValue<?> value, long next) {
        retryAt = next;
        stored.complete(value);
    }

    void fail(Throwable failure, long next) {
        retryAt = next;
        failed = true;
        stored.completeExceptionally(failure);
    }

    /**
     * What is stored when it ends in time, and as long as the old value may be handed out; null if it does not, or has
     * brought nothing.
     */
    @Nullable
    NewValue<?> await(long longest) {
        long nanos = Math.min(longest, deadline - System.nanoTime());
        if (nanos <= 0) {
            return null;
        }
        try {
            return stored.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null; // the old value does
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
