package org.tandemcache.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.engine.Decision.Origin;
import org.tandemcache.expiry.WriteExpiry;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.WriteThrough;

/**
 * Runs operations that depend on what is there: read, decide, write through, commit if the entry is still the one that
 * was read, else all over again. Two round trips where nobody interferes; atomic against every other writer of the far
 * tier. Thread-safe.
 */
final class Transactions<K, V> {
    /** Some round trips: the time in which somebody else gets through. */
    private static final long PAUSE_NANOS = 500_000;

    private static final int LONGEST_PAUSES = 4;

    private final FarTier far;
    private final EntryReader<V> reader;
    private final WriteExpiry<K, V> expiry;
    private final @Nullable WriteThrough<K, V> writer;
    private final LoadsUnderWay underWay;
    private final Claims<V> claims;
    private final @Nullable Absences<V> absences;
    private final Duration longestContention;

    /**
     * @param writer null without write-through
     * @param underWay what each change outdates
     * @param claims of who finds out what an entry shall be that is not there
     * @param absences null where it is not remembered that the loader knows no value
     * @param longestContention for how long to try again while others keep changing the entry
     */
    Transactions(
            FarTier far,
            EntryReader<V> reader,
            WriteExpiry<K, V> expiry,
            @Nullable WriteThrough<K, V> writer,
            LoadsUnderWay underWay,
            Claims<V> claims,
            @Nullable Absences<V> absences,
            Duration longestContention) {
        this.far = far;
        this.reader = reader;
        this.expiry = expiry;
        this.writer = writer;
        this.underWay = underWay;
        this.claims = claims;
        this.absences = absences;
        this.longestContention = longestContention;
    }

    /** @throws CacheException if others keep interfering for too long */
    Outcome<V> execute(FarKey key, Decision.Maker<V> maker) {
        return attempts(key, () -> {
            try (Load basis = underWay.beginChange(key)) { // before the entry is looked at
                Seen<V> seen = reader.peek(key);
                return commit(step(key, seen, maker.decide(key, seen, basis), basis));
            }
        });
    }

    /** {@link #execute} of who finds out what an entry shall be, if there is none. */
    Outcome<V> executeFindingOut(FarKey key, Decision.Maker<V> maker) {
        return attempts(key, () -> {
            try (Load basis = underWay.beginChange(key)) { // before the entry is looked at
                Seen<V> seen = reader.peek(key);
                Seen<V> claimed =
                        claims.claimAbsent(List.of(key), List.of(seen)).get(0);
                return claimed == null ? null : decided(key, seen, claimed, maker, basis);
            }
        });
    }

    private @Nullable Outcome<V> decided(
            FarKey key, Seen<V> seen, Seen<V> claimed, Decision.Maker<V> maker, Load basis) {
        Decision<V> decision;
        try {
            decision = maker.decide(key, claimed, basis);
        } catch (Throwable e) {
            if (seen.stored() == null) {
                claims.release(Map.of(key, claimed));
            }
            throw e;
        }
        return commit(step(key, claimed, decision, basis));
    }

    Claims<V> claims() {
        return claims;
    }

    /** What it comes to that a load has brought a value, where the entry was looked at, or claimed, before it began. */
    Step<V> loaded(FarKey key, Seen<V> seen, NewValue<V> value, Load load) {
        return store(key, seen, value, Origin.LOADER, load);
    }

    /** Takes away what was seen, which is no entry. */
    static <V> Step<V> removal(FarKey key, Seen<V> seen) {
        return Step.of(
                seen.stored() == null ? null : new Comparison.Remove(key, seen.stored()), new Outcome.Absent<>());
    }

    /**
     * Keeps what a load has brought, unless it was detached. It is not written through.
     *
     * @param guess what is most likely there; a wrong guess costs a round trip and nothing else
     * @param replaces whether an entry that is there gives way
     */
    Outcome<V> keep(FarKey key, NewValue<V> loaded, Load load, Seen<V> guess, boolean replaces) {
        AtomicReference<@Nullable Seen<V>> guessed = new AtomicReference<>(guess);
        return attempts(key, () -> {
            Seen<V> first = guessed.getAndSet(null);
            Seen<V> seen = first == null ? reader.peek(key) : first;
            return !load.isDetached() && (seen.value() == null || replaces)
                    ? commit(store(key, seen, loaded, Origin.LOADER, load))
                    : kept(seen);
        });
    }

    private Outcome<V> attempts(FarKey key, Supplier<@Nullable Outcome<V>> attempt) {
        long start = System.nanoTime();
        int failed = 0;
        do {
            Outcome<V> outcome = attempt.get();
            if (outcome != null) {
                return outcome;
            }
            pause(++failed);
        } while (System.nanoTime() - start < longestContention.toNanos());
        throw new CacheException(
                "key " + key.key() + " was changed by others at every attempt for " + longestContention);
    }

    /**
     * Leaves the entry to others for a moment: who tries again at once mostly makes them fail. Each thread waits a
     * random time, longer after each failure up to a bound, so that none is left behind.
     */
    static void pause(int failed) {
        long longest = Math.min(failed, LONGEST_PAUSES) * PAUSE_NANOS;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
    }

    /** What happened, or null if the entry is not the one that was seen any more. */
    @Nullable
    Outcome<V> commit(Step<V> step) {
        Comparison change = step.change();
        if (change == null) {
            return step.done();
        }
        BooleanSupplier attempt = () -> far.compare(change);
        Load stored = step.stored();
        return step.outcome(stored == null ? attempt.getAsBoolean() : stored.store(attempt));
    }

    /**
     * What a decision comes to. Writes through, and detaches what else is under way for the key.
     *
     * @param basis began before the entry was looked at
     */
    Step<V> step(FarKey key, Seen<V> seen, Decision<V> decision, Load basis) {
        if (decision instanceof Decision.Absent<V>) {
            if (absences == null || !seen.isNothing()) {
                return step(key, seen, new Decision.Keep<>(false), basis);
            }
            underWay.detachOthers(key, basis);
            if (seen.isKnownAbsent()) {
                return Step.of(null, new Outcome.Absent<>());
            }
            return new Step<>(absences.inPlaceOf(key, seen), new Outcome.Absent<>(), null, basis);
        } else if (decision instanceof Decision.Keep<V> keep) {
            // Its user may have changed the entry's source, for an entry that is not here.
            underWay.detachOthers(key, basis);
            if (seen.stored() != null && seen.stored().isAbsent()) {
                return removal(key, seen); // so that no load is stored that began before, on whichever node
            }
            return isOvertaken(seen, basis)
                    ? Step.again()
                    : new Step<>(keep.accessed() ? reader.access(key, seen) : null, kept(seen), kept(seen), null);
        } else if (decision instanceof Decision.Store<V> store) {
            if (writer != null && store.origin().writesThrough()) {
                writer.write(userKey(key), store.value().value());
            }
            underWay.detachOthers(key, basis);
            return store(key, seen, store.value(), store.origin(), basis);
        }
        if (writer != null) {
            writer.delete(key.key());
        }
        underWay.detachOthers(key, basis);
        return remove(key, seen, basis);
    }

    /** A load was stored after no entry was seen: what is decided of none does not hold. */
    private static boolean isOvertaken(Seen<?> seen, @Nullable Load basis) {
        return seen.stored() == null && basis != null && basis.isDetached();
    }

    private static <V> Outcome<V> kept(Seen<V> seen) {
        return seen.value() == null ? new Outcome.Absent<>() : new Outcome.Present<>(seen.value());
    }

    private Step<V> store(FarKey key, Seen<V> seen, NewValue<V> value, Origin origin, Load began) {
        Load basis = origin.foundOut() ? began : null;
        if (!value.isWritable()) {
            return remove(key, seen, basis);
        }
        V before = seen.value();
        if (before != null && seen.stored() != null) {
            Lifetime lifetime = expiry.update(value.lifetimes());
            return lifetime.isZero()
                    ? Step.of(new Comparison.Remove(key, seen.stored(), true), new Outcome.Expired<>(before))
                    : Step.of(
                            new Comparison.Put(key, seen.stored(), value.bytes(), lifetime),
                            new Outcome.Updated<>(before, value, lifetime));
        }
        Lifetime lifetime = expiry.creation(value.lifetimes());
        boolean loaded = origin == Origin.LOADER;
        if (lifetime.isZero()) {
            if (seen.stored() != null && seen.stored().isAbsent()) {
                return removal(key, seen);
            }
            return !loaded && isOvertaken(seen, basis) ? Step.again() : Step.of(null, new Outcome.Absent<>());
        }
        return new Step<>(
                new Comparison.Put(key, seen.stored(), value.bytes(), lifetime),
                loaded ? new Outcome.Loaded<>(value, lifetime) : new Outcome.Created<>(value, lifetime),
                null,
                basis);
    }

    private Step<V> remove(FarKey key, Seen<V> seen, @Nullable Load basis) {
        if (seen.stored() == null) {
            return isOvertaken(seen, basis) ? Step.again() : Step.of(null, new Outcome.Absent<>());
        }
        return Step.of(
                new Comparison.Remove(key, seen.stored()),
                seen.value() == null ? new Outcome.Absent<>() : new Outcome.Removed<>(seen.value()));
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private K userKey(FarKey key) {
        return (K) key.key();
    }
}
