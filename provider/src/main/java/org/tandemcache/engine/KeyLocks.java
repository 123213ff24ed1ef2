package org.tandemcache.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;

/**
 * A lock for each key that is in use, in this JVM alone: it keeps the order of writers and events and spares processors
 * conflicts; what must be atomic is so by compare-and-set. One per cache, never held by an I/O thread. Reentrant, and
 * each wait for one is bounded, so that user code which locks keys in opposite orders ends in an exception.
 * Thread-safe.
 */
final class KeyLocks {
    private final ConcurrentMap<FarKey, KeyLock> locks = new ConcurrentHashMap<>();
    private final Duration longestWait;

    KeyLocks(Duration longestWait) {
        this.longestWait = longestWait;
    }

    private static final class KeyLock extends ReentrantLock {
        private static final long serialVersionUID = 1L;
        // Holders and waiters; changed within computations of the map alone.
        int users;
    }

    /** Locks that are held; closing gives them back. Used by the thread that took them. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws CacheException if somebody else holds it for longer than anybody should */
    Held lock(FarKey key) {
        Held held = lockWithin(key, longestWait.toNanos());
        if (held == null) {
            throw new CacheException("another operation on key " + key.key() + " has not ended within " + longestWait
                    + "; is a writer, a listener or an entry processor stuck?");
        }
        return held;
    }

    /** The lock, or null if somebody else still holds it when the time is over. */
    @Nullable
    Held lockWithin(FarKey key, long nanos) {
        KeyLock lock = locks.compute(key, (same, known) -> {
            KeyLock used = known == null ? new KeyLock() : known;
            used.users++;
            return used;
        });
        boolean locked = false;
        try {
            locked = lock.tryLock(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while waiting for another operation on key " + key.key(), e);
        } finally {
            if (!locked) {
                forget(key);
            }
        }
        if (!locked) {
            return null;
        }
        return () -> {
            lock.unlock();
            forget(key);
        };
    }

    /** Locks several keys, in an order that is the same for everybody. */
    Held lockAll(Collection<FarKey> keys) {
        Deque<Held> held = new ArrayDeque<>();
        Held all = () -> held.forEach(Held::close);
        try {
            keys.stream().sorted().distinct().forEach(key -> held.push(lock(key)));
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void forget(FarKey key) {
        locks.computeIfPresent(key, (same, lock) -> --lock.users == 0 ? null : lock);
    }
}
