package org.tandemcache.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough.Loading;
import org.tandemcache.tags.Basis;

/**
 * Fills the cache from the user's loader, or from the one that a call brings: on a miss ({@link MissedKey},
 * {@link MissedKeys}), and by loadAll. Never writes through. Thread-safe.
 */
public final class Loads<K, V> {
    private final LoadParts<K, V> parts;
    private final LoadedValues<K, V> outcomes;
    private final ClaimedLoads<K, V> claimed;

    Loads(LoadParts<K, V> parts) {
        this.parts = parts;
        this.outcomes = new LoadedValues<>(parts.path(), parts.protection());
        this.claimed = new ClaimedLoads<>(parts, outcomes);
    }

    /** Whether there is a loader for those who bring none. */
    public boolean hasLoader() {
        return parts.loader() != null;
    }

    // -------------------------------------------------------------------------------------------------- one key

    /**
     * Loads a value that was missed and keeps it, unless something has happened to its key meanwhile.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     */
    @SuppressWarnings("unchecked") // the cache's own key
    @Nullable
    V load(FarKey key, long since) {
        CacheLoader<K, V> configured = parts.configured();
        return load(key, since, () -> configured.load((K) key.key()));
    }

    /** {@link #load(FarKey, long)} by a loader of the caller's. */
    @Nullable
    V load(FarKey key, long since, Loading<V> loading) {
        return parts.readThrough().load(key, since, loading, new MissedKey<>(parts, outcomes, key, since));
    }

    /** {@link #load(FarKey, long)} within an entry processor, which keeps it itself. */
    @SuppressWarnings("unchecked") // the cache's own key
    @Nullable
    V loadOnly(FarKey key, Load load) {
        CacheLoader<K, V> configured = parts.configured();
        return parts.readThrough().call(key, load, () -> configured.load((K) key.key()));
    }

    /**
     * A claim of a key that was missed, by which its value may be stored.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     */
    Claimed<V> claimed(FarKey key, long since) {
        return ClaimedMiss.of(
                key,
                since,
                parts.protection().claims(),
                parts.reader(),
                this,
                parts.newValues().begin());
    }

    /**
     * Stores what was found out since the key was claimed; whether it is stored.
     *
     * @param options of the call; null if it brings none
     * @param basis what held before that; null where entries have no stamps
     */
    boolean storeClaimed(FarKey key, Claim<V> claim, V value, @Nullable EntryOptions options, @Nullable Basis basis) {
        parts.underWay().refuseInProcessor(key);
        NewValue<V> encoded = parts.newValue(key, value, options, basis);
        try (Load load = parts.underWay().begin(key)) {
            return claim.kind() == Claim.Kind.GUESS
                    ? parts.path().keep(key, encoded, load, claim.seen(), false) instanceof Outcome.Loaded
                    : outcomes.store(key, claim, encoded, load, false) == Claims.Fate.DONE;
        }
    }

    /** Who has claimed the key has found out nothing. */
    void giveBack(FarKey key, Claim<V> claim) {
        outcomes.giveBack(key, claim);
    }

    // -------------------------------------------------------------------------------------------------- several

    /**
     * Loads several values that were missed, with one call of the loader for those that nobody else loads.
     *
     * @param since {@link System#nanoTime()} before the read that has missed
     */
    Map<K, V> loadMissing(List<K> missing, long since) {
        Map<K, V> loaded = new HashMap<>();
        Map<K, FarKey> left = new LinkedHashMap<>();
        missing.forEach(key -> left.put(key, parts.keys().encode(key)));
        new MissedKeys<>(parts, claimed, left, loaded, parts.behind()).load(since);
        return loaded;
    }

    /**
     * To be called by who has keys loaded anew.
     *
     * @throws javax.cache.processor.EntryProcessorException if this thread runs an entry processor of one of them
     */
    public void refuseInProcessor(Collection<? extends K> wanted) {
        parts.underWay()
                .refuseInProcessor(wanted.stream().map(parts.keys()::encode).toList());
    }

    /**
     * Loads keys as {@code Cache.loadAll} does, in the caller's thread.
     *
     * @param replaceExisting whether to load keys anew that have an entry
     */
    public void loadAll(Collection<? extends K> wanted, boolean replaceExisting) {
        List<K> all = List.copyOf(wanted);
        List<FarKey> farKeys = all.stream().map(parts.keys()::encode).toList();
        long since = System.nanoTime();
        List<Seen<V>> seen = parts.reader().peekAll(farKeys);
        Map<K, FarKey> absent = new LinkedHashMap<>();
        Map<K, FarKey> present = new LinkedHashMap<>();
        Map<K, Claim<V>> claims = new LinkedHashMap<>();
        for (int i = 0; i < farKeys.size(); i++) {
            if (seen.get(i).value() == null && !seen.get(i).isKnownAbsent()) {
                absent.put(all.get(i), farKeys.get(i));
            } else if (replaceExisting) {
                present.put(all.get(i), farKeys.get(i));
                claims.put(all.get(i), parts.protection().claims().on(seen.get(i)));
            }
        }
        if (replaceExisting) {
            loadAnew(absent, present, claims, since);
        } else if (!absent.isEmpty()) {
            loadAbsent(absent, since);
        }
    }

    /** One call of the loader for all that nobody else loads. */
    private void loadAnew(Map<K, FarKey> absent, Map<K, FarKey> present, Map<K, Claim<V>> claims, long since) {
        if (!absent.isEmpty()) {
            Map<FarKey, Claim<V>> granted = parts.protection().claims().claim(Set.copyOf(absent.values()), since);
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
            claimed.load(present, claims, new HashMap<>(), null, true);
        }
        if (!absent.isEmpty()) {
            loadAbsent(absent, System.nanoTime());
        }
    }

    private void loadAbsent(Map<K, FarKey> absent, long since) {
        new MissedKeys<>(parts, claimed, absent, new HashMap<>(), null).load(since);
    }
}
