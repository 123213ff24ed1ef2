package org.tandemcache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A manager that one thread makes, with no lock held, and others may wait for: it asks the network and runs user code.
 * Thread-safe.
 *
 * @param <M> the type of managers
 */
final class Opening<M> {
    /** Longer than it takes to connect; user code that takes longer is told. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<@Nullable M> manager = new CompletableFuture<>();

    /** Makes the manager in the thread that has made this. */
    M make(Supplier<M> maker) {
        M made = null;
        try {
            made = maker.get();
            return made;
        } finally {
            manager.complete(made);
        }
    }

    /** Whether the manager is this one, and there already. */
    boolean isOf(M other) {
        return manager.getNow(null) == other;
    }

    /**
     * The manager, waited for while it is being made.
     *
     * @return null if it could not be made
     * @throws IllegalStateException if it is this thread that makes it
     * @throws CacheException if it takes too long
     */
    @Nullable
    M await() {
        if (!manager.isDone() && thread == Thread.currentThread()) {
            throw new IllegalStateException(
                    "user code that a cache manager runs while it is made asks for that manager");
        }
        try {
            return manager.get(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new CacheException(
                    "thread " + thread.getName() + " has been making the cache manager for more than " + LONGEST_WAIT,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while another thread makes the cache manager", e);
        }
    }
}
