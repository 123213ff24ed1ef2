package org.tandemcache.engine;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;

/**
 * Several keys that were missed: own claims are loaded first, by one call of the loader, and others waited for after
 * that, so that who waits holds up nobody. Used by one thread, once.
 */
final class MissedKeys<K, V> {
    private final LoadParts<K, V> parts;
    private final ClaimedLoads<K, V> claimed;
    private final Map<K, FarKey> left;
    private final Map<K, V> wanted;
    private final @Nullable StoresBehind behind;

    /**
     * @param left becomes empty
     * @param wanted told what is found or loaded
     * @param behind null to store it in this thread
     */
    MissedKeys(
            LoadParts<K, V> parts,
            ClaimedLoads<K, V> claimed,
            Map<K, FarKey> left,
            Map<K, V> wanted,
            @Nullable StoresBehind behind) {
        this.parts = parts;
        this.claimed = claimed;
        this.left = left;
        this.wanted = wanted;
        this.behind = behind;
    }

    /** @param since {@link System#nanoTime()} before the read that has missed */
    void load(long since) {
        if (loadClaimed(since) && left.isEmpty()) {
            return;
        }
        left.forEach((key, farKey) -> parts.protection().counters().countWaited());
        long start = System.nanoTime();
        try (Claims.Turns turns = parts.protection().claims().turns(List.copyOf(left.values()))) {
            while (true) {
                turns.expect();
                long now = System.nanoTime();
                lookAgain();
                boolean some = loadClaimed(now);
                if (!left.isEmpty()) {
                    some |= loadUnawaited();
                }
                if (left.isEmpty()) {
                    return;
                }
                if (parts.isEnough(start)) {
                    loadForOneself();
                    return;
                }
                if (!some) {
                    turns.await();
                }
            }
        }
    }

    private void lookAgain() {
        Set<K> enough = new HashSet<>();
        Map<K, V> there = parts.protection().look().getAll(List.copyOf(left.keySet()), enough::add);
        wanted.putAll(there);
        enough.addAll(there.keySet());
        left.keySet().removeAll(enough);
    }

    /** @return whether there were any */
    private boolean loadClaimed(long since) {
        Map<FarKey, Claim<V>> granted = parts.protection().claims().claim(new LinkedHashSet<>(left.values()), since);
        Map<K, Claim<V>> mine = new LinkedHashMap<>();
        left.forEach((key, farKey) -> {
            Claim<V> claim = granted.get(farKey);
            if (claim != null) {
                mine.put(key, claim);
            } else if (parts.underWay().isAtWork(farKey)) {
                mine.put(key, Claim.none());
            }
        });
        return loadNow(mine);
    }

    /**
     * Loads those where what keeps a claim from being granted is no load to wait for.
     *
     * @return whether there were any
     */
    private boolean loadUnawaited() {
        List<K> users = List.copyOf(left.keySet());
        List<Seen<V>> seen = parts.reader().peekAll(List.copyOf(left.values()));
        Map<K, Claim<V>> unawaited = new LinkedHashMap<>();
        for (int i = 0; i < users.size(); i++) {
            if (LoadParts.isWaitedForByNobody(seen.get(i))) {
                unawaited.put(users.get(i), parts.protection().claims().on(seen.get(i)));
            }
        }
        return loadNow(unawaited);
    }

    private boolean loadNow(Map<K, Claim<V>> claims) {
        if (claims.isEmpty()) {
            return false;
        }
        claimed.load(left, claims, wanted, behind, false);
        left.keySet().removeAll(claims.keySet());
        return true;
    }

    /** The others have taken too long: nothing of this is stored. */
    private void loadForOneself() {
        Map<K, Claim<V>> none = new LinkedHashMap<>();
        left.forEach((key, farKey) -> none.put(key, Claim.none()));
        claimed.load(left, none, wanted, behind, false);
    }
}
