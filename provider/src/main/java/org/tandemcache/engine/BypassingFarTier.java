package org.tandemcache.engine;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;

/**
 * A far tier that answers as an empty one while the real one is away. A comparison with an entry that was seen before
 * that was not sent fails, so its transaction reads again and goes on as on an empty cache. Thread-safe.
 */
final class BypassingFarTier implements FarTier {
    private final FarTier far;
    private final FailurePolicy policy;

    BypassingFarTier(FarTier far, FailurePolicy policy) {
        this.far = far;
        this.policy = policy;
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return read(() -> far.get(key));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return read(() -> far.getTimed(key));
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return read(() -> far.getAndTouch(key, lifetime));
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return policy.read(() -> far.getAll(keys), () -> nothing(keys));
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return policy.read(() -> far.getAllAndTouch(keys, lifetime), () -> nothing(keys));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        write(1, () -> far.touch(key, lifetime));
    }

    @Override
    public boolean contains(FarKey key) {
        return policy.read(() -> far.contains(key), () -> false);
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        write(1, () -> far.put(key, value, lifetimes));
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return replaced(() -> far.getAndPut(key, value, lifetimes));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return policy.write(1, () -> far.putIfAbsent(key, value, lifetime), () -> true);
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return policy.write(1, () -> far.replace(key, value, lifetime), () -> false);
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return replaced(() -> far.getAndReplace(key, value, lifetime));
    }

    @Override
    public boolean remove(FarKey key) {
        return policy.write(1, () -> far.remove(key), () -> false);
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return replaced(() -> far.getAndRemove(key));
    }

    @Override
    public boolean compareAndPut(FarKey key, @Nullable StoredEntry seen, byte[] value, Lifetime lifetime) {
        return policy.compare(() -> far.compareAndPut(key, seen, value, lifetime), seen == null);
    }

    @Override
    public boolean compareAndRemove(FarKey key, StoredEntry seen) {
        return policy.compare(() -> far.compareAndRemove(key, seen), false);
    }

    @Override
    public boolean compareAndTouch(FarKey key, StoredEntry seen, Lifetime lifetime) {
        return policy.compare(() -> far.compareAndTouch(key, seen, lifetime), false);
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        write(keys.size(), () -> far.putAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        return policy.write(keys.size(), () -> far.getAndPutAll(keys, values, lifetimes), () -> nothing(keys));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return policy.write(keys.size(), () -> far.getAndRemoveAll(keys), () -> nothing(keys));
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return policy.write(keys.size(), () -> far.removeAll(keys), () -> 0L);
    }

    /** Ends where the far tier goes away. */
    @Override
    public Iterator<List<byte[]>> scan() {
        Iterator<List<byte[]>> pages = far.scan();
        return new Iterator<>() {
            private boolean ended;

            @Override
            public boolean hasNext() {
                return !ended && policy.read(pages::hasNext, this::end);
            }

            @Override
            public List<byte[]> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return pages.next(); // was fetched by hasNext
            }

            private boolean end() {
                ended = true;
                return false;
            }
        };
    }

    @Override
    public void clear() {
        write(1, far::clear);
    }

    private @Nullable StoredEntry read(Supplier<@Nullable StoredEntry> work) {
        return policy.<@Nullable StoredEntry>read(work, () -> null);
    }

    private @Nullable StoredEntry replaced(Supplier<@Nullable StoredEntry> work) {
        return policy.<@Nullable StoredEntry>write(1, work, () -> null);
    }

    private void write(int entries, Runnable work) {
        policy.<@Nullable Void>write(
                entries,
                () -> {
                    work.run();
                    return null;
                },
                () -> null);
    }

    private static List<@Nullable StoredEntry> nothing(List<FarKey> keys) {
        return Collections.nCopies(keys.size(), null);
    }
}
