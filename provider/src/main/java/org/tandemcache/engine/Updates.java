package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.event.Delivery;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.management.Statistics;

/** The operations that store values. Thread-safe. */
public final class Updates<K, V> {
    private final KeyFormat keys;
    private final ValueFormat values;
    private final FarTier far;
    private final ExpiryPlan plan;
    private final EntryWrites<V> writes;
    private final EntryWrites<V> writtenAlready;
    private final @Nullable WriteThrough<K, V> writer;
    private final Mutations<K, V> mutations;

    /**
     * @param writes with write-through where it is configured
     * @param writtenAlready without write-through, for entries of a batch that was written as a whole
     */
    Updates(
            KeyFormat keys,
            ValueFormat values,
            FarTier far,
            ExpiryPlan plan,
            EntryWrites<V> writes,
            EntryWrites<V> writtenAlready,
            @Nullable WriteThrough<K, V> writer,
            Mutations<K, V> mutations) {
        this.keys = keys;
        this.values = values;
        this.far = far;
        this.plan = plan;
        this.writes = writes;
        this.writtenAlready = writtenAlready;
        this.writer = writer;
        this.mutations = mutations;
    }

    public void put(K key, V value) {
        NewValue<V> encoded = encode(value);
        FarKey farKey = keys.encode(key);
        mutations.run(Operation.PUT, farKey, () -> writes.put(farKey, encoded));
    }

    public @Nullable V getAndPut(K key, V value) {
        NewValue<V> encoded = encode(value);
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.GET_AND_PUT, farKey, () -> writes.getAndPut(farKey, encoded))
                .before();
    }

    public boolean putIfAbsent(K key, V value) {
        NewValue<V> encoded = encode(value);
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.PUT_IF_ABSENT, farKey, () -> writes.putIfAbsent(farKey, encoded))
                .changed();
    }

    public boolean replace(K key, V value) {
        NewValue<V> encoded = encode(value);
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.REPLACE, farKey, () -> writes.replace(farKey, encoded))
                .changed();
    }

    public @Nullable V getAndReplace(K key, V value) {
        NewValue<V> encoded = encode(value);
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.REPLACE, farKey, () -> writes.getAndReplace(farKey, encoded))
                .before();
    }

    public boolean replace(K key, V oldValue, V newValue) {
        NewValue<V> encoded = encode(newValue);
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.REPLACE, farKey, () -> writes.replace(farKey, oldValue, encoded))
                .changed();
    }

    /**
     * Stores several entries: one call of the writer, one round trip per chunk; with an expiry policy that must be
     * asked two round trips per entry.
     */
    public void putAll(Map<? extends K, ? extends V> entries) {
        long start = mutations.recorder().statistics().start();
        Map<FarKey, NewValue<V>> encoded = new LinkedHashMap<>();
        entries.forEach((key, value) -> encoded.put(keys.encode(key), encode(value)));
        mutations.loads().refuseInProcessor(encoded.keySet());
        if (entries.isEmpty()) {
            return; // a writer has nothing to write
        }
        Map<FarKey, Outcome<V>> outcomes = new LinkedHashMap<>();
        if (!mutations.ordered()) {
            try {
                storeAll(encoded, outcomes);
            } finally {
                countPuts(outcomes, start);
            }
            return;
        }
        WriteThrough.Batch<K> written = new WriteThrough.Batch<>(new LinkedHashSet<>(entries.keySet()), null);
        List<Delivery> deliveries = new ArrayList<>();
        try {
            try (KeyLocks.Held held = mutations.locks().lockAll(encoded.keySet())) {
                if (writer != null) {
                    written = writer.writeAll(entries);
                    mutations.loads().detach(encoded.keySet()); // whatever the writer has left out, too
                    WriteThrough.Batch<K> done = written;
                    encoded.keySet().removeIf(key -> !done.done().contains(key.key()));
                }
                long begun = mutations.recorder().begin();
                try {
                    storeAll(encoded, outcomes);
                } finally {
                    outcomes.forEach((key, outcome) ->
                            deliveries.add(mutations.recorder().publish(key, outcome, begun)));
                }
            }
        } finally { // what was stored is told and counted, though what came behind it has failed
            countPuts(outcomes, start);
            deliverAll(deliveries, written);
        }
    }

    /** As {@link OutcomeRecorder#count} counts each put: one of a value that can't be encoded can be a removal. */
    private void countPuts(Map<FarKey, Outcome<V>> outcomes, long start) {
        Collection<Outcome<V>> all = outcomes.values();
        Statistics statistics = mutations.recorder().statistics();
        statistics.countPuts(all.stream().filter(Outcome::stored).count(), start);
        statistics.countRemovals(
                all.stream().filter(Outcome.Removed.class::isInstance).count(), start);
    }

    /** Calls the listeners of a batch, then reports what the writer could not do. */
    static void deliverAll(List<Delivery> deliveries, WriteThrough.Batch<?> written) {
        try {
            Delivery.deliverAll(deliveries);
        } finally {
            written.throwFailure();
        }
    }

    /** @param outcomes of what is done, also where this throws */
    private void storeAll(Map<FarKey, NewValue<V>> entries, Map<FarKey, Outcome<V>> outcomes) {
        if (!(plan instanceof ExpiryPlan.Fixed fixed)) {
            entries.forEach((key, value) -> outcomes.put(key, writtenAlready.put(key, value)));
            return;
        }
        mutations.loads().detach(entries.keySet());
        List<FarKey> chunkKeys = new ArrayList<>();
        List<NewValue<V>> chunk = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<FarKey, NewValue<V>> entry : entries.entrySet()) {
            NewValue<V> value = entry.getValue();
            if (!value.isWritable()) {
                outcomes.put(entry.getKey(), writtenAlready.put(entry.getKey(), value));
                continue;
            }
            int next = value.bytes().length;
            if (!ValueSizes.fits(chunk.size(), bytes, next)) { // as the far tier does: what is done is known by then
                storeChunk(chunkKeys, chunk, fixed, outcomes);
                chunkKeys.clear();
                chunk.clear();
                bytes = 0;
            }
            chunkKeys.add(entry.getKey());
            chunk.add(value);
            bytes += next;
        }
        storeChunk(chunkKeys, chunk, fixed, outcomes);
    }

    private void storeChunk(
            List<FarKey> farKeys,
            List<NewValue<V>> newValues,
            ExpiryPlan.Fixed fixed,
            Map<FarKey, Outcome<V>> outcomes) {
        if (farKeys.isEmpty()) {
            return;
        }
        List<byte[]> bytes = newValues.stream().map(NewValue::bytes).toList();
        if (!mutations.recorder().tellsChanges()) {
            try {
                far.putAll(List.copyOf(farKeys), bytes, fixed.writes());
            } catch (FarTierException e) {
                e.done().keySet().forEach(i -> outcomes.put(farKeys.get(i), new Outcome.Stored<>()));
                throw e;
            }
            farKeys.forEach(key -> outcomes.put(key, new Outcome.Stored<>()));
            return;
        }
        List<@Nullable StoredEntry> old;
        try {
            old = far.getAndPutAll(List.copyOf(farKeys), bytes, fixed.writes());
        } catch (FarTierException e) {
            e.done()
                    .forEach((i, entry) -> outcomes.put(
                            farKeys.get(i), outcome(entry, newValues.get(i).value(), fixed)));
            throw e;
        }
        for (int i = 0; i < farKeys.size(); i++) {
            outcomes.put(farKeys.get(i), outcome(old.get(i), newValues.get(i).value(), fixed));
        }
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private Outcome<V> outcome(@Nullable StoredEntry old, V value, ExpiryPlan.Fixed fixed) {
        V oldValue = old == null ? null : (V) values.decode(old.bytes());
        return oldValue == null
                ? new Outcome.Created<>(value, fixed.creation())
                : new Outcome.Updated<>(oldValue, value, fixed.update());
    }

    private NewValue<V> encode(V value) {
        return NewValue.of(value, values);
    }
}
