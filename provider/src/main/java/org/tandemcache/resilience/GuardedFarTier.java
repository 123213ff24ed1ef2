package org.tandemcache.resilience;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.UnsentWrite;
import org.tandemcache.far.WriteLifetimes;

/** A far tier whose every call goes through a guard. Thread-safe. */
final class GuardedFarTier implements FarTier {
    private final FarTier far;
    private final Guard guard;

    GuardedFarTier(FarTier far, Guard guard) {
        this.far = far;
        this.guard = guard;
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return guard.<@Nullable StoredEntry>call(() -> far.get(key));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return guard.<@Nullable StoredEntry>call(() -> far.getTimed(key));
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return guard.<@Nullable StoredEntry>call(() -> far.getAndTouch(key, lifetime));
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return guard.call(() -> far.getAll(keys));
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return guard.call(() -> far.getAllAndTouch(keys, lifetime));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        run(() -> far.touch(key, lifetime));
    }

    @Override
    public boolean contains(FarKey key) {
        return guard.call(() -> far.contains(key));
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        run(() -> far.put(key, value, lifetimes));
    }

    @Override
    public boolean put(FarKey key, byte[] value, WriteLifetimes lifetimes, Predicate<UnsentWrite> sender) {
        return guard.call(() -> far.put(key, value, lifetimes, sender));
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return guard.<@Nullable StoredEntry>call(() -> far.getAndPut(key, value, lifetimes));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return guard.call(() -> far.putIfAbsent(key, value, lifetime));
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return guard.call(() -> far.replace(key, value, lifetime));
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return guard.<@Nullable StoredEntry>call(() -> far.getAndReplace(key, value, lifetime));
    }

    @Override
    public boolean remove(FarKey key) {
        return guard.call(() -> far.remove(key));
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return guard.<@Nullable StoredEntry>call(() -> far.getAndRemove(key));
    }

    @Override
    public boolean compareAndPut(FarKey key, @Nullable StoredEntry seen, byte[] value, Lifetime lifetime) {
        return guard.call(() -> far.compareAndPut(key, seen, value, lifetime));
    }

    @Override
    public boolean compareAndRemove(FarKey key, StoredEntry seen) {
        return guard.call(() -> far.compareAndRemove(key, seen));
    }

    @Override
    public boolean compareAndTouch(FarKey key, StoredEntry seen, Lifetime lifetime) {
        return guard.call(() -> far.compareAndTouch(key, seen, lifetime));
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        run(() -> far.putAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        return guard.call(() -> far.getAndPutAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return guard.call(() -> far.getAndRemoveAll(keys));
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return guard.call(() -> far.removeAll(keys));
    }

    /** Each page that is fetched goes through the guard. */
    @Override
    public Iterator<List<byte[]>> scan() {
        Iterator<List<byte[]>> pages = far.scan();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return guard.call(pages::hasNext);
            }

            @Override
            public List<byte[]> next() {
                return guard.call(pages::next);
            }
        };
    }

    @Override
    public void clear() {
        run(far::clear);
    }

    private void run(Runnable work) {
        guard.<@Nullable Void>call(() -> {
            work.run();
            return null;
        });
    }
}
