package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.Patience;
import org.tandemcache.integration.ReadThrough.Loading;
import org.tandemcache.management.Statistics;

/**
 * Reads of a cache that remembers of which keys the loader knows no value: they miss, and it is not asked. A class of
 * its own, so that a hit pays for none of it. Thread-safe.
 */
final class ReadsKnowingAbsence<K, V> extends Reads<K, V> {
    private final Lookup<K, V> lookup;
    private final Statistics statistics;
    private final ClaimCounters counters;

    /** @param counters of the loads that are spared */
    ReadsKnowingAbsence(
            KeyFormat keys,
            Lookup<K, V> lookup,
            EntryReader<V> reader,
            WritePath<K, V> path,
            @Nullable Loads<K, V> readThrough,
            Loads<K, V> loads,
            Statistics statistics,
            Patience patience,
            ClaimCounters counters) {
        super(keys, lookup, reader, path, readThrough, loads, statistics, patience);
        this.lookup = lookup;
        this.statistics = statistics;
        this.counters = counters;
    }

    @Override
    public @Nullable V get(K key) {
        long start = System.nanoTime();
        V near = lookup.getNear(key, start);
        if (near != null) {
            statistics.countHits(1, start);
            return near;
        }
        Sight<V> sight = look(key, start);
        return sight.isEnough() ? sight.value() : loaded(key, start);
    }

    @Override
    public @Nullable V get(K key, Loading<V> loading) {
        long start = System.nanoTime();
        V near = lookup.getNear(key, start);
        if (near != null) {
            statistics.countHits(1, start);
            return near;
        }
        Sight<V> sight = look(key, start);
        return sight.isEnough() ? sight.value() : loaded(key, start, loading);
    }

    private Sight<V> look(K key, long start) {
        Sight<V> sight = lookup.look(key, start);
        if (sight.value() == null) {
            countMiss(key, start);
            counters.countKnown(sight.knownAbsent() ? 1 : 0);
        } else {
            statistics.countHits(1, start);
        }
        return sight;
    }

    @Override
    Set<K> findAll(Collection<? extends K> wanted, Map<K, V> found) {
        Set<K> known = new HashSet<>();
        lookup.getAll(wanted, found, known::add);
        counters.countKnown(known.size());
        return known;
    }

    /** Of who has looked for values alone: he looks once more, near where that is known. */
    @Override
    @Nullable
    V missed(K key, long start) {
        Sight<V> sight = lookup.look(key, System.nanoTime());
        countMiss(key, start);
        counters.countKnown(sight.knownAbsent() ? 1 : 0);
        return sight.isEnough() ? sight.value() : loaded(key, start);
    }

    @Override
    Map<K, V> looked(Collection<? extends K> wanted, Map<K, V> found, long start) {
        List<K> missing = new ArrayList<>(wanted);
        missing.removeAll(found.keySet());
        return looked(wanted, found, missing.isEmpty() ? Set.of() : findAll(missing, found), start);
    }
}
