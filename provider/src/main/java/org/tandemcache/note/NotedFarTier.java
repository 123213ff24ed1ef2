package org.tandemcache.note;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.WriteLifetimes;

/**
 * A far tier whose changes of entries are told to other nodes. What only changes how long an entry lives is not told,
 * as JCache has no event for it, nor is {@link #clear}; neither are claims, which are no entries. Thread-safe.
 *
 * @param far does all that is not told
 */
public record NotedFarTier(FarTier far, NotedWrites writes) implements FarTier {
    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(); // ends within the bound of the scripts
        } catch (ExecutionException e) {
            FarTierException failure = FarTierException.of(e.getCause());
            if (failure == null) {
                throw new IllegalStateException("a script has failed with what is no failure of Redis", e);
            }
            throw failure.having(Map.of()); // with the stack trace of who waits
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FarTierException(
                    FarTierException.Kind.UNKNOWN_OUTCOME, "interrupted while waiting for Redis's answer", e);
        }
    }

    @Override
    public boolean mayBePassed() {
        return false;
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        await(writes.put(key, value, lifetimes, false));
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return await(writes.put(key, value, lifetimes, true)).old();
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return await(writes.putIfAbsent(key, value, lifetime)).changed();
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return await(writes.replace(key, value, lifetime, false)).changed();
    }

    @Override
    public void replaceAll(List<FarKey> keys, List<byte[]> values, Lifetime lifetime) {
        all(keys.size(), i -> values.get(i).length, i -> writes.replace(keys.get(i), values.get(i), lifetime, false));
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return await(writes.replace(key, value, lifetime, true)).old();
    }

    @Override
    public boolean remove(FarKey key) {
        return await(writes.remove(key, false)).changed();
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return await(writes.remove(key, true)).old();
    }

    @Override
    public boolean compare(Comparison change) {
        return change instanceof Comparison.Touch
                ? far.compare(change)
                : await(compared(change)).changed();
    }

    private CompletableFuture<NotedWrites.Done> compared(Comparison change) {
        if (change instanceof Comparison.Put put) {
            return writes.compare(put);
        } else if (change instanceof Comparison.Remove remove) {
            return writes.compare(remove);
        }
        throw new IllegalArgumentException("no change of an entry that is told: " + change);
    }

    @Override
    public void compareAll(List<Comparison> changes, Comparison.Answers answers) {
        List<Comparison> touches = new ArrayList<>();
        List<Integer> touched = new ArrayList<>();
        List<Comparison> told = new ArrayList<>();
        List<Integer> toldOf = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            boolean touch = changes.get(i) instanceof Comparison.Touch;
            (touch ? touches : told).add(changes.get(i));
            (touch ? touched : toldOf).add(i);
        }
        inChunks(
                told.size(),
                i -> told.get(i).size(),
                i -> compared(told.get(i)),
                (i, done) -> answers.answered(toldOf.get(i), done.changed()),
                (i, failure) -> answers.failed(toldOf.get(i), failure));
        if (!touches.isEmpty()) {
            far.compareAll(touches, new Comparison.Answers() {
                @Override
                public void answered(int index, boolean done) {
                    answers.answered(touched.get(index), done);
                }

                @Override
                public void failed(int index, FarTierException failure) {
                    answers.failed(touched.get(index), failure);
                }
            });
        }
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        putAll(keys, values, lifetimes, false);
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(
            List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        return olds(keys, putAll(keys, values, lifetimes, true));
    }

    private Map<Integer, @Nullable StoredEntry> putAll(
            List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes, boolean wantsOld) {
        return all(
                keys.size(),
                i -> values.get(i).length,
                i -> writes.put(keys.get(i), values.get(i), lifetimes.get(i), wantsOld));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return olds(keys, all(keys.size(), i -> 0, i -> writes.remove(keys.get(i), true)));
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return all(keys.size(), i -> 0, i -> writes.remove(keys.get(i), false)).values().stream()
                .filter(old -> old != null)
                .count();
    }

    private static List<@Nullable StoredEntry> olds(List<FarKey> keys, Map<Integer, @Nullable StoredEntry> done) {
        List<@Nullable StoredEntry> olds = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            olds.add(done.get(i));
        }
        return olds;
    }

    /** What was there, by the index of the key; a failure has with it what was done. */
    private static Map<Integer, @Nullable StoredEntry> all(
            int count, IntUnaryOperator size, IntFunction<CompletableFuture<NotedWrites.Done>> write) {
        Map<Integer, @Nullable StoredEntry> done = new HashMap<>();
        try {
            inChunks(count, size, write, (i, answer) -> done.put(i, answer.old()), (i, failure) -> {});
        } catch (FarTierException e) {
            throw e.having(done);
        }
        return done;
    }

    private interface Told<T> {
        void tell(int index, T what);
    }

    /** Sends the writes of a chunk before it waits for the first; throws the first failure behind all of its chunk. */
    private static void inChunks(
            int count,
            IntUnaryOperator size,
            IntFunction<CompletableFuture<NotedWrites.Done>> write,
            Told<NotedWrites.Done> done,
            Told<FarTierException> failed) {
        int next = 0;
        while (next < count) {
            int from = next;
            long bytes = 0;
            List<CompletableFuture<NotedWrites.Done>> sent = new ArrayList<>();
            while (next < count && ValueSizes.fits(next - from, bytes, size.applyAsInt(next))) {
                bytes += size.applyAsInt(next);
                sent.add(write.apply(next++));
            }
            FarTierException first = null;
            for (int i = 0; i < sent.size(); i++) {
                try {
                    done.tell(from + i, await(sent.get(i)));
                } catch (FarTierException e) {
                    failed.tell(from + i, e);
                    first = first == null ? e : first;
                }
            }
            if (first != null) {
                throw first;
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- not told

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return far.get(key);
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return far.getTimed(key);
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return far.getAndTouch(key, lifetime);
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return far.getAll(keys);
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return far.getAllAndTouch(keys, lifetime);
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        far.touch(key, lifetime);
    }

    @Override
    public @Nullable Lifetime lifetime(FarKey key) {
        return far.lifetime(key);
    }

    @Override
    public boolean setLifetime(FarKey key, Lifetime lifetime) {
        return far.setLifetime(key, lifetime);
    }

    @Override
    public boolean contains(FarKey key) {
        return far.contains(key);
    }

    @Override
    public @Nullable StoredEntry header(FarKey key) {
        return far.header(key);
    }

    @Override
    public boolean claim(FarKey key, byte[] marker, Lifetime lease) {
        return far.claim(key, marker, lease);
    }

    @Override
    public List<Boolean> claimAll(List<FarKey> keys, List<byte[]> markers, Lifetime lease) {
        return far.claimAll(keys, markers, lease);
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
            writes.cleared(); // whatever was removed until it failed
        }
    }
}
