package org.tandemcache.engine;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;

/** Reads entries from the far tier and lets the expiry policy see each access. Thread-safe. */
final class EntryReader<V> {
    private final FarTier far;
    private final ValueFormat values;
    private final ExpiryPlan plan;

    EntryReader(FarTier far, ValueFormat values, ExpiryPlan plan) {
        this.far = far;
        this.values = values;
        this.plan = plan;
    }

    /** Reads without counting as an access: what is done next decides what the policy is asked. */
    Seen<V> peek(FarKey key) {
        return seen(far.get(key));
    }

    /** {@link #peek} for several keys, in their order. */
    List<Seen<V>> peekAll(List<FarKey> keys) {
        return far.getAll(keys).stream().map(this::seen).toList();
    }

    /** Reads as an access. */
    Seen<V> read(FarKey key, @Nullable ExpiryWatch<V> watch) {
        if (plan instanceof ExpiryPlan.Fixed fixed) {
            if (!fixed.access().isUnchanged()) {
                long since = since(watch);
                Seen<V> seen = seen(far.getAndTouch(key, fixed.access()));
                found(watch, key, seen, fixed.access(), since);
                return seen;
            }
            return watch == null ? seen(far.get(key)) : readTimed(key, watch);
        }
        Seen<V> seen = watch == null ? peek(key) : readTimed(key, watch);
        accessed(key, seen, watch);
        return seen;
    }

    /** Reads as an access for which the policy was asked already. */
    Seen<V> readWith(FarKey key, Lifetime lifetime, @Nullable ExpiryWatch<V> watch) {
        Seen<V> seen = peek(key);
        accessed(key, seen, lifetime, watch);
        return seen;
    }

    /**
     * {@link #read} with how long the entry has still to live; for policies by which not each read prolongs it.
     *
     * @param watch null while nobody listens to expiry
     */
    Seen<V> readWithLifetime(FarKey key, @Nullable ExpiryWatch<V> watch) {
        long since = since(watch);
        Seen<V> seen = seen(far.getTimed(key));
        if (watch != null) {
            watched(key, seen, watch, since);
        }
        if (plan instanceof ExpiryPlan.Ask) {
            accessed(key, seen, watch);
        }
        return seen;
    }

    private Seen<V> readTimed(FarKey key, ExpiryWatch<V> watch) {
        long since = watch.now();
        Seen<V> seen = seen(far.getTimed(key));
        watched(key, seen, watch, since);
        return seen;
    }

    /**
     * Lets the watch know of an entry that was read with its remaining lifetime.
     *
     * @param since {@link System#nanoTime()} before it was read
     */
    void watched(FarKey key, Seen<V> seen, @Nullable ExpiryWatch<V> watch, long since) {
        if (seen.stored() != null) {
            long remaining = seen.stored().remainingMillis();
            found(watch, key, seen, remaining < 0 ? Lifetime.ETERNAL : new Lifetime(remaining), since);
        }
    }

    /**
     * Reads several entries as accesses.
     *
     * @param found told each value and the index of its key, before the policy is asked, also of those that have come
     *     though others have not: what is read is read, though the time that the caller has may end before the last
     *     entry is prolonged
     * @param knownAbsent told the index of each key of which the loader is known to have no value
     */
    void readAll(List<FarKey> keys, BiConsumer<Integer, V> found, Consumer<Integer> knownAbsent) {
        List<@Nullable StoredEntry> stored;
        try {
            stored = plan instanceof ExpiryPlan.Fixed fixed && !fixed.access().isUnchanged()
                    ? far.getAllAndTouch(keys, fixed.access())
                    : far.getAll(keys);
        } catch (FarTierException e) {
            e.done().forEach((i, entry) -> tell(i, seen(entry), found));
            throw e;
        }
        List<Seen<V>> all = stored.stream().map(this::seen).toList();
        for (int i = 0; i < all.size(); i++) {
            tell(i, all.get(i), found);
            if (all.get(i).isKnownAbsent()) {
                knownAbsent.accept(i);
            }
        }
        if (plan instanceof ExpiryPlan.Ask) {
            for (int i = 0; i < all.size(); i++) {
                accessed(keys.get(i), all.get(i), null);
            }
        }
    }

    private void tell(int index, Seen<V> seen, BiConsumer<Integer, V> found) {
        V value = seen.value();
        if (value != null) {
            found.accept(index, value);
        }
    }

    /** Asks the policy what an access means for an entry that was seen, and does it. */
    void accessed(FarKey key, Seen<V> seen, @Nullable ExpiryWatch<V> watch) {
        if (seen.value() != null) {
            accessed(key, seen, plan.access(), watch);
        }
    }

    private void accessed(FarKey key, Seen<V> seen, Lifetime lifetime, @Nullable ExpiryWatch<V> watch) {
        if (seen.stored() == null || seen.value() == null) {
            return;
        }
        long since = since(watch);
        Comparison change = change(key, seen.stored(), lifetime);
        if (change != null) {
            far.compare(change);
        }
        found(watch, key, seen, lifetime, since);
    }

    /** What an access means for an entry that was seen; null if it changes nothing. Asks the policy. */
    @Nullable
    Comparison access(FarKey key, Seen<V> seen) {
        return seen.stored() == null || seen.value() == null ? null : change(key, seen.stored(), plan.access());
    }

    private static @Nullable Comparison change(FarKey key, StoredEntry seen, Lifetime lifetime) {
        if (lifetime.isZero()) {
            return new Comparison.Remove(key, seen, true);
        }
        return lifetime.isUnchanged() ? null : new Comparison.Touch(key, seen, lifetime);
    }

    private static long since(@Nullable ExpiryWatch<?> watch) {
        return watch == null ? 0 : watch.now();
    }

    private void found(@Nullable ExpiryWatch<V> watch, FarKey key, Seen<V> seen, Lifetime remaining, long since) {
        if (watch != null && seen.value() != null && seen.stored() != null) {
            watch.found(key, seen.stored(), remaining, since);
        }
    }

    /** What was read by another way. */
    @SuppressWarnings("unchecked") // what was stored under this cache's name; the front checks the declared type
    Seen<V> seen(@Nullable StoredEntry stored) {
        return stored == null ? new Seen<>(null, null) : new Seen<>(stored, (V) values.decode(stored));
    }
}
