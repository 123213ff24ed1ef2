package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.event.Delivery;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.management.Statistics;

/** The operations that remove entries. Thread-safe. */
public final class Removals<K, V> {
    /** How many keys are removed before the next are: what is done is known by then. */
    private static final int CHUNK = 500;

    private final KeyFormat keys;
    private final ValueFormat values;
    private final FarTier far;
    private final EntryWrites<V> writes;
    private final @Nullable WriteThrough<K, V> writer;
    private final Mutations<K, V> mutations;

    Removals(
            KeyFormat keys,
            ValueFormat values,
            FarTier far,
            EntryWrites<V> writes,
            @Nullable WriteThrough<K, V> writer,
            Mutations<K, V> mutations) {
        this.keys = keys;
        this.values = values;
        this.far = far;
        this.writes = writes;
        this.writer = writer;
        this.mutations = mutations;
    }

    public boolean remove(K key) {
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.REMOVE, farKey, () -> writes.remove(farKey))
                .changed();
    }

    public boolean remove(K key, V oldValue) {
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.REMOVE_IF_EQUAL, farKey, () -> writes.remove(farKey, oldValue))
                .changed();
    }

    public @Nullable V getAndRemove(K key) {
        FarKey farKey = keys.encode(key);
        return mutations
                .run(Operation.GET_AND_REMOVE, farKey, () -> writes.getAndRemove(farKey))
                .before();
    }

    /** Removes several entries: one call of the writer, one round trip per chunk. */
    public void removeAll(Collection<? extends K> wanted) {
        Set<FarKey> farKeys = new LinkedHashSet<>();
        wanted.forEach(key -> farKeys.add(keys.encode(key)));
        removeEncoded(farKeys);
    }

    /**
     * Removes every entry. Where a writer, a listener or the statistics must know each, the entries are walked; else
     * this is {@link #clear()}.
     */
    public void removeAll() {
        if (!mutations.ordered() && !mutations.recorder().statistics().enabled()) {
            clear();
            return;
        }
        mutations.loads().refuseInProcessor();
        mutations.loads().detachAll(); // those of keys that no page names
        for (Iterator<List<byte[]>> pages = far.scan(); pages.hasNext(); ) {
            Set<FarKey> page = new LinkedHashSet<>();
            pages.next().stream().map(keys::decode).filter(Objects::nonNull).forEach(page::add);
            removeEncoded(page);
        }
    }

    /** Removes every entry and tells nobody: pages of a scan, removed in the background of the server. */
    public void clear() {
        mutations.loads().refuseInProcessor();
        mutations.loads().detachAll();
        far.clear();
    }

    private void removeEncoded(Set<FarKey> farKeys) {
        mutations.loads().refuseInProcessor(farKeys);
        if (farKeys.isEmpty()) {
            return; // a writer has nothing to delete
        }
        Statistics statistics = mutations.recorder().statistics();
        long start = statistics.start();
        if (!mutations.ordered()) {
            mutations.loads().detach(farKeys);
            for (List<FarKey> chunk : chunks(List.copyOf(farKeys))) {
                countRemoved(chunk, start);
            }
            return;
        }
        WriteThrough.Batch<K> written = new WriteThrough.Batch<>(Set.of(), null);
        List<Delivery> deliveries = new ArrayList<>();
        Map<FarKey, Outcome<V>> outcomes = new LinkedHashMap<>();
        try {
            try (KeyLocks.Held held = mutations.locks().lockAll(farKeys)) {
                List<FarKey> left = new ArrayList<>(farKeys);
                if (writer != null) {
                    written = writer.deleteAll(left.stream().map(this::userKey).toList());
                    WriteThrough.Batch<K> done = written;
                    left.removeIf(key -> !done.done().contains(key.key()));
                }
                mutations.loads().detach(farKeys);
                long begun = mutations.recorder().begin();
                try {
                    removeAll(left, outcomes);
                } finally {
                    outcomes.forEach((key, outcome) ->
                            deliveries.add(mutations.recorder().publish(key, outcome, begun)));
                }
            }
        } finally { // what was removed is told and counted, though what came behind it has failed
            long removed = outcomes.values().stream().filter(Outcome::changed).count();
            statistics.countRemovals(removed, start);
            Updates.deliverAll(deliveries, written);
        }
    }

    private void countRemoved(List<FarKey> chunk, long start) {
        Statistics statistics = mutations.recorder().statistics();
        try {
            statistics.countRemovals(far.removeAll(chunk), start);
        } catch (FarTierException e) {
            long removed = e.done().values().stream().filter(Objects::nonNull).count();
            statistics.countRemovals(removed, start);
            throw e;
        }
    }

    /** @param outcomes of what is done, also where this throws */
    private void removeAll(List<FarKey> left, Map<FarKey, Outcome<V>> outcomes) {
        for (List<FarKey> chunk : chunks(left)) {
            List<@Nullable StoredEntry> old;
            try {
                old = far.getAndRemoveAll(chunk);
            } catch (FarTierException e) {
                e.done().forEach((i, entry) -> outcomes.put(chunk.get(i), outcome(entry)));
                throw e;
            }
            for (int i = 0; i < chunk.size(); i++) {
                outcomes.put(chunk.get(i), outcome(old.get(i)));
            }
        }
    }

    private static List<List<FarKey>> chunks(List<FarKey> all) {
        List<List<FarKey>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private Outcome<V> outcome(@Nullable StoredEntry old) {
        V value = old == null ? null : (V) values.decode(old.bytes());
        return value == null ? new Outcome.Absent<>() : new Outcome.Removed<>(value);
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private K userKey(FarKey key) {
        return (K) key.key();
    }
}
