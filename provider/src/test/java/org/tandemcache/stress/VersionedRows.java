package org.tandemcache.stress;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * A database whose rows hold the numbers of their versions, with what its writers have told the cache. Writers of a row
 * follow each other, as a lock of the row makes them. Thread-safe.
 */
final class VersionedRows {
    private final AtomicLongArray versions;
    private final AtomicLongArray outdatedBelow;
    private final List<ReentrantLock> locks;

    VersionedRows(int rows) {
        this.versions = new AtomicLongArray(rows);
        this.outdatedBelow = new AtomicLongArray(rows);
        this.locks = IntStream.range(0, rows).mapToObj(i -> new ReentrantLock()).toList();
    }

    long version(int row) {
        return versions.get(row);
    }

    /** The version below which all are outdated: its writer has told the cache, and the cache has answered. */
    long outdatedBelow(int row) {
        return outdatedBelow.get(row);
    }

    /** Changes a row, then tells the cache of the new version. */
    void change(int row, LongConsumer cacheWrite) {
        locks.get(row).lock();
        try {
            long version = versions.incrementAndGet(row);
            cacheWrite.accept(version);
            outdatedBelow.set(row, version);
        } finally {
            locks.get(row).unlock();
        }
    }

    /** {@link #change} of all rows at once. */
    void changeAll(Runnable cacheWrite) {
        locks.forEach(ReentrantLock::lock);
        try {
            IntStream.range(0, locks.size()).forEach(versions::incrementAndGet);
            cacheWrite.run();
            IntStream.range(0, locks.size()).forEach(row -> outdatedBelow.set(row, versions.get(row)));
        } finally {
            locks.forEach(ReentrantLock::unlock);
        }
    }
}
