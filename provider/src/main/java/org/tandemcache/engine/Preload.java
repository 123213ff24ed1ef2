package org.tandemcache.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/**
 * Fills the near tier of a cache before its readers do: with the keys of a list when it is opened, and with those that
 * somebody names. One chunk is under way at a time, on a thread that the caches of a manager share and that nobody
 * waits for. Thread-safe.
 */
public final class Preload<K> {
    private static final Logger log = LoggerFactory.getLogger(Preload.class);

    private static final int MOST_KEYS = PreloadConfiguration.MOST_KEYS;
    private static final int MOST_ATTEMPTS = 10;
    private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final long NONE = -1;

    private final Parts<K> parts;
    private final PreloadReads<K> reads;
    private final Queue<PreloadRun> runs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger keysWaiting = new AtomicInteger();
    private final AtomicBoolean atWork = new AtomicBoolean();
    private volatile boolean closed;
    // Used by the one thread.
    private boolean isFilled;
    private int attempts;

    /**
     * What it needs beside the reads of the near tier.
     *
     * @param hot the list of the keys that are read most; null where none is kept
     * @param longestWait for the answers of a chunk
     * @param threads one thread, made when it is needed; refuses work once it is closed
     * @param isUsed whether readers look at the near tier at all
     */
    public record Parts<K>(
            String cacheName,
            PreloadConfiguration configuration,
            @Nullable HotKeys<K> hot,
            Duration longestWait,
            Supplier<ScheduledExecutorService> threads,
            BooleanSupplier isUsed,
            PreloadCounters counters) {}

    Preload(Parts<K> parts, PreloadReads<K> reads) {
        this.parts = parts;
        this.reads = reads;
    }

    /** Begins with what the list names, if one is kept, and keeps it from then on. */
    public void start() {
        if (parts.hot() != null) {
            later(new Beat(new WeakReference<>(this)), 0);
        }
    }

    /** Between two looks at the list nothing keeps a cache that its application has forgotten. */
    private record Beat(WeakReference<Preload<?>> preload) implements Runnable {
        @Override
        public void run() {
            Preload<?> there = preload.get();
            if (there != null) {
                there.beat();
            }
        }
    }

    private void beat() {
        HotKeys<K> hot = parts.hot();
        if (closed || hot == null) {
            return;
        }
        long next = NONE;
        try {
            next = isFilled ? write(hot) : fill(hot);
        } catch (FarTierException e) {
            log.debug("The hot keys of cache \"{}\" wait for Redis: {}", parts.cacheName(), e.toString());
            next = pause();
        } catch (RuntimeException | Error e) {
            log.warn("The hot keys of cache \"{}\" can't be kept", parts.cacheName(), e);
            next = pause();
        }
        if (next != NONE) {
            later(new Beat(new WeakReference<>(this)), next);
        }
    }

    /** How long until the next look: at the turn, or for the next attempt. Ten of these take five minutes. */
    private long pause() {
        return isFilled
                ? parts.configuration().every().toNanos()
                : Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << Math.max(0, attempts - 1));
    }

    private long write(HotKeys<K> hot) {
        hot.write();
        return pause();
    }

    /** @return after how many nanoseconds the next look is due; {@link #NONE} if that is not known yet */
    @SuppressWarnings("FutureReturnValueIgnored") // the next look is what comes of it
    private long fill(HotKeys<K> hot) {
        if (attempts++ == MOST_ATTEMPTS) {
            log.info(
                    "Cache \"{}\" is not preloaded, after {} attempts: its readers fill the near tier",
                    parts.cacheName(),
                    MOST_ATTEMPTS);
            isFilled = true;
            return pause();
        }
        List<FarKey> keys = hot.read();
        if (keys.isEmpty()) {
            isFilled = true;
            return pause();
        }
        PreloadRun run = new PreloadRun(keys, true);
        keysWaiting.addAndGet(run.size());
        run.done().whenComplete(this::filled);
        enqueue(run);
        return NONE;
    }

    private void filled(@Nullable Long copies, @Nullable Throwable failure) {
        if (failure == null) {
            isFilled = true;
            log.info("Cache \"{}\" has preloaded {} entries into its near tier", parts.cacheName(), copies);
        } else if (!closed) {
            log.debug("Cache \"{}\" will go on with its preload: {}", parts.cacheName(), failure.toString());
        }
        later(new Beat(new WeakReference<>(this)), pause());
    }

    /**
     * Reads keys into the near tier: the first {@link PreloadConfiguration#MOST_KEYS} of them.
     *
     * @param check throws for what is no key
     * @return how many copies were made; or why not all could be read, a {@link FarTierException}, or an
     *     {@link IllegalStateException} if the cache is closed meanwhile
     */
    public CompletableFuture<Long> preload(Iterable<? extends K> wanted, Consumer<? super K> check) {
        List<FarKey> keys = new ArrayList<>();
        for (K key : wanted) {
            if (keys.size() == MOST_KEYS) {
                break;
            }
            check.accept(key);
            keys.add(reads.detached(key));
        }
        if (keysWaiting.addAndGet(keys.size()) > MOST_KEYS) {
            keysWaiting.addAndGet(-keys.size());
            return CompletableFuture.failedFuture(new FarTierException(
                    Kind.REJECTED,
                    keys.size() + " keys are too many beside those that wait already; allowed: " + MOST_KEYS
                            + " together",
                    null));
        }
        PreloadRun run = new PreloadRun(keys, false);
        enqueue(run);
        return run.done();
    }

    private void enqueue(PreloadRun run) {
        runs.add(run);
        if (closed) {
            refuseAll();
        } else if (atWork.compareAndSet(false, true)) {
            later(this::step, 0);
        }
    }

    /** Reads a chunk, and lets the next one wait for as long as the rate asks. */
    private void step() {
        PreloadRun run = runs.peek();
        if (closed || run == null) {
            rest();
            return;
        }
        long began = System.nanoTime();
        int asked = 0;
        try {
            asked = parts.isUsed().getAsBoolean() ? run.step(reads, parts.counters()) : 0;
            if (asked == 0) {
                end(run, run::end);
            }
        } catch (RuntimeException | Error e) {
            end(run, () -> run.fail(e));
        }
        long pause = TimeUnit.SECONDS.toNanos(asked) / parts.configuration().rate();
        later(this::step, Math.max(0, began + pause - System.nanoTime()));
    }

    private void rest() {
        atWork.set(false);
        if (closed) {
            refuseAll();
        } else if (!runs.isEmpty() && atWork.compareAndSet(false, true)) { // came between two looks
            later(this::step, 0);
        }
    }

    /** @param ending what may run code of the user's */
    private void end(PreloadRun run, Runnable ending) {
        if (runs.remove(run)) {
            keysWaiting.addAndGet(-run.size());
        }
        ending.run();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // each task tells its failures itself
    private void later(Runnable task, long nanos) {
        if (closed) {
            refuseAll();
            return;
        }
        try {
            parts.threads().get().schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // the manager is being closed
            close();
        }
    }

    /** What is under way ends; nothing more is read. */
    public void close() {
        closed = true;
        refuseAll();
    }

    private void refuseAll() {
        for (PreloadRun run = runs.poll(); run != null; run = runs.poll()) {
            keysWaiting.addAndGet(-run.size());
            run.fail(new IllegalStateException("cache \"" + parts.cacheName() + "\" is closed"));
        }
    }
}
