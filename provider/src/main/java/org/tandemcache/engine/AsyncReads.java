package org.tandemcache.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Patience;
import org.tandemcache.far.ValueSizes;

/**
 * get and getAll that no thread waits for: what is near at once, else the same lookup as that of {@link Reads}, begun
 * and ended. Where that can't be, a thread has to do it. Thread-safe.
 */
public final class AsyncReads<K, V> {
    private final Lookup<K, V> lookup;
    private final Reads<K, V> reads;
    private final ExpiryPlan plan;
    private final ValueSizes sizes;
    private final Patience patience;
    private final @Nullable AsyncFarTier far;
    private final AsyncWork work;

    /**
     * @param patience of the lookup
     * @param far null where a thread has to wait for each read
     */
    AsyncReads(
            Lookup<K, V> lookup,
            Reads<K, V> reads,
            ExpiryPlan plan,
            ValueSizes sizes,
            Patience patience,
            @Nullable AsyncFarTier far,
            AsyncWork work) {
        this.lookup = lookup;
        this.reads = reads;
        this.plan = plan;
        this.sizes = sizes;
        this.patience = patience;
        this.far = far;
        this.work = work;
    }

    /** {@link Reads#get(Object)}; null where a thread has to wait for it. */
    public @Nullable CompletableFuture<@Nullable V> get(K key) {
        long start = System.nanoTime();
        List<K> one = List.of(key);
        Map<K, V> found = new HashMap<>();
        Begun begun = begun(one, found);
        return begun == null
                ? null
                : ended(begun).thenCompose(all -> {
                    V value = found.get(key);
                    return value == null
                            ? afterMiss(() -> reads.missed(key, start))
                            : CompletableFuture.<@Nullable V>completedFuture(reads.hit(value, start));
                });
    }

    /** {@link Reads#getAll}; null where a thread has to wait for it. */
    public @Nullable CompletableFuture<Map<K, V>> getAll(Collection<? extends K> wanted) {
        long start = System.nanoTime();
        List<K> keys = List.copyOf(wanted);
        Map<K, V> found = new HashMap<>();
        Begun begun = keys.size() > sizes.entriesPerChunk() ? null : begun(keys, found);
        return begun == null
                ? null
                : ended(begun)
                        .thenCompose(all -> found.size() < keys.size()
                                ? afterMiss(() -> reads.looked(keys, found, start))
                                : CompletableFuture.completedFuture(reads.looked(keys, found, start)));
    }

    private @Nullable Begun begun(List<K> keys, Map<K, V> found) {
        boolean reading =
                plan instanceof ExpiryPlan.Fixed fixed && fixed.access().isUnchanged();
        // Who listens to expiry hears of it from a read, which takes the lock of the key.
        return far != null && reading && !reads.tellsExpiry() ? lookup.begin(keys, found, far) : null;
    }

    private CompletableFuture<?> ended(Begun begun) {
        return work.within(patience.limit(), begun.answer())
                .<@Nullable Begun>handleAsync((come, late) -> begun.end(), work.answers())
                .thenCompose(next -> next == null ? CompletableFuture.completedFuture(null) : ended(next));
    }

    private <T extends @Nullable Object> CompletableFuture<T> afterMiss(Supplier<T> rest) {
        return reads.goesOnAfterMiss() ? work.calls().run(rest) : CompletableFuture.completedFuture(rest.get());
    }

    /** What a future has brought that has ended. */
    static <T> T come(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            FarTierException known = FarTierException.of(e);
            if (known != null) {
                throw known;
            }
            throw e;
        }
    }
}
