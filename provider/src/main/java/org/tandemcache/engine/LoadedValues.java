package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * What becomes of what a loader has brought, or found that there is none: stored by the claim under which it was
 * loaded, if nothing has happened to its key meanwhile. Never writes through. Thread-safe.
 */
final class LoadedValues<K, V> {
    private final WritePath<K, V> path;
    private final LoadProtection<K, V> protection;

    LoadedValues(WritePath<K, V> path, LoadProtection<K, V> protection) {
        this.path = path;
        this.protection = protection;
    }

    Claims.Fate store(FarKey key, Claim<V> claim, NewValue<V> value, Load load, boolean replaceExisting) {
        switch (claim.kind()) {
            case NONE -> {
                return Claims.Fate.REFUSED;
            }
            case AWAY -> {
                if (protection.failure() != null) {
                    protection.failure().dropped();
                }
                return Claims.Fate.AWAY;
            }
            case GUESS -> {
                path.keep(key, value, load, claim.seen(), replaceExisting);
                return Claims.Fate.DONE;
            }
            case PROOF -> {
                Claims.Fate fate = storeProven(key, claim, value, load);
                if (fate == Claims.Fate.REFUSED) {
                    protection.counters().countRefused();
                }
                return fate;
            }
        }
        throw new AssertionError(claim);
    }

    private Claims.Fate storeProven(FarKey key, Claim<V> claim, NewValue<V> value, Load load) {
        List<Claims.Fate> fates = new ArrayList<>(1);
        path.keepProven(key, value, load, claim.seen(), step -> {
            fates.add(protection.claims().commit(step));
            return fates.contains(Claims.Fate.DONE);
        });
        return fateOf(fates, key, claim);
    }

    private Claims.Fate fateOf(List<Claims.Fate> fates, FarKey key, Claim<V> claim) {
        if (fates.isEmpty()) { // detached: the cache is closed, or a change of the key is under way here
            giveBack(key, claim);
            return Claims.Fate.REFUSED;
        }
        return fates.get(0);
    }

    /** The loader knows no value. */
    Claims.Fate nothingLoaded(FarKey key, Claim<V> claim, Load load) {
        Absences<V> absences = protection.absences();
        if (absences != null && claim.holds() && claim.seen().isNothing()) {
            List<Claims.Fate> fates = new ArrayList<>(1);
            load.store(() -> {
                fates.add(absences.remember(key, claim.seen()));
                return fates.contains(Claims.Fate.DONE);
            });
            return fateOf(fates, key, claim);
        }
        return switch (claim.kind()) {
            case GUESS -> Claims.Fate.DONE;
            case PROOF -> protection.claims().commit(Transactions.removal(key, claim.seen()));
            case AWAY -> Claims.Fate.AWAY;
            case NONE -> Claims.Fate.REFUSED;
        };
    }

    void giveBack(FarKey key, Claim<V> claim) {
        if (claim.kind() == Claim.Kind.PROOF) {
            protection.claims().release(Map.of(key, claim.seen()));
        }
    }

    /** @param open claims of keys for which the loader has brought nothing; keeps those that are to be given back */
    void rememberNothing(Map<K, FarKey> farKeys, Map<K, Claim<V>> open, Map<K, Load> loads) {
        Absences<V> absences = protection.absences();
        if (absences == null) {
            return;
        }
        Map<FarKey, Seen<V>> nothing = new LinkedHashMap<>();
        Map<FarKey, Load> storing = new LinkedHashMap<>();
        open.forEach((key, claim) -> {
            FarKey farKey = Objects.requireNonNull(farKeys.get(key));
            Load load = Objects.requireNonNull(loads.get(key));
            if (claim.holds() && claim.seen().isNothing() && !nothing.containsKey(farKey) && load.beginStore()) {
                nothing.put(farKey, claim.seen());
                storing.put(farKey, load);
            }
        });
        Set<FarKey> left = new HashSet<>();
        try {
            left.addAll(absences.rememberAll(nothing));
        } finally {
            storing.forEach((farKey, load) -> load.endStore(left.contains(farKey)));
        }
        open.keySet().removeIf(key -> nothing.containsKey(farKeys.get(key)));
    }

    /** What a load of several keys has brought for one of them. */
    record Brought<V>(FarKey key, Claim<V> claim, NewValue<V> value, Load load) {}

    /** In one flush, but for those that must be looked at. */
    void storeAll(List<Brought<V>> brought, boolean replaceExisting) {
        List<Brought<V>> sent = new ArrayList<>();
        List<LoadedTogether.One<V>> steps = new ArrayList<>();
        for (Brought<V> each : brought) {
            if (brought.size() > 1
                    && (each.claim().kind() == Claim.Kind.PROOF || each.claim().kind() == Claim.Kind.GUESS)) {
                sent.add(each);
                steps.add(new LoadedTogether.One<>(
                        each.key(),
                        each.load(),
                        path.loaded(
                                each.key(),
                                each.value(),
                                each.load(),
                                each.claim().seen())));
            } else {
                store(each.key(), each.claim(), each.value(), each.load(), replaceExisting);
            }
        }
        if (sent.isEmpty()) {
            return;
        }
        protection.together().store(steps);
        Map<FarKey, Seen<V>> untried = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            Brought<V> each = sent.get(i);
            Claims.Fate fate = steps.get(i).fate();
            boolean proof = each.claim().kind() == Claim.Kind.PROOF;
            if (proof && fate == null) {
                untried.put(each.key(), each.claim().seen());
            }
            if (proof && (fate == null || fate == Claims.Fate.REFUSED)) {
                protection.counters().countRefused();
            } else if (fate == Claims.Fate.REFUSED) { // the guess was wrong: what is there, is looked at
                store(each.key(), each.claim(), each.value(), each.load(), replaceExisting);
            }
        }
        protection.claims().release(untried);
    }
}
