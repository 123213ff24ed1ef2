package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.CallTime;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Patience;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;

/** Reads of a cache without near tier: each goes to the far tier. Thread-safe. */
final class FarLookup<K, V> implements Lookup<K, V> {
    private final KeyFormat keys;
    private final Predicate<FarKey> existence;
    private final EntryReader<V> reader;
    private final OutcomeRecorder<K, V> recorder;
    private final TierCounters counters;
    private final Patience patience;
    private final ValueSizes sizes;
    private final @Nullable Refreshes<K> refreshes;

    /**
     * @param existence whether there is an entry
     * @param patience of the far tier
     * @param sizes of the values: how many of them travel together
     * @param refreshes of what is due, for which a read of one key asks how long its entry has still to live; null if
     *     nothing is
     */
    FarLookup(
            KeyFormat keys,
            Predicate<FarKey> existence,
            EntryReader<V> reader,
            OutcomeRecorder<K, V> recorder,
            TierCounters counters,
            Patience patience,
            ValueSizes sizes,
            @Nullable Refreshes<K> refreshes) {
        this.keys = keys;
        this.existence = existence;
        this.reader = reader;
        this.recorder = recorder;
        this.counters = counters;
        this.patience = patience;
        this.sizes = sizes;
        this.refreshes = refreshes;
    }

    @Override
    public @Nullable V get(K key, long now) {
        return read(key, now).value();
    }

    @Override
    public Sight<V> look(K key, long now) {
        return Sight.of(read(key, now));
    }

    private Seen<V> read(K key, long now) {
        FarKey farKey = keys.encode(key);
        Seen<V> seen = readInTime(farKey, now);
        counters.countFar(seen.value() != null);
        if (refreshes != null && seen.value() != null && seen.stored() != null) {
            refreshes.read(farKey, seen.stored(), now);
        }
        return seen;
    }

    private Seen<V> readInTime(FarKey key, long now) {
        CallTime time = patience.begin(now);
        try {
            return refreshes == null
                    ? reader.read(key, recorder.watch())
                    : reader.readWithLifetime(key, recorder.watch());
        } finally {
            time.end();
        }
    }

    @Override
    public @Nullable V getNear(K key, long now) {
        return null;
    }

    @Override
    public void getAll(Collection<? extends K> wanted, Map<K, V> found, Consumer<? super K> knownAbsent) {
        CallTime time = patience.begin(System.nanoTime());
        try {
            readAll(List.copyOf(wanted), found, knownAbsent);
        } finally {
            time.end();
        }
    }

    /** Chunk by chunk: what is found is known before the next one is asked for. */
    private void readAll(List<K> wanted, Map<K, V> found, Consumer<? super K> knownAbsent) {
        List<FarKey> farKeys = new ArrayList<>(wanted.size());
        wanted.forEach(key -> farKeys.add(keys.encode(key)));
        int from = 0;
        while (from < wanted.size()) {
            int to = Math.min(wanted.size(), from + sizes.entriesPerChunk());
            List<K> chunk = wanted.subList(from, to);
            reader.readAll(
                    farKeys.subList(from, to),
                    (i, value) -> found.put(chunk.get(i), value),
                    i -> knownAbsent.accept(chunk.get(i)));
            chunk.forEach(key -> counters.countFar(found.containsKey(key)));
            from = to;
        }
    }

    @Override
    public @Nullable Begun begin(List<K> keysOfChunk, Map<K, V> found, AsyncFarTier far) {
        List<FarKey> farKeys = keysOfChunk.stream().map(keys::encode).toList();
        if (!farKeys.stream().allMatch(far::isReady)) {
            return null;
        }
        CompletableFuture<List<@Nullable StoredEntry>> answer = farKeys.size() == 1
                ? far.get(farKeys.get(0)).thenApply(Collections::singletonList)
                : far.getAll(farKeys);
        return new Begun() {
            @Override
            public CompletableFuture<?> answer() {
                return answer;
            }

            @Override
            public @Nullable Begun end() {
                List<@Nullable StoredEntry> entries = AsyncReads.come(answer);
                for (int i = 0; i < entries.size(); i++) {
                    V value = reader.seen(entries.get(i)).value();
                    counters.countFar(value != null);
                    if (value != null) {
                        found.put(keysOfChunk.get(i), value);
                    }
                }
                return null;
            }
        };
    }

    @Override
    public boolean contains(K key) {
        return existence.test(keys.encode(key));
    }
}
