package org.tandemcache.spring;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The methods that are being run for the keys of a cache: one at a time for each key in this JVM, until the key is
 * changed; what a method that began before the change has found is not stored. Thread-safe.
 */
final class LoadsUnderWay {
    /** For how long a caller waits for the method that another thread runs; then he runs it himself. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final ConcurrentMap<Object, Load> loads = new ConcurrentHashMap<>();
    private final AtomicLong ended = new AtomicLong();

    /** One run of a method. Completed with its value once that is stored, or with its failure. */
    static final class Load {
        final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        private final Thread thread = Thread.currentThread();
        private final long begun = System.nanoTime();
        private volatile boolean outdated;

        /** Whether the key was changed since the method began. */
        boolean isOutdated() {
            return outdated;
        }

        /** Whether it is the thread that asks that runs the method: it must not wait for itself. */
        boolean isOwn() {
            return thread == Thread.currentThread();
        }
    }

    /** @return {@code mine} if it is to run now, else the one that runs already, and not for too long */
    Load begin(Object key, Load mine) {
        return Objects.requireNonNull(loads.compute(
                key,
                (any, other) -> other == null || mine.begun - other.begun > LONGEST_WAIT.toNanos() ? mine : other));
    }

    void end(Object key, Load load) {
        ended.incrementAndGet(); // first: who finds no load any more shall see it
        loads.remove(key, load);
    }

    /**
     * How many methods have ended. Who missed an entry, and begins a method when others have ended since before he
     * looked, has to look again: one of them may have stored the entry behind his look.
     */
    long ended() {
        return ended.get();
    }

    /** The key is being changed: what runs is not stored, and who comes now runs the method himself. */
    void outdate(Object key) {
        Load load = loads.remove(key);
        if (load != null) {
            load.outdated = true;
        }
    }

    void outdateAll() {
        loads.keySet().forEach(this::outdate);
    }
}
