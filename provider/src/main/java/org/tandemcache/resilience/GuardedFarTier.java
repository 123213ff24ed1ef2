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
    private final Guards guards;

    GuardedFarTier(FarTier far, Guards guards) {
        this.far = far;
        this.guards = guards;
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return guards.<@Nullable StoredEntry>call(key, () -> far.get(key));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return guards.<@Nullable StoredEntry>call(key, () -> far.getTimed(key));
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return guards.<@Nullable StoredEntry>call(key, () -> far.getAndTouch(key, lifetime));
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return guards.call(keys, () -> far.getAll(keys));
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return guards.call(keys, () -> far.getAllAndTouch(keys, lifetime));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        run(key, () -> far.touch(key, lifetime));
    }

    @Override
    public boolean contains(FarKey key) {
        return guards.call(key, () -> far.contains(key));
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        run(key, () -> far.put(key, value, lifetimes));
    }

    @Override
    public boolean put(FarKey key, byte[] value, WriteLifetimes lifetimes, Predicate<UnsentWrite> sender) {
        return guards.call(key, () -> far.put(key, value, lifetimes, sender));
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return guards.<@Nullable StoredEntry>call(key, () -> far.getAndPut(key, value, lifetimes));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return guards.call(key, () -> far.putIfAbsent(key, value, lifetime));
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return guards.call(key, () -> far.replace(key, value, lifetime));
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return guards.<@Nullable StoredEntry>call(key, () -> far.getAndReplace(key, value, lifetime));
    }

    @Override
    public boolean remove(FarKey key) {
        return guards.call(key, () -> far.remove(key));
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return guards.<@Nullable StoredEntry>call(key, () -> far.getAndRemove(key));
    }

    @Override
    public boolean compareAndPut(FarKey key, @Nullable StoredEntry seen, byte[] value, Lifetime lifetime) {
        return guards.call(key, () -> far.compareAndPut(key, seen, value, lifetime));
    }

    @Override
    public boolean compareAndRemove(FarKey key, StoredEntry seen) {
        return guards.call(key, () -> far.compareAndRemove(key, seen));
    }

    @Override
    public boolean compareAndTouch(FarKey key, StoredEntry seen, Lifetime lifetime) {
        return guards.call(key, () -> far.compareAndTouch(key, seen, lifetime));
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        run(keys, () -> far.putAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        return guards.call(keys, () -> far.getAndPutAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return guards.call(keys, () -> far.getAndRemoveAll(keys));
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return guards.call(keys, () -> far.removeAll(keys));
    }

    /** Each page that is fetched goes through the guard. */
    @Override
    public Iterator<List<byte[]>> scan() {
        Iterator<List<byte[]>> pages = far.scan();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return guards.call(pages::hasNext);
            }

            @Override
            public List<byte[]> next() {
                return guards.call(pages::next);
            }
        };
    }

    @Override
    public void clear() {
        guards.<@Nullable Void>call(() -> done(far::clear));
    }

    private void run(FarKey key, Runnable work) {
        guards.<@Nullable Void>call(key, () -> done(work));
    }

    private void run(List<FarKey> keys, Runnable work) {
        guards.<@Nullable Void>call(keys, () -> done(work));
    }

    private static @Nullable Void done(Runnable work) {
        work.run();
        return null;
    }
}
