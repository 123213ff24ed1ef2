package org.tandemcache.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Patience;

/**
 * Reads of a cache without near tier whose entries are refreshed: with each value comes how long it has still to live.
 * Thread-safe.
 */
final class DueFarLookup<K, V> implements Lookup<K, V> {
    private final KeyFormat keys;
    private final Lookup<K, V> plain;
    private final EntryReader<V> reader;
    private final OutcomeRecorder<K, V> recorder;
    private final TierCounters counters;
    private final Patience patience;
    private final Refreshes<K> refreshes;

    /** @param plain reads of several keys, which don't ask for that */
    DueFarLookup(
            KeyFormat keys,
            Lookup<K, V> plain,
            EntryReader<V> reader,
            OutcomeRecorder<K, V> recorder,
            TierCounters counters,
            Patience patience,
            Refreshes<K> refreshes) {
        this.keys = keys;
        this.plain = plain;
        this.reader = reader;
        this.recorder = recorder;
        this.counters = counters;
        this.patience = patience;
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
        Seen<V> seen = patience.within(now, () -> reader.readWithLifetime(farKey, recorder.watch()));
        V value = seen.value();
        counters.countFar(value != null);
        if (value != null && seen.stored() != null) {
            refreshes.read(farKey, seen.stored(), now);
        }
        return seen;
    }

    @Override
    public @Nullable V getNear(K key, long now) {
        return null;
    }

    @Override
    public void getAll(Collection<? extends K> wanted, Map<K, V> found, Consumer<? super K> knownAbsent) {
        plain.getAll(wanted, found, knownAbsent);
    }

    @Override
    public @Nullable Begun begin(List<K> wanted, Map<K, V> found, AsyncFarTier far) {
        return plain.begin(wanted, found, far);
    }

    @Override
    public boolean contains(K key) {
        return plain.contains(key);
    }
}
