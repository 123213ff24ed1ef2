package org.tandemcache.integration;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeysText;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * Calls the user's loader. For {@link #load one key} there is one call at a time in this JVM: who asks for a key that
 * is being loaded waits for that load, and gets its value or its failure, unless something has happened to the key
 * since the load began. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ReadThrough<K, V> {
    /** Keys share their places: one that is taken for another is looked at once more. */
    private static final int PLACES = 256;

    private final Duration longestWait;
    private final LoadsUnderWay underWay;
    private final boolean joining;
    private final ConcurrentMap<FarKey, Shared<V>> shared = new ConcurrentHashMap<>();
    private final AtomicLongArray ended = new AtomicLongArray(PLACES);

    /**
     * @param longestWait how long a caller waits for the load of another thread
     * @param joining whether to wait for the load of another thread; else each loads for himself
     */
    public ReadThrough(LoadsUnderWay underWay, Duration longestWait, boolean joining) {
        this.underWay = underWay;
        this.longestWait = longestWait;
        this.joining = joining;
        long now = System.nanoTime();
        for (int i = 0; i < PLACES; i++) {
            ended.set(i, now);
        }
    }

    /** A load that one thread performs and others may wait for, until a write detaches it. */
    private static final class Shared<V> {
        final CompletableFuture<Kept<V>> result = new CompletableFuture<>();
        volatile Load load;
        // From here on it is too late to join: what is stored now may be outdated before the one who joins has come.
        volatile boolean storing;

        Shared(Load load) {
            this.load = load;
        }

        /** Not if it began before an invalidation that one who comes now has heard of. */
        boolean isAsGoodAs(Shared<V> mine) {
            return !load.isDetached() && Objects.equals(load.basis(), mine.load.basis());
        }
    }

    /** The code that loads one key. */
    public interface Loading<V> {
        @Nullable
        V load() throws Exception;
    }

    /** What stands around the loader of one key that was missed. Used by one call. */
    public interface Turn<V> {
        /** What is there since it was missed, if that is enough. */
        @Nullable
        There<V> look();

        /**
         * Waits until this thread may load.
         *
         * @return what somebody else has stored meanwhile; null if this thread is to load it
         */
        @Nullable
        There<V> begin();

        /**
         * Has what was loaded stored.
         *
         * @param loaded null if the loader knows no value
         * @param load to be closed once the value is stored or will not be, also where this throws
         */
        Kept<V> keep(@Nullable V loaded, Load load);

        /** The loader has failed. */
        void failed();
    }

    /**
     * What nobody has to load.
     *
     * @param value null where it is known that there is none to be loaded
     */
    public record There<V>(@Nullable V value) {}

    /**
     * What has become of a value that was loaded.
     *
     * @param found whether the loader knew one
     * @param copies makes an object for each who has waited, or null if no two objects can be made of this value
     * @param handedOut for whom it is good
     */
    public record Kept<V>(
            boolean found, @Nullable Supplier<@Nullable V> copies, CompletableFuture<HandedOut> handedOut) {
        /** Nothing was loaded: each looks for himself. */
        static <V> Kept<V> nothing() {
            return new Kept<>(false, null, CompletableFuture.completedFuture(HandedOut.TO_NOBODY));
        }
    }

    /** Who of those that have waited for a load gets what it has brought. */
    public enum HandedOut {
        /** Something has happened to the key meanwhile. */
        TO_NOBODY,
        /** Nothing had when it was stored. */
        TO_WHO_CAME_BEFORE,
        /** Nobody can tell, and there is nothing else to look at. */
        TO_ALL,
    }

    /**
     * Loads a value and has it kept, in the caller's thread, or waits for the thread that does. A value of which no
     * copies can be made is loaded by each caller.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     * @return null if the loader knows no value
     * @throws CacheLoaderException if the loader fails, or another thread's load takes too long
     */
    public @Nullable V load(FarKey key, long since, Loading<V> loading, Turn<V> turn) {
        underWay.refuseInLoader(key);
        if (!joining) {
            return perform(key, new Shared<>(underWay.begin(key)), loading, turn);
        }
        long missed = since;
        while (true) {
            Shared<V> mine = new Shared<>(underWay.begin(key));
            Shared<V> joined =
                    shared.compute(key, (same, other) -> other == null || !other.isAsGoodAs(mine) ? mine : other);
            if (joined == mine) {
                try {
                    return endedSince(key, missed)
                            ? perform(key, mine, loading, new Behind<>(turn))
                            : perform(key, mine, loading, turn);
                } finally {
                    ended.set(place(key), System.nanoTime());
                    shared.remove(key, mine);
                }
            }
            try (Load own = mine.load) {
                boolean before = !joined.storing;
                Kept<V> kept = await(key, joined);
                HandedOut to = await(kept);
                if (to == HandedOut.TO_ALL || (to == HandedOut.TO_WHO_CAME_BEFORE && before)) {
                    Supplier<@Nullable V> copies = kept.copies();
                    V copy = copies == null ? null : copies.get();
                    return copy != null || !kept.found() ? copy : call(key, own, loading);
                }
            }
            missed = System.nanoTime();
            There<V> there = turn.look();
            if (there != null) {
                return there.value();
            }
            if (System.nanoTime() - since > longestWait.toNanos()) { // others go on changing it
                try (Load own = underWay.begin(key)) {
                    return call(key, own, loading);
                }
            }
        }
    }

    /** The turn of one whose miss may be older than another's load: he looks first. */
    private record Behind<V>(Turn<V> turn) implements Turn<V> {
        @Override
        public @Nullable There<V> look() {
            return turn.look();
        }

        @Override
        public @Nullable There<V> begin() {
            There<V> there = turn.look();
            return there == null ? turn.begin() : there;
        }

        @Override
        public Kept<V> keep(@Nullable V loaded, Load load) {
            return turn.keep(loaded, load);
        }

        @Override
        public void failed() {
            turn.failed();
        }
    }

    private @Nullable V perform(FarKey key, Shared<V> mine, Loading<V> loading, Turn<V> turn) {
        boolean closed = false;
        try {
            There<V> there = turn.begin();
            if (there != null) {
                mine.result.complete(Kept.nothing());
                return there.value();
            }
            if (mine.load.isDetached()) { // by a write before the source is read
                mine.load.close();
                mine.load = underWay.begin(key);
            }
            V loaded;
            try {
                loaded = call(key, mine.load, loading);
            } catch (Throwable e) {
                turn.failed();
                throw e;
            }
            mine.storing = true;
            closed = true;
            mine.result.complete(turn.keep(loaded, mine.load));
            return loaded;
        } catch (Throwable e) {
            mine.result.completeExceptionally(e);
            throw e;
        } finally {
            if (!closed) {
                mine.load.close();
            }
        }
    }

    private static int place(FarKey key) {
        return key.hashCode() & (PLACES - 1);
    }

    /** Whether a load of the key, or of some others, has ended since then. */
    private boolean endedSince(FarKey key, long since) {
        return ended.get(place(key)) - since >= 0;
    }

    /**
     * Loads a value without storing it.
     *
     * @param load of that key
     * @return null if the loader knows no value
     * @throws CacheLoaderException if the loader fails, or asks for that same key
     */
    public @Nullable V call(FarKey key, Load load, Loading<V> loading) {
        underWay.refuseInLoader(key);
        return LoadsUnderWay.<@Nullable V>loading(List.of(load), () -> called(loading::load, key.key()));
    }

    /**
     * Loads several values at once; keys for which the loader has none are left out.
     *
     * @param loads of those keys
     * @throws CacheLoaderException if the loader fails, or asks for one of those keys
     */
    public Map<K, V> callAll(Collection<? extends K> keys, Collection<Load> loads, CacheLoader<K, V> loader) {
        loads.forEach(load -> underWay.refuseInLoader(load.key()));
        Map<K, V> loaded =
                LoadsUnderWay.<@Nullable Map<K, V>>loading(loads, () -> called(() -> loader.loadAll(keys), keys));
        Map<K, V> known = new HashMap<>();
        if (loaded != null) {
            loaded.forEach((key, value) -> {
                if (key != null && value != null) {
                    known.put(key, value);
                }
            });
        }
        return known;
    }

    private Kept<V> await(FarKey key, Shared<V> other) {
        try {
            return other.result.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CacheLoaderException("loading key " + key.key() + " failed in another thread", e.getCause());
        } catch (TimeoutException e) {
            throw new CacheLoaderException(
                    "another thread has been loading key " + key.key() + " for more than " + longestWait, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoaderException("interrupted while another thread loads key " + key.key(), e);
        }
    }

    private HandedOut await(Kept<V> kept) {
        try {
            return kept.handedOut().get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return HandedOut.TO_ALL; // it was not stored, for the far tier is away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoaderException("interrupted while another thread stores what it has loaded", e);
        }
    }

    private static <T> @Nullable T called(LoaderCall<T> call, Object what) {
        try {
            return call.run();
        } catch (CacheLoaderException e) {
            throw e;
        } catch (Exception e) {
            throw new CacheLoaderException("the loader failed for " + KeysText.of(what) + ": " + e, e);
        }
    }

    private interface LoaderCall<T> {
        @Nullable
        T run() throws Exception;
    }
}
