package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough;
import org.tandemcache.tags.Basis;

/**
 * Loads entries anew that are there. A lease, in a key of its own, lets one node do it; it is not given back, so that a
 * failure keeps all nodes from trying again at once. What was loaded is stored if the entry is still the one that was
 * seen before the load began, as if it were created. Two round trips, but for what follows from a write. Thread-safe.
 */
final class RefreshRun<K, V> {
    private static final Logger log = LoggerFactory.getLogger(RefreshRun.class);

    private final Leasing leasing;
    private final NewValues<K, V> values;
    private final EntryReader<V> reader;
    private final BooleanSupplier tellsOldValues;
    private final CacheLoader<K, V> loader;
    private final ReadThrough<K, V> readThrough;
    private final LoadsUnderWay underWay;
    private final WritePath<K, V> path;
    private final LoadedTogether<V> together;
    private final RefreshTimes times;
    private final RefreshCounters counters;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * Where leases lie, beside the entries.
     *
     * @param entries the key space of the entries
     * @param keyspace the key space of the leases
     * @param far of that key space; no near tier knows of it
     * @param time for how long nobody else refreshes a key
     */
    record Leasing(Keyspace entries, Keyspace keyspace, FarTier far, Lifetime time) {
        FarKey of(FarKey entry) {
            return new FarKey(entry.key(), keyspace.of(entry.bytes(), entries));
        }
    }

    /**
     * @param reader of entries that are not known yet; fails while the far tier is away
     * @param tellsOldValues whether somebody is told the value that is replaced
     */
    RefreshRun(
            Leasing leasing,
            NewValues<K, V> values,
            EntryReader<V> reader,
            BooleanSupplier tellsOldValues,
            CacheLoader<K, V> loader,
            ReadThrough<K, V> readThrough,
            LoadsUnderWay underWay,
            WritePath<K, V> path,
            LoadedTogether<V> together,
            RefreshTimes times,
            RefreshCounters counters) {
        this.leasing = leasing;
        this.values = values;
        this.reader = reader;
        this.tellsOldValues = tellsOldValues;
        this.loader = loader;
        this.readThrough = readThrough;
        this.underWay = underWay;
        this.path = path;
        this.together = together;
        this.times = times;
        this.counters = counters;
    }

    /**
     * Ends each of the attempts.
     *
     * @param nextTry when those may be tried again that bring nothing
     */
    void run(List<RefreshAttempt> wanted, LongSupplier nextTry) {
        try {
            if (!underWay.isClosed()) {
                refresh(leased(wanted), nextTry);
            }
            wanted.stream().filter(RefreshAttempt::isRunning).forEach(each -> each.end(null, nextTry.getAsLong()));
        } catch (Throwable e) { // user code may throw anything, and nobody else is there to be told
            wanted.stream().filter(RefreshAttempt::isRunning).forEach(each -> {
                counters.countFailed();
                each.fail(e, nextTry.getAsLong());
            });
            tell(wanted, e);
        }
    }

    /** Once for each outage: those who read the cache have a value, and the metrics have the number. */
    private void tell(List<RefreshAttempt> wanted, Throwable failure) {
        if (underWay.isClosed()) {
            log.debug("A refresh was given up, for {} is closed", leasing.entries(), failure);
        } else if (failing.compareAndSet(false, true)) {
            log.warn(
                    "Entries of {} could not be refreshed, {} of them now; they are served until they expire. Tried again"
                            + " no earlier than in {} ms; further failures are logged as DEBUG until one succeeds",
                    leasing.entries(),
                    wanted.size(),
                    leasing.time().millis(),
                    failure);
        } else {
            log.debug("Entries of {} could not be refreshed", leasing.entries(), failure);
        }
    }

    /** Those that this node is to refresh. */
    private List<RefreshAttempt> leased(List<RefreshAttempt> wanted) {
        List<FarKey> keys = wanted.stream().map(each -> leasing.of(each.key())).toList();
        List<byte[]> tokens = keys.stream().map(key -> values.values().marker()).toList();
        List<Boolean> granted = keys.size() == 1
                ? List.of(leasing.far().claim(keys.get(0), tokens.get(0), leasing.time()))
                : leasing.far().claimAll(keys, tokens, leasing.time());
        List<RefreshAttempt> mine = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            if (granted.get(i)) {
                mine.add(wanted.get(i));
            }
        }
        return mine;
    }

    private void refresh(List<RefreshAttempt> mine, LongSupplier nextTry) {
        Map<RefreshAttempt, Seen<V>> seen = seen(mine);
        if (seen.isEmpty()) {
            return;
        }
        List<RefreshAttempt> there = List.copyOf(seen.keySet());
        List<Load> loads = new ArrayList<>(there.size());
        try {
            Basis basis = underWay.basis();
            there.forEach(each -> loads.add(underWay.begin(each.key(), basis)));
            Map<K, V> loaded = loaded(there, loads);
            List<LoadedTogether.One<V>> steps = new ArrayList<>();
            Map<RefreshAttempt, NewValue<V>> fresh = new HashMap<>();
            for (int i = 0; i < there.size(); i++) {
                RefreshAttempt each = there.get(i);
                Load load = loads.get(i);
                V value = loaded.get(userKey(each.key()));
                Seen<V> old = Objects.requireNonNull(seen.get(each));
                if (value != null) {
                    fresh.put(each, values.of(userKey(each.key()), value, null, load.basis()));
                }
                steps.add(new LoadedTogether.One<>(each.key(), load, step(each.key(), old, fresh.get(each), load)));
            }
            try {
                together.store(steps);
            } finally { // also where others of them could not be stored, or a listener has failed
                for (int i = 0; i < there.size(); i++) {
                    end(there.get(i), steps.get(i), fresh.get(there.get(i)), nextTry);
                }
            }
        } finally {
            loads.forEach(Load::close);
        }
    }

    /** What lies there, by the attempts whose entry is there. */
    private Map<RefreshAttempt, Seen<V>> seen(List<RefreshAttempt> mine) {
        Map<RefreshAttempt, Seen<V>> all = new LinkedHashMap<>();
        List<RefreshAttempt> unknown = new ArrayList<>();
        boolean tells = tellsOldValues.getAsBoolean();
        for (RefreshAttempt each : mine) {
            StoredEntry known = each.seen();
            if (known == null || tells) {
                unknown.add(each);
            } else {
                all.put(each, new Seen<>(known, null));
            }
        }
        if (!unknown.isEmpty()) {
            List<Seen<V>> found =
                    reader.peekAll(unknown.stream().map(RefreshAttempt::key).toList());
            for (int i = 0; i < unknown.size(); i++) {
                if (found.get(i).value() != null) {
                    all.put(unknown.get(i), found.get(i));
                }
            }
        }
        return all;
    }

    private Map<K, V> loaded(List<RefreshAttempt> there, List<Load> loads) {
        if (there.size() == 1) {
            FarKey key = there.get(0).key();
            V value = readThrough.call(key, loads.get(0), () -> loader.load(userKey(key)));
            return value == null ? Map.of() : Map.of(userKey(key), value);
        }
        List<K> keys = there.stream().map(each -> userKey(each.key())).toList();
        return readThrough.callAll(keys, loads, loader);
    }

    /** @param value null where the loader knows none any more, which is true of the cache then, too */
    private Step<V> step(FarKey key, Seen<V> old, @Nullable NewValue<V> value, Load load) {
        if (value == null || !value.isWritable()) {
            Outcome<V> gone = new Outcome.Removed<>(old.value());
            return Step.of(new Comparison.Remove(key, stored(old)), gone);
        }
        Step<V> created = path.loaded(key, value, load, new Seen<>(stored(old), null));
        return created.change() instanceof Comparison.Put put
                ? Step.of(put, new Outcome.Updated<>(old.value(), value, put.lifetime()))
                : created;
    }

    private static StoredEntry stored(Seen<?> seen) {
        return Objects.requireNonNull(seen.stored(), "an entry that is refreshed was seen");
    }

    private void end(
            RefreshAttempt attempt, LoadedTogether.One<V> step, @Nullable NewValue<V> value, LongSupplier nextTry) {
        if (step.fate() == Claims.Fate.DONE) {
            counters.countDone();
            if (failing.compareAndSet(true, false)) {
                log.info("Entries of {} are refreshed again", leasing.entries());
            }
            shorten(attempt, step);
            attempt.end(value, System.nanoTime());
        } else if (step.fate() != Claims.Fate.AWAY) { // that fails with what the store throws
            counters.countRefused();
            attempt.end(null, nextTry.getAsLong());
        }
    }

    /** The entry may be due again before the lease ends: then it lasts half of the time until that. */
    private void shorten(RefreshAttempt attempt, LoadedTogether.One<V> step) {
        if (step.change() instanceof Comparison.Put put && put.lifetime().isLimited()) {
            long fresh = times.freshMillis(put.lifetime().millis());
            if (fresh < leasing.time().millis()) {
                try {
                    leasing.far().touch(leasing.of(attempt.key()), new Lifetime(Math.max(1, fresh / 2)));
                } catch (FarTierException e) {
                    log.debug("A lease of a refresh lasts longer than it needs to: {}", e.toString());
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private K userKey(FarKey key) {
        return (K) key.key();
    }
}
