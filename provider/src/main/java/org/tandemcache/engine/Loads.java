package org.tandemcache.engine;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough;
import org.tandemcache.integration.ReadThrough.HandedOut;
import org.tandemcache.integration.ReadThrough.Kept;
import org.tandemcache.integration.ReadThrough.Loading;
import org.tandemcache.integration.ReadThrough.There;
import org.tandemcache.integration.ReadThrough.Turn;
import org.tandemcache.tags.Basis;

/**
 * Fills the cache from the user's loader, or from the one that a call brings: on a miss, and by loadAll. Never writes
 * through. Thread-safe.
 */
public final class Loads<K, V> {
    private final KeyFormat keys;
    private final ValueFormat values;
    private final NewValues<K, V> newValues;
    private final @Nullable CacheLoader<K, V> loader;
    private final ReadThrough<K, V> readThrough;
    private final LoadsUnderWay underWay;
    private final EntryReader<V> reader;
    private final WritePath<K, V> path;
    private final Protection<K, V> protection;
    private final @Nullable StoresBehind behind;
    private final LoadedValues<K, V> outcomes;

    /**
     * @param loader null for a cache without one
     * @param behind stores what was loaded for a read that missed; null to store it in the reader's thread, as is done
     *     for {@code Cache.loadAll} in any case
     */
    Loads(
            KeyFormat keys,
            NewValues<K, V> newValues,
            @Nullable CacheLoader<K, V> loader,
            ReadThrough<K, V> readThrough,
            LoadsUnderWay underWay,
            EntryReader<V> reader,
            WritePath<K, V> path,
            Protection<K, V> protection,
            @Nullable StoresBehind behind) {
        this.keys = keys;
        this.values = newValues.values();
        this.newValues = newValues;
        this.loader = loader;
        this.readThrough = readThrough;
        this.underWay = underWay;
        this.reader = reader;
        this.path = path;
        this.protection = protection;
        this.behind = behind;
        this.outcomes = new LoadedValues<>(path, protection);
    }

    /**
     * What keeps loads out of each other's way.
     *
     * @param claims who may load
     * @param look for what was missed
     * @param absences null where it is not remembered that the loader knows no value
     * @param counters of what becomes of loads
     * @param together stores what one call of the loader has brought for several keys
     * @param failure null for a cache that fails while its far tier is away
     * @param longestWait how long a read waits for loads of other nodes, before it loads for itself
     */
    record Protection<K, V>(
            Claims<V> claims,
            LookAgain<K, V> look,
            @Nullable Absences<V> absences,
            ClaimCounters counters,
            LoadedTogether<V> together,
            @Nullable FailurePolicy failure,
            Duration longestWait) {}

    /** Whether there is a loader for those who bring none. */
    public boolean hasLoader() {
        return loader != null;
    }

    /**
     * Loads a value that was missed and keeps it, unless something has happened to its key meanwhile.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     */
    @SuppressWarnings("unchecked") // the cache's own key
    @Nullable
    V load(FarKey key, long since) {
        CacheLoader<K, V> configured = configured();
        return load(key, since, () -> configured.load((K) key.key()));
    }

    /** {@link #load(FarKey, long)} by a loader of the caller's. */
    @Nullable
    V load(FarKey key, long since, Loading<V> loading) {
        return readThrough.load(key, since, loading, new Missed(key, since));
    }

    /** {@link #load(FarKey, long)} within an entry processor, which keeps it itself. */
    @SuppressWarnings("unchecked") // the cache's own key
    @Nullable
    V loadOnly(FarKey key, Load load) {
        CacheLoader<K, V> configured = configured();
        return readThrough.call(key, load, () -> configured.load((K) key.key()));
    }

    private CacheLoader<K, V> configured() {
        if (loader == null) {
            throw new IllegalStateException("a cache without a loader loads nothing by itself");
        }
        return loader;
    }

    /** One key that was missed. Used by one thread; what is stored behind, by one more. */
    private final class Missed implements Turn<V> {
        private final FarKey key;
        private long since;
        private Claim<V> claim = Claim.none();

        Missed(FarKey key, long since) {
            this.key = key;
            this.since = since;
        }

        @Override
        public @Nullable There<V> look() {
            since = System.nanoTime();
            Sight<V> sight = protection.look().get(key);
            return sight.isEnough() ? new There<>(sight.value()) : null;
        }

        @Override
        public @Nullable There<V> begin() {
            Claim<V> mine = protection.claims().claim(List.of(key), since).get(key);
            if (mine != null) {
                claim = mine;
                return null;
            }
            if (underWay.isAtWork(key)) {
                return null; // in the user code of an entry processor: what it decides is what is stored
            }
            protection.counters().countWaited();
            return beginBehindOthers();
        }

        private @Nullable There<V> beginBehindOthers() {
            long start = System.nanoTime();
            try (Claims.Turns turns = protection.claims().turns(List.of(key))) {
                while (true) {
                    turns.expect();
                    There<V> there = look();
                    if (there != null) {
                        return there;
                    }
                    Claim<V> mine =
                            protection.claims().claim(List.of(key), since).get(key);
                    if (mine != null) {
                        claim = mine;
                        return null;
                    }
                    Seen<V> inPlace = reader.peek(key);
                    if (isWaitedForByNobody(inPlace)) {
                        claim = protection.claims().on(inPlace);
                        return null;
                    }
                    if (isEnough(start)) {
                        return null;
                    }
                    turns.await();
                }
            }
        }

        @Override
        public void failed() {
            giveBack(key, claim);
        }

        @Override
        public Kept<V> keep(@Nullable V loaded, Load load) {
            if (loaded == null) {
                try (load) {
                    return new Kept<>(
                            false, null, completedFuture(handedOut(outcomes.nothingLoaded(key, claim, load))));
                }
            }
            NewValue<V> value;
            try {
                value = newValue(key, loaded, load.basis()); // now: its user may change it when this has returned
            } catch (Throwable e) {
                giveBack(key, claim);
                load.close();
                throw e;
            }
            return new Kept<>(true, () -> copyOf(value), stored(value, load));
        }

        private CompletableFuture<HandedOut> stored(NewValue<V> value, Load load) {
            if (behind != null) {
                CompletableFuture<HandedOut> fate = new CompletableFuture<>();
                behind.store(
                        load,
                        () -> fate.complete(handedOut(outcomes.store(key, claim, value, load, false))),
                        () -> fate.complete(HandedOut.TO_ALL));
                return fate;
            }
            try (load) {
                return completedFuture(handedOut(outcomes.store(key, claim, value, load, false)));
            }
        }
    }

    /**
     * A claim of a key that was missed, by which its value may be stored.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     */
    Claimed<V> claimed(FarKey key, long since) {
        return ClaimedMiss.of(key, since, protection.claims(), reader, this, newValues.begin());
    }

    /**
     * Stores what was found out since the key was claimed; whether it is stored.
     *
     * @param basis what held before that; null where entries have no stamps
     */
    boolean storeClaimed(FarKey key, Claim<V> claim, V value, @Nullable Basis basis) {
        underWay.refuseInProcessor(key);
        NewValue<V> encoded = newValue(key, value, basis);
        try (Load load = underWay.begin(key)) {
            return claim.kind() == Claim.Kind.GUESS
                    ? path.keep(key, encoded, load, claim.seen(), false) instanceof Outcome.Loaded
                    : outcomes.store(key, claim, encoded, load, false) == Claims.Fate.DONE;
        }
    }

    private static HandedOut handedOut(Claims.Fate fate) {
        return switch (fate) {
            case DONE -> HandedOut.TO_WHO_CAME_BEFORE;
            case REFUSED -> HandedOut.TO_NOBODY;
            case AWAY -> HandedOut.TO_ALL;
        };
    }

    /** A value for one who has waited for another's load, and may change what he gets; null if it can't be copied. */
    @SuppressWarnings("unchecked") // encoded here
    private @Nullable V copyOf(NewValue<V> value) {
        return value.isWritable() ? (V) values.decode(value.bytes()) : null;
    }

    /**
     * Loads several values that were missed, with one call of the loader for those that nobody else loads.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     */
    Map<K, V> loadMissing(List<K> missing, long since) {
        Map<K, V> loaded = new HashMap<>();
        Map<K, FarKey> left = new LinkedHashMap<>();
        missing.forEach(key -> left.put(key, keys.encode(key)));
        loadMissing(left, since, loaded, behind);
        return loaded;
    }

    /**
     * Own claims first, then the wait for others: who waits holds up nobody.
     *
     * @param left becomes empty
     */
    private void loadMissing(Map<K, FarKey> left, long since, Map<K, V> wanted, @Nullable StoresBehind later) {
        if (loadClaimed(left, since, wanted, later) && left.isEmpty()) {
            return;
        }
        left.forEach((key, farKey) -> protection.counters().countWaited());
        long start = System.nanoTime();
        try (Claims.Turns turns = protection.claims().turns(List.copyOf(left.values()))) {
            while (true) {
                turns.expect();
                long now = System.nanoTime();
                Set<K> enough = new HashSet<>();
                Map<K, V> there = protection.look().getAll(List.copyOf(left.keySet()), enough::add);
                wanted.putAll(there);
                enough.addAll(there.keySet());
                left.keySet().removeAll(enough);
                boolean some = loadClaimed(left, now, wanted, later);
                if (!left.isEmpty()) {
                    some |= loadUnawaited(left, wanted, later);
                }
                if (left.isEmpty()) {
                    return;
                }
                if (isEnough(start)) {
                    Map<K, Claim<V>> none = new LinkedHashMap<>();
                    left.forEach((key, farKey) -> none.put(key, Claim.none()));
                    load(left, none, wanted, later, false);
                    return;
                }
                if (!some) {
                    turns.await();
                }
            }
        }
    }

    /** Loads those where what keeps a claim from being granted is no load to wait for. */
    private boolean loadUnawaited(Map<K, FarKey> left, Map<K, V> wanted, @Nullable StoresBehind later) {
        List<K> users = List.copyOf(left.keySet());
        List<Seen<V>> seen = reader.peekAll(List.copyOf(left.values()));
        Map<K, Claim<V>> unawaited = new LinkedHashMap<>();
        for (int i = 0; i < users.size(); i++) {
            if (isWaitedForByNobody(seen.get(i))) {
                unawaited.put(users.get(i), protection.claims().on(seen.get(i)));
            }
        }
        if (unawaited.isEmpty()) {
            return false;
        }
        load(left, unawaited, wanted, later, false);
        left.keySet().removeAll(unawaited.keySet());
        return true;
    }

    /** A guard is in nobody's way, and what can't be read is replaced as it would be by any other write. */
    private static boolean isWaitedForByNobody(Seen<?> seen) {
        StoredEntry stored = seen.stored();
        return stored != null && (stored.isGuard() || (seen.value() == null && !stored.isMarker()));
    }

    /** Whether to load for oneself, and store nothing. */
    private boolean isEnough(long start) {
        return underWay.isClosed()
                || System.nanoTime() - start > protection.longestWait().toNanos();
    }

    /** @return whether there were any */
    private boolean loadClaimed(Map<K, FarKey> left, long since, Map<K, V> wanted, @Nullable StoresBehind later) {
        Map<FarKey, Claim<V>> claims = protection.claims().claim(new LinkedHashSet<>(left.values()), since);
        Map<K, Claim<V>> mine = new LinkedHashMap<>();
        left.forEach((key, farKey) -> {
            Claim<V> claim = claims.get(farKey);
            if (claim != null) {
                mine.put(key, claim);
            } else if (underWay.isAtWork(farKey)) {
                mine.put(key, Claim.none());
            }
        });
        if (mine.isEmpty()) {
            return false;
        }
        load(left, mine, wanted, later, false);
        left.keySet().removeAll(mine.keySet());
        return true;
    }

    private void load(
            Map<K, FarKey> farKeys,
            Map<K, Claim<V>> claims,
            Map<K, V> wanted,
            @Nullable StoresBehind later,
            boolean replaceExisting) {
        Map<K, Load> loads = new LinkedHashMap<>();
        Map<K, Claim<V>> open = new LinkedHashMap<>(claims);
        List<LoadedValues.Brought<V>> brought = new ArrayList<>();
        try {
            Basis basis = underWay.basis();
            claims.keySet().forEach(key -> loads.put(key, underWay.begin(farKey(farKeys, key), basis)));
            Map<K, V> loaded =
                    readThrough.callAll(List.copyOf(claims.keySet()), List.copyOf(loads.values()), configured());
            claims.forEach((key, claim) -> {
                V value = loaded.get(key);
                if (value == null) {
                    return;
                }
                NewValue<V> encoded = newValues.of(
                        key, value, null, Objects.requireNonNull(loads.get(key)).basis());
                FarKey farKey = farKey(farKeys, key);
                if (later == null) {
                    Load load = Objects.requireNonNull(loads.get(key));
                    brought.add(new LoadedValues.Brought<>(farKey, claim, encoded, load));
                } else {
                    Load load = Objects.requireNonNull(loads.remove(key));
                    later.store(load, () -> outcomes.store(farKey, claim, encoded, load, replaceExisting), () -> {});
                }
                open.remove(key);
                wanted.put(key, value);
            });
            outcomes.storeAll(brought, replaceExisting);
            outcomes.rememberNothing(farKeys, open, loads);
        } finally {
            loads.values().forEach(Load::close);
            Map<FarKey, Seen<V>> unused = new HashMap<>();
            open.forEach((key, claim) -> unused.put(farKey(farKeys, key), claim.seen()));
            protection.claims().release(unused);
        }
    }

    private FarKey farKey(Map<K, FarKey> farKeys, K key) {
        return Objects.requireNonNull(farKeys.get(key));
    }

    /**
     * To be called by who has keys loaded anew.
     *
     * @throws javax.cache.processor.EntryProcessorException if this thread runs an entry processor of one of them
     */
    public void refuseInProcessor(Collection<? extends K> wanted) {
        underWay.refuseInProcessor(wanted.stream().map(keys::encode).toList());
    }

    /**
     * Loads keys as {@code Cache.loadAll} does, in the caller's thread.
     *
     * @param replaceExisting whether to load keys anew that have an entry
     */
    public void loadAll(Collection<? extends K> wanted, boolean replaceExisting) {
        List<K> all = List.copyOf(wanted);
        List<FarKey> farKeys = all.stream().map(keys::encode).toList();
        long since = System.nanoTime();
        List<Seen<V>> seen = reader.peekAll(farKeys);
        Map<K, FarKey> absent = new LinkedHashMap<>();
        Map<K, FarKey> present = new LinkedHashMap<>();
        Map<K, Claim<V>> claims = new LinkedHashMap<>();
        for (int i = 0; i < farKeys.size(); i++) {
            if (seen.get(i).value() == null && !seen.get(i).isKnownAbsent()) {
                absent.put(all.get(i), farKeys.get(i));
            } else if (replaceExisting) {
                present.put(all.get(i), farKeys.get(i));
                claims.put(all.get(i), protection.claims().on(seen.get(i)));
            }
        }
        if (replaceExisting) {
            loadAnew(absent, present, claims, since);
        } else if (!absent.isEmpty()) {
            loadMissing(absent, since, new HashMap<>(), null);
        }
    }

    /** One call of the loader for all that nobody else loads. */
    private void loadAnew(Map<K, FarKey> absent, Map<K, FarKey> present, Map<K, Claim<V>> claims, long since) {
        if (!absent.isEmpty()) {
            Map<FarKey, Claim<V>> granted = protection.claims().claim(Set.copyOf(absent.values()), since);
            absent.entrySet().removeIf(each -> {
                Claim<V> claim = granted.get(each.getValue());
                if (claim == null) {
                    return false;
                }
                present.put(each.getKey(), each.getValue());
                claims.put(each.getKey(), claim);
                return true;
            });
        }
        if (!present.isEmpty()) {
            load(present, claims, new HashMap<>(), null, true);
        }
        if (!absent.isEmpty()) {
            loadMissing(absent, System.nanoTime(), new HashMap<>(), null);
        }
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private NewValue<V> newValue(FarKey key, V found, @Nullable Basis basis) {
        return newValues.of((K) key.key(), found, null, basis);
    }

    /** Who has claimed the key has found out nothing. */
    void giveBack(FarKey key, Claim<V> claim) {
        outcomes.giveBack(key, claim);
    }
}
