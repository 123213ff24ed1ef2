package org.tandemcache.engine;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.NearValue;
import org.tandemcache.near.Reservation;

/**
 * A far tier whose every write, done, failed or of unknown outcome, leaves no earlier copy of its keys in the near
 * tier: who has written reads what was written, or later (DESIGN.md, I5). A single key's copy that had readers is read
 * anew behind the write, in the same flush where it can be. What is read here, by the connection that is not tracked,
 * leaves no copy of another version: nobody goes back to what he saw before. Thread-safe.
 */
final class NearDroppingFarTier<K> implements FarTier {
    private final FarTier far;
    private final NearTier<K> near;
    private final NearReads<K> reads;

    NearDroppingFarTier(FarTier far, NearReads<K> reads) {
        this.far = far;
        this.near = reads.parts().tier();
        this.reads = reads;
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return seen(key, far.get(key));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return seen(key, far.getTimed(key));
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return writing(key, () -> far.getAndTouch(key, lifetime));
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        List<@Nullable StoredEntry> entries = far.getAll(keys);
        for (int i = 0; i < keys.size(); i++) {
            seen(keys.get(i), entries.get(i));
        }
        return entries;
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return writing(keys, () -> far.getAllAndTouch(keys, lifetime));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        try {
            far.touch(key, lifetime);
        } finally {
            drop(key);
        }
    }

    @Override
    public boolean contains(FarKey key) {
        boolean found = far.contains(key);
        observe(key, version -> (version != NearValue.ABSENT) == found);
        return found;
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        if (reads.follows(key)) {
            putAndRead(key, value, lifetimes);
            return;
        }
        try {
            far.put(key, value, lifetimes);
        } finally {
            drop(key);
        }
    }

    /** A read that is sent with the write spares the next reader a wait: until it is answered, he has the copy. */
    private void putAndRead(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        AtomicReference<@Nullable Reservation> behind = new AtomicReference<>();
        boolean sees = false;
        try {
            sees = far.put(key, value, lifetimes, write -> {
                behind.set(reads.readBehind(write, key));
                return behind.get() != null;
            });
        } finally {
            Reservation read = behind.get();
            if (sees && read != null && read.isAnswered()) {
                reads.settle(key, read);
            } else {
                drop(key);
            }
        }
        if (!sees) {
            reads.follow(key);
        }
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return storing(key, () -> far.getAndPut(key, value, lifetimes));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return storing(key, () -> far.putIfAbsent(key, value, lifetime));
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return storing(key, () -> far.replace(key, value, lifetime));
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return storing(key, () -> far.getAndReplace(key, value, lifetime));
    }

    @Override
    public boolean remove(FarKey key) {
        return writing(key, () -> far.remove(key));
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return writing(key, () -> far.getAndRemove(key));
    }

    @Override
    public boolean compareAndPut(FarKey key, @Nullable StoredEntry seen, byte[] value, Lifetime lifetime) {
        return storing(key, () -> far.compareAndPut(key, seen, value, lifetime));
    }

    @Override
    public boolean compareAndRemove(FarKey key, StoredEntry seen) {
        return writing(key, () -> far.compareAndRemove(key, seen));
    }

    @Override
    public boolean compareAndTouch(FarKey key, StoredEntry seen, Lifetime lifetime) {
        return writing(key, () -> far.compareAndTouch(key, seen, lifetime));
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        try {
            far.putAll(keys, values, lifetimes);
        } finally {
            keys.forEach(this::drop);
        }
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        return writing(keys, () -> far.getAndPutAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return writing(keys, () -> far.getAndRemoveAll(keys));
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return writing(keys, () -> far.removeAll(keys));
    }

    @Override
    public Iterator<List<byte[]>> scan() {
        return far.scan();
    }

    @Override
    public void clear() {
        try {
            far.clear();
        } finally {
            near.dropAll();
        }
    }

    private @Nullable StoredEntry seen(FarKey key, @Nullable StoredEntry entry) {
        long read = entry == null ? NearValue.ABSENT : entry.fingerprint();
        observe(key, version -> version == read);
        return entry;
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private void observe(FarKey key, LongPredicate agrees) {
        near.observe((K) key.key(), agrees);
        reads.parts().reads().answeredElsewhere(key);
    }

    private <T extends @Nullable Object> T writing(FarKey key, Supplier<T> write) {
        try {
            return write.get();
        } finally {
            drop(key);
        }
    }

    /** {@link #writing} of what leaves a value. */
    private <T extends @Nullable Object> T storing(FarKey key, Supplier<T> write) {
        boolean follows = reads.follows(key); // the notice of the write may be quicker than its answer
        T done = writing(key, write);
        if (follows) {
            reads.follow(key);
        }
        return done;
    }

    private <T> T writing(List<FarKey> keys, Supplier<T> write) {
        try {
            return write.get();
        } finally {
            keys.forEach(this::drop);
        }
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private void drop(FarKey key) {
        near.drop((K) key.key());
    }
}
