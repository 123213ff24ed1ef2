package org.tandemcache.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.DueValue;

/**
 * Has entries loaded anew that are read shortly before they expire, on threads of its own. At most one refresh of a key
 * is under way in this JVM, and none begins too soon after one that brought nothing. Thread-safe.
 */
public final class Refreshes<K> {
    /** Keys that wait or are being refreshed. */
    private static final int MOST_UNDER_WAY = 1_000;

    /** Attempts that are kept after their end, so that the next one does not begin too soon. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final long PAUSE_WHEN_FULL = TimeUnit.MILLISECONDS.toNanos(100);

    private final KeyFormat keys;
    private final RefreshTimes times;
    private final RefreshCounters counters;
    private final BiConsumer<List<RefreshAttempt>, LongSupplier> run;
    private final Parts parts;
    private final ConcurrentMap<FarKey, RefreshAttempt> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong sweptAt = new AtomicLong(System.nanoTime());

    @SuppressWarnings("ThreadLocalUsage") // removed when the read that has set it ends
    private final ThreadLocal<@Nullable List<RefreshAttempt>> gathered = new ThreadLocal<>();

    /**
     * What a cache with refreshes has beyond one without.
     *
     * @param times when entries are due
     * @param retry how long after an attempt that brought nothing the next one begins
     * @param longestWait how long a reader waits for the new value; zero for not at all
     * @param threads run refreshes; refuse them once they are closed
     * @param isOwnThread whether this thread is one of them, and must not wait for the others
     * @param counters of what becomes of them
     */
    public record Parts(
            RefreshTimes times,
            Duration retry,
            Duration longestWait,
            Executor threads,
            BooleanSupplier isOwnThread,
            RefreshCounters counters) {}

    /**
     * @param run loads entries anew, told when those may be tried again that bring nothing; ends each of them, and
     *     throws nothing
     */
    Refreshes(KeyFormat keys, Parts parts, BiConsumer<List<RefreshAttempt>, LongSupplier> run) {
        this.keys = keys;
        this.parts = parts;
        this.times = parts.times();
        this.counters = parts.counters();
        this.run = run;
    }

    RefreshTimes times() {
        return times;
    }

    /** A copy that is due was found by a reader, who goes on with it. */
    void found(K key, DueValue copy, long now) {
        if (copy.attempt() instanceof RefreshAttempt known && !known.isOver(now)) {
            if (known.hasFailed()) {
                counters.countStaleServed();
            }
            return;
        }
        RefreshAttempt begun = wanted(keys.encode(key), new StoredEntry(copy.header()), copy.deadline(), now);
        copy.attempt(begun);
        if (begun.hasFailed()) {
            counters.countStaleServed();
        }
    }

    /**
     * An entry was read from the far tier, with what it has still to live; its reader goes on with it.
     *
     * @param readAt {@link System#nanoTime()} before that
     */
    void read(FarKey key, StoredEntry entry, long readAt) {
        long remaining = TimeUnit.MILLISECONDS.toNanos(entry.remainingMillis());
        if (remaining < 0 || remaining - times.ahead(remaining) > 0) {
            return;
        }
        RefreshAttempt begun = wanted(key, new StoredEntry(entry.header()), readAt + remaining, System.nanoTime());
        if (begun.hasFailed()) {
            counters.countStaleServed();
        }
    }

    /**
     * Refreshes a key now, unless that is under way, or has brought nothing a moment ago.
     *
     * @return whether a new value is stored in the end; or the failure
     */
    public CompletableFuture<Boolean> refresh(K key) {
        long now = System.nanoTime();
        return wanted(keys.encode(key), null, now, now).stored().thenApply(value -> value != null);
    }

    private RefreshAttempt wanted(FarKey key, @Nullable StoredEntry seen, long deadline, long now) {
        RefreshAttempt mine = new RefreshAttempt(keys.detached(key), seen, deadline);
        RefreshAttempt standing =
                attempts.compute(mine.key(), (same, other) -> other == null || other.isOver(now) ? mine : other);
        if (standing == mine) {
            List<RefreshAttempt> together = gathered.get();
            if (together == null) {
                begin(List.of(mine));
            } else {
                together.add(mine);
            }
        }
        return standing;
    }

    /** Runs a read of several keys: what it finds due is loaded together. */
    void gather(Runnable read) {
        if (gathered.get() != null) {
            read.run();
            return;
        }
        List<RefreshAttempt> together = new ArrayList<>(0);
        gathered.set(together);
        try {
            read.run();
        } finally {
            gathered.remove();
            if (!together.isEmpty()) {
                begin(together);
            }
        }
    }

    private void begin(List<RefreshAttempt> wanted) {
        List<RefreshAttempt> taken = new ArrayList<>(wanted.size());
        for (RefreshAttempt each : wanted) {
            if (underWay.incrementAndGet() <= MOST_UNDER_WAY) {
                taken.add(each);
            } else {
                underWay.decrementAndGet();
                skip(each);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            parts.threads().execute(() -> {
                try {
                    run.accept(taken, this::nextTry);
                } finally {
                    ended(taken);
                }
            });
        } catch (RejectedExecutionException e) { // the cache is closed
            taken.forEach(this::skip);
            ended(taken);
        }
    }

    private void skip(RefreshAttempt attempt) {
        counters.countSkipped();
        attempt.end(null, System.nanoTime() + PAUSE_WHEN_FULL);
        attempts.remove(attempt.key(), attempt);
    }

    private void ended(List<RefreshAttempt> taken) {
        underWay.addAndGet(-taken.size());
        long now = System.nanoTime();
        for (RefreshAttempt each : taken) {
            if (each.isRunning()) { // an error of ours, or the threads end
                each.fail(new IllegalStateException("the refresh was given up"), now);
            }
            if (each.isOver(now) || attempts.size() > MOST_REMEMBERED) {
                attempts.remove(each.key(), each);
            }
        }
        long swept = sweptAt.get();
        if (now - swept > parts.retry().toNanos() && sweptAt.compareAndSet(swept, now)) {
            attempts.values().removeIf(each -> each.isOver(now));
        }
    }

    /** When a key may be tried again that brings nothing now. */
    private long nextTry() {
        return System.nanoTime() + parts.retry().toNanos();
    }

    /** Whether no reader has anything to wait for. */
    boolean isIdle() {
        return underWay.get() == 0;
    }

    /** What a refresh of the key stores that is under way, if it does so in the time that a reader waits for it. */
    @Nullable
    NewValue<?> awaited(K key, long longest) {
        RefreshAttempt attempt = attempts.get(keys.encode(key));
        return attempt == null || !attempt.isRunning() || parts.isOwnThread().getAsBoolean()
                ? null
                : attempt.await(longest);
    }

    /** For how long a reader waits for the new value of an entry that is due, in nanoseconds. */
    long longestWait() {
        return parts.longestWait().toNanos();
    }
}
