package org.tandemcache.engine;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough.HandedOut;
import org.tandemcache.integration.ReadThrough.Kept;
import org.tandemcache.integration.ReadThrough.There;
import org.tandemcache.integration.ReadThrough.Turn;

/**
 * One key that a read has missed: claimed, or waited for while others load it; and what becomes of what its load
 * brings. Used by one thread; what is stored behind, by one more.
 */
final class MissedKey<K, V> implements Turn<V> {
    private final LoadParts<K, V> parts;
    private final LoadedValues<K, V> outcomes;
    private final FarKey key;
    private long since;
    private Claim<V> claim = Claim.none();

    /** @param since {@link System#nanoTime()} before the read that has missed */
    MissedKey(LoadParts<K, V> parts, LoadedValues<K, V> outcomes, FarKey key, long since) {
        this.parts = parts;
        this.outcomes = outcomes;
        this.key = key;
        this.since = since;
    }

    @Override
    public @Nullable There<V> look() {
        since = System.nanoTime();
        Sight<V> sight = parts.protection().look().get(key);
        return sight.isEnough() ? new There<>(sight.value()) : null;
    }

    @Override
    public @Nullable There<V> begin() {
        if (isClaimed()) {
            return null;
        }
        if (parts.underWay().isAtWork(key)) {
            return null; // in the user code of an entry processor: what it decides is what is stored
        }
        parts.protection().counters().countWaited();
        return beginBehindOthers();
    }

    private boolean isClaimed() {
        Claim<V> mine = parts.protection().claims().claim(List.of(key), since).get(key);
        if (mine == null) {
            return false;
        }
        claim = mine;
        return true;
    }

    private @Nullable There<V> beginBehindOthers() {
        long start = System.nanoTime();
        try (Claims.Turns turns = parts.protection().claims().turns(List.of(key))) {
            while (true) {
                turns.expect();
                There<V> there = look();
                if (there != null) {
                    return there;
                }
                if (isClaimed()) {
                    return null;
                }
                Seen<V> inPlace = parts.reader().peek(key);
                if (LoadParts.isWaitedForByNobody(inPlace)) {
                    claim = parts.protection().claims().on(inPlace);
                    return null;
                }
                if (parts.isEnough(start)) {
                    return null;
                }
                turns.await();
            }
        }
    }

    @Override
    public void failed() {
        outcomes.giveBack(key, claim);
    }

    @Override
    public Kept<V> keep(@Nullable V loaded, Load load) {
        if (loaded == null) {
            try (load) {
                return new Kept<>(false, null, completedFuture(handedOut(outcomes.nothingLoaded(key, claim, load))));
            }
        }
        NewValue<V> value;
        try {
            value = parts.newValue(
                    key, loaded, null, load.basis()); // now: its user may change it when this has returned
        } catch (Throwable e) {
            outcomes.giveBack(key, claim);
            load.close();
            throw e;
        }
        return new Kept<>(true, () -> copyOf(value), stored(value, load));
    }

    private CompletableFuture<HandedOut> stored(NewValue<V> value, Load load) {
        if (parts.behind() != null) {
            CompletableFuture<HandedOut> fate = new CompletableFuture<>();
            parts.behind()
                    .store(
                            load,
                            () -> fate.complete(handedOut(outcomes.store(key, claim, value, load, false))),
                            () -> fate.complete(HandedOut.TO_ALL));
            return fate;
        }
        try (load) {
            return completedFuture(handedOut(outcomes.store(key, claim, value, load, false)));
        }
    }

    /** A value for one who has waited for another's load, and may change what he gets; null if it can't be copied. */
    @SuppressWarnings("unchecked") // encoded here
    private @Nullable V copyOf(NewValue<V> value) {
        return value.isWritable() ? (V) parts.newValues().values().decode(value.bytes()) : null;
    }

    private static HandedOut handedOut(Claims.Fate fate) {
        return switch (fate) {
            case DONE -> HandedOut.TO_WHO_CAME_BEFORE;
            case REFUSED -> HandedOut.TO_NOBODY;
            case AWAY -> HandedOut.TO_ALL;
        };
    }
}
