package org.tandemcache.integration;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.tags.Basis;

/**
 * What is being found out about keys outside of the far tier, in this JVM: by loaders, and by entry processors. A write
 * of a key {@linkplain #detach detaches} it, for it may rest on what the writer has outdated: who comes later does not
 * join it, and what it brings is not stored. A comparison with what was read can't tell that, since no entry looks the
 * same before a removal and after it. Thread-safe.
 */
public final class LoadsUnderWay {
    private final Duration longestWait;
    private final Supplier<@Nullable Basis> bases;
    private final ConcurrentMap<FarKey, List<Load>> byKey = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Runnable> onIdle = new AtomicReference<>();
    private volatile boolean closed;

    /** @param longestWait how long a write waits for a load that is being stored */
    public LoadsUnderWay(Duration longestWait) {
        this(longestWait, () -> null);
    }

    /**
     * @param longestWait how long a write waits for a load that is being stored
     * @param bases tells what holds when a load begins; brings null where nobody asks
     */
    public LoadsUnderWay(Duration longestWait, Supplier<@Nullable Basis> bases) {
        this.longestWait = longestWait;
        this.bases = bases;
    }

    /** What holds now, for what begins from now on; null where nobody asks. */
    public @Nullable Basis basis() {
        return bases.get();
    }

    /** To be called before the loader is; the load is under way until it is closed. */
    public Load begin(FarKey key) {
        return begin(key, basis());
    }

    /** {@link #begin(FarKey)} of one of several, by what held before the first of them. */
    public Load begin(FarKey key, @Nullable Basis basis) {
        Load load = add(key, false, basis);
        if (closed) { // looked at once it is there for who closes
            load.detached = true;
            load.late = true;
        }
        return load;
    }

    /**
     * {@link #begin} for a change that rests on what it finds, and perhaps on what an entry processor finds out: a
     * cache that is closed meanwhile still makes it.
     */
    public Load beginChange(FarKey key) {
        return beginChange(key, basis());
    }

    /** {@link #beginChange(FarKey)} of one of several, by what held before the first of them. */
    public Load beginChange(FarKey key, @Nullable Basis basis) {
        return add(key, true, basis);
    }

    private Load add(FarKey key, boolean change, @Nullable Basis basis) {
        Load load = new Load(key, change, basis);
        byKey.compute(
                key,
                (same, others) -> others == null
                        ? List.of(load)
                        : Stream.concat(others.stream(), Stream.of(load)).toList());
        // A map promises who finds the load what came before it, and not that what comes now stays behind it: a writer
        // who does not find it must have changed the source before it is read.
        VarHandle.fullFence();
        return load;
    }

    /**
     * Detaches what is under way for a key. To be called by each write before it changes the far tier, and after the
     * user's writer. Waits for what is being stored at this moment, which the write then overwrites.
     */
    public void detach(FarKey key) {
        List<Load> loads = byKey.get(key);
        if (loads != null) {
            loads.forEach(Load::detach);
        }
    }

    /** {@link #detach(FarKey)} of all but the writer's own. */
    public void detachOthers(FarKey key, Load own) {
        List<Load> loads = byKey.get(key);
        if (loads != null) {
            for (Load load : loads) {
                if (load != own) {
                    load.detach();
                }
            }
        }
    }

    /** Changes that have found no entry, and rest on that, don't know of this one. */
    private void stored(Load stored) {
        List<Load> loads = byKey.get(stored.key);
        if (loads != null) {
            for (Load load : loads) {
                if (load.change && load != stored) {
                    load.detached = true;
                }
            }
        }
    }

    /** {@link #detach} for several keys. */
    public void detach(Collection<FarKey> keys) {
        if (!byKey.isEmpty()) {
            keys.forEach(this::detach);
        }
    }

    /** {@link #detach} for all keys. */
    public void detachAll() {
        byKey.values().forEach(loads -> loads.forEach(Load::detach));
    }

    /** Detaches all loads, and whatever begins from now on. */
    public void close() {
        closed = true;
        detachAll();
    }

    /** Whether nothing that begins now will be stored. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether nothing is under way but what this thread has begun itself, which may be what closes the cache. */
    public boolean isIdle() {
        Thread mine = Thread.currentThread();
        return byKey.values().stream().flatMap(List::stream).allMatch(load -> load.beginner == mine);
    }

    /** Runs something once nothing is under way at all: now, or by the thread that ends the last of it. */
    public void whenIdle(Runnable task) {
        onIdle.set(task);
        runIfIdle();
    }

    private void runIfIdle() {
        Runnable task = onIdle.get();
        if (task != null && byKey.isEmpty() && onIdle.compareAndSet(task, null)) {
            task.run();
        }
    }

    /**
     * To be called at the start of each write, before the user's writer is.
     *
     * @throws EntryProcessorException if this thread runs an entry processor of that key: its commit would find the
     *     entry changed, and it would run again for ever
     */
    public void refuseInProcessor(FarKey key) {
        List<Load> loads = byKey.get(key);
        if (loads != null) {
            loads.forEach(Load::refuseInProcessor);
        }
    }

    /** Whether something is being found out about a key. */
    public boolean isUnderWay(FarKey key) {
        return byKey.containsKey(key);
    }

    /** {@link #refuseInProcessor(FarKey)} for several keys. */
    public void refuseInProcessor(Collection<FarKey> keys) {
        if (!byKey.isEmpty()) {
            keys.forEach(this::refuseInProcessor);
        }
    }

    /** {@link #refuseInProcessor(FarKey)} for all keys. */
    public void refuseInProcessor() {
        byKey.values().forEach(loads -> loads.forEach(Load::refuseInProcessor));
    }

    /**
     * To be called before the loader is.
     *
     * @throws CacheLoaderException if this thread runs the loader for that key already
     */
    void refuseInLoader(FarKey key) {
        List<Load> loads = byKey.get(key);
        if (loads != null) {
            loads.forEach(Load::refuseInLoader);
        }
    }

    /** Whether this thread runs the loader or an entry processor of that key, and so would wait for itself. */
    public boolean isAtWork(FarKey key) {
        List<Load> loads = byKey.get(key);
        Thread mine = Thread.currentThread();
        return loads != null && loads.stream().anyMatch(load -> load.loading == mine || load.processing == mine);
    }

    /**
     * Runs the loader for some loads.
     *
     * @throws IllegalStateException if one has begun after the close, which has not waited for it
     */
    static <T extends @Nullable Object> T loading(Collection<Load> loads, Supplier<T> loader) {
        loads.forEach(Load::refuseLate);
        loads.forEach(load -> load.loading = Thread.currentThread());
        try {
            return loader.get();
        } finally {
            loads.forEach(load -> load.loading = null);
        }
    }

    private void end(Load load) {
        byKey.computeIfPresent(load.key, (same, loads) -> {
            List<Load> left = loads.stream().filter(other -> other != load).toList();
            return left.isEmpty() ? null : left;
        });
        runIfIdle();
    }

    /** One load of one key, made by {@link #begin}. Thread-safe. */
    public final class Load implements AutoCloseable {
        private final FarKey key;
        private final boolean change;
        private final @Nullable Basis basis;
        private final ReentrantLock storing = new ReentrantLock();
        private final Thread beginner = Thread.currentThread();
        private volatile boolean detached;
        private volatile boolean late;
        // Whose user code is at work: it must not come back to the same key.
        private volatile @Nullable Thread loading;
        private volatile @Nullable Thread processing;

        private Load(FarKey key, boolean change, @Nullable Basis basis) {
            this.key = key;
            this.change = change;
            this.basis = basis;
        }

        /** What held before it began; null where nobody asks. */
        public @Nullable Basis basis() {
            return basis;
        }

        /** Whether the key was written since the load began; for a change also whether a load was stored. */
        public boolean isDetached() {
            return detached;
        }

        /**
         * Stores what the load has brought, unless it is detached. A write that comes meanwhile waits.
         *
         * @param store one bounded attempt; whether it has stored
         * @return whether it has stored
         */
        public boolean store(BooleanSupplier store) {
            if (!beginStore()) {
                return false;
            }
            boolean stored = false;
            try {
                stored = store.getAsBoolean();
                return stored;
            } finally {
                endStore(stored);
            }
        }

        /**
         * {@link #store} in two steps, for stores that travel together: between the two, writes wait.
         *
         * @return false if the load is detached; else {@link #endStore} is to follow, by this thread
         */
        public boolean beginStore() {
            storing.lock();
            if (detached) {
                storing.unlock();
                return false;
            }
            return true;
        }

        /** @param stored whether what the load has brought lies there now */
        public void endStore(boolean stored) {
            try {
                if (stored) {
                    LoadsUnderWay.this.stored(this);
                }
            } finally {
                storing.unlock();
            }
        }

        FarKey key() {
            return key;
        }

        /** Runs an entry processor. */
        public <T extends @Nullable Object> T processing(Supplier<T> processor) {
            processing = Thread.currentThread();
            try {
                return processor.get();
            } finally {
                processing = null;
            }
        }

        private void refuseLate() {
            if (late) { // the loader may be closed by now
                throw new IllegalStateException("the cache was closed before key " + key.key() + " could be loaded");
            }
        }

        private void refuseInLoader() {
            if (loading == Thread.currentThread()) {
                throw new CacheLoaderException("the loader of key " + key.key() + " asked the cache for that same key");
            }
        }

        private void refuseInProcessor() {
            if (processing == Thread.currentThread()) {
                throw new EntryProcessorException("the entry processor of key " + key.key()
                        + " writes that same key, and so would never end; it shall change the entry that it is given");
            }
        }

        private void detach() {
            detached = true;
            try {
                // A thread that is interrupted may go on where there is nothing to wait for.
                if (storing.tryLock() || storing.tryLock(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                    storing.unlock();
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CacheException("interrupted while waiting for a load of key " + key.key(), e);
            }
            throw new CacheException(
                    "what was loaded for key " + key.key() + " has not been stored within " + longestWait);
        }

        /** Ends it; later calls do nothing. */
        @Override
        public void close() {
            end(this);
        }
    }
}
