package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.Claimed;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.CallTime;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Patience;
import org.tandemcache.integration.ReadThrough.Loading;
import org.tandemcache.management.Statistics;

/** get, getAll and containsKey. Thread-safe. */
public sealed class Reads<K, V> permits ReadsKnowingAbsence {
    private static final Logger log = LoggerFactory.getLogger(Reads.class);

    private final KeyFormat keys;
    private final Lookup<K, V> lookup;
    private final EntryReader<V> reader;
    private final WritePath<K, V> path;
    private final @Nullable Loads<K, V> readThrough;
    private final Loads<K, V> loads;
    private final Statistics statistics;
    private final Patience patience;

    /**
     * @param reader looks again at what is missed past its deadline, with the patience given
     * @param readThrough null without read-through
     * @param loads for those who bring a loader
     */
    Reads(
            KeyFormat keys,
            Lookup<K, V> lookup,
            EntryReader<V> reader,
            WritePath<K, V> path,
            @Nullable Loads<K, V> readThrough,
            Loads<K, V> loads,
            Statistics statistics,
            Patience patience) {
        this.keys = keys;
        this.lookup = lookup;
        this.reader = reader;
        this.path = path;
        this.readThrough = readThrough;
        this.loads = loads;
        this.statistics = statistics;
        this.patience = patience;
    }

    /**
     * No round trip for a near hit, else one; two where an expiry policy must be asked; with read-through also what a
     * load takes.
     */
    public @Nullable V get(K key) {
        long start = System.nanoTime(); // one look at the clock for the near tier and for the statistics
        V value = lookup.get(key, start);
        if (value != null) {
            statistics.countHits(1, start);
            return value;
        }
        return missed(key, start);
    }

    /** What follows a miss; with read-through a load. */
    @Nullable
    V missed(K key, long start) {
        countMiss(key, start);
        return loaded(key, start);
    }

    /** Counts a hit; the value. */
    V hit(V value, long start) {
        statistics.countHits(1, start);
        return value;
    }

    /** Whether somebody listens to expiry. */
    boolean tellsExpiry() {
        return path.watch() != null;
    }

    /** Whether a miss is more than a miss: it is loaded, or listeners may have to hear of an expiry. */
    boolean goesOnAfterMiss() {
        return readThrough != null || tellsExpiry();
    }

    /** {@link #get(Object)} that loads what is missed by the caller's own loader. */
    public @Nullable V get(K key, Loading<V> loading) {
        long start = System.nanoTime();
        V value = lookup.get(key, start);
        if (value != null) {
            statistics.countHits(1, start);
            return value;
        }
        countMiss(key, start);
        return loaded(key, start, loading);
    }

    /** Counts and tells a miss. */
    final void countMiss(K key, long start) {
        statistics.countMisses(1, start);
        tellExpiry(key, start);
    }

    /** What is loaded for a read that has missed, if anything is. */
    final @Nullable V loaded(K key, long start) {
        return readThrough == null ? null : readThrough.load(keys.encode(key), start);
    }

    final @Nullable V loaded(K key, long start, Loading<V> loading) {
        return loads.load(keys.encode(key), start, loading);
    }

    /** {@link #get(Object)} without read-through, that claims what is missed. */
    public Claimed<V> getOrClaim(K key) {
        long start = System.nanoTime();
        V value = lookup.get(key, start);
        if (value != null) {
            statistics.countHits(1, start);
            return new Found<>(value);
        }
        countMiss(key, start);
        return loads.claimed(keys.detached(keys.encode(key)), start);
    }

    /** A value that is there. */
    record Found<V>(V value) implements Claimed<V> {
        @Override
        public boolean store(V later) {
            return false;
        }

        @Override
        public boolean store(V later, EntryOptions options) {
            return false;
        }

        @Override
        public void release() {
            // nothing is claimed
        }
    }

    /** The value if a near copy is there that answers without a round trip; counts hits alone. */
    public @Nullable V getNear(K key) {
        long start = System.nanoTime();
        V value = lookup.getNear(key, start);
        if (value != null) {
            statistics.countHits(1, start);
        }
        return value;
    }

    /** A miss of a known key: if it is past its deadline, its listeners hear so. */
    private void tellExpiry(K key, long start) {
        ExpiryWatch<V> watch = path.watch();
        if (watch == null) {
            return;
        }
        FarKey farKey = keys.encode(key);
        if (!watch.knows(farKey)) {
            return;
        }
        if (patience.endsEarly()) {
            tellInTime(farKey, start);
        } else {
            path.look(farKey, () -> look(farKey));
        }
    }

    /** What can't be told in the time that the call has left is told by a later one. */
    private void tellInTime(FarKey key, long start) {
        long end = start + patience.limit().toNanos();
        long left = end - System.nanoTime();
        if (left <= 0) {
            return;
        }
        try {
            path.lookWithin(left, key, () -> lookUntil(end, key));
        } catch (FarTierException e) {
            log.debug("The expiry of a key is not told yet: {}", e.toString());
        }
    }

    private Outcome<V> lookUntil(long end, FarKey key) {
        CallTime time = CallTime.until(end);
        try {
            return look(key);
        } finally {
            time.end();
        }
    }

    /** Whether it is still gone, under the lock: who has stored another one meanwhile is not told of its end. */
    private Outcome<V> look(FarKey key) {
        V value = reader.peek(key).value();
        return value == null ? new Outcome.Absent<>() : new Outcome.Present<>(value);
    }

    /** One round trip per chunk; with an expiry policy that must be asked, another one per entry that it changes. */
    public Map<K, V> getAll(Collection<? extends K> wanted) {
        long start = System.nanoTime();
        Map<K, V> found = new HashMap<>(wanted.size() + wanted.size() / 3 + 1);
        return looked(wanted, found, findAll(wanted, found), start);
    }

    /**
     * What follows a look: it is counted, and what is missing goes on as after a miss.
     *
     * @param found added to
     */
    Map<K, V> looked(Collection<? extends K> wanted, Map<K, V> found, long start) {
        return looked(wanted, found, Set.of(), start);
    }

    /** @param known the keys that the loader is known to have no value of */
    final Map<K, V> looked(Collection<? extends K> wanted, Map<K, V> found, Set<K> known, long start) {
        List<K> missing = new ArrayList<>();
        if (found.size() < wanted.size()) {
            for (K key : wanted) {
                if (!found.containsKey(key)) {
                    missing.add(key);
                }
            }
        }
        statistics.countHits(found.size(), found.isEmpty() ? 0 : start); // the time of the call counts once
        statistics.countMisses(missing.size(), found.isEmpty() ? start : 0);
        missing.forEach(key -> tellExpiry(key, start));
        missing.removeAll(known);
        if (readThrough != null && !missing.isEmpty()) {
            found.putAll(readThrough.loadMissing(missing, start));
        }
        return found;
    }

    /** @return the keys that the loader is known to have no value of */
    Set<K> findAll(Collection<? extends K> wanted, Map<K, V> found) {
        lookup.getAll(wanted, found, key -> {});
        return Set.of();
    }

    /** No round trip for a near hit, else one. */
    public boolean containsKey(K key) {
        return lookup.contains(key);
    }
}
