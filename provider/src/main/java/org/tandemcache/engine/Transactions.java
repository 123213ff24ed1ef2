package org.tandemcache.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.WriteThrough;

/**
 * Runs operations that depend on what is there: read, decide, write through, commit if the entry is still the one that
 * was read, else all over again. Two round trips where nobody interferes; atomic against every other writer of the far
 * tier. Thread-safe.
 */
final class Transactions<K, V> {
    private final FarTier far;
    private final EntryReader<V> reader;
    private final ExpiryPlan plan;
    private final @Nullable WriteThrough<K, V> writer;
    private final Consumer<FarKey> outdating;
    private final Duration longestContention;

    /**
     * @param writer null without write-through
     * @param outdating told of each key before it is changed or looked at in order to
     * @param longestContention for how long to try again while others keep changing the entry
     */
    Transactions(
            FarTier far,
            EntryReader<V> reader,
            ExpiryPlan plan,
            @Nullable WriteThrough<K, V> writer,
            Consumer<FarKey> outdating,
            Duration longestContention) {
        this.far = far;
        this.reader = reader;
        this.plan = plan;
        this.writer = writer;
        this.outdating = outdating;
        this.longestContention = longestContention;
    }

    /** The same transactions without write-through, for entries that were written already. */
    Transactions<K, V> withoutWriter() {
        return writer == null ? this : new Transactions<>(far, reader, plan, null, outdating, longestContention);
    }

    /** The same transactions for what was loaded: it is not written through, and outdates nothing. */
    Transactions<K, V> ofLoads() {
        return new Transactions<>(far, reader, plan, null, key -> {}, longestContention);
    }

    /** @throws CacheException if others keep interfering for too long */
    Outcome<V> execute(FarKey key, Decision.Maker<V> maker) {
        return execute(key, reader.peek(key), maker);
    }

    /**
     * {@link #execute(FarKey, Decision.Maker)} for an entry that the caller has seen or can guess; a wrong guess costs
     * a round trip and nothing else.
     */
    Outcome<V> execute(FarKey key, Seen<V> first, Decision.Maker<V> maker) {
        long start = System.nanoTime();
        Seen<V> seen = first;
        do {
            Outcome<V> outcome = commit(key, seen, maker.decide(key, seen));
            if (outcome != null) {
                return outcome;
            }
            seen = reader.peek(key);
        } while (System.nanoTime() - start < longestContention.toNanos());
        throw new CacheException(
                "key " + key.key() + " was changed by others at every attempt for " + longestContention);
    }

    /** What happened, or null if the entry is not the one that was seen any more. */
    private @Nullable Outcome<V> commit(FarKey key, Seen<V> seen, Decision<V> decision) {
        if (decision instanceof Decision.Keep<V> keep) {
            outdating.accept(key); // its user may have changed the entry's source, for an entry that is not here
            if (keep.accessed()) {
                reader.accessed(key, seen, null);
            }
            return seen.value() == null ? new Outcome.Absent<>() : new Outcome.Present<>(seen.value());
        } else if (decision instanceof Decision.Store<V> store) {
            writeThrough(key, store.value().value());
            return store(key, seen, store.value(), store.basis(), false);
        } else if (decision instanceof Decision.StoreLoaded<V> store) {
            return store(key, seen, store.value(), store.basis(), true);
        }
        if (writer != null) {
            writer.delete(key.key());
        }
        outdating.accept(key);
        return remove(key, seen);
    }

    private @Nullable Outcome<V> store(
            FarKey key, Seen<V> seen, NewValue<V> value, @Nullable Load basis, boolean loaded) {
        if (!value.isWritable()) {
            outdating.accept(key);
            return remove(key, seen);
        }
        if (seen.value() != null) {
            outdating.accept(key);
            Lifetime lifetime = plan.update();
            if (lifetime.isZero()) {
                return remove(key, seen) == null ? null : new Outcome.Expired<>(seen.value());
            }
            return far.compareAndPut(key, seen.stored(), value.bytes(), lifetime)
                    ? new Outcome.Updated<>(seen.value(), value.value(), lifetime)
                    : null;
        }
        Lifetime lifetime = plan.creation();
        if (lifetime.isZero()) {
            outdating.accept(key);
            return new Outcome.Absent<>();
        }
        BooleanSupplier commit = () -> {
            outdating.accept(key);
            return far.compareAndPut(key, seen.stored(), value.bytes(), lifetime);
        };
        if (!(basis == null ? commit.getAsBoolean() : basis.store(commit))) {
            return null;
        }
        return loaded ? new Outcome.Loaded<>(value.value(), lifetime) : new Outcome.Created<>(value.value(), lifetime);
    }

    private @Nullable Outcome<V> remove(FarKey key, Seen<V> seen) {
        if (seen.stored() == null) {
            return new Outcome.Absent<>();
        }
        if (!far.compareAndRemove(key, seen.stored())) {
            return null;
        }
        return seen.value() == null ? new Outcome.Absent<>() : new Outcome.Removed<>(seen.value());
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private void writeThrough(FarKey key, V value) {
        if (writer != null) {
            writer.write((K) key.key(), value);
        }
    }
}
