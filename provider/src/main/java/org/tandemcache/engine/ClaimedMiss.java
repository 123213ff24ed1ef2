package org.tandemcache.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.FarKey;
import org.tandemcache.tags.Basis;

/**
 * A key that was missed by who will store what he finds elsewhere, if nothing has happened to it by then. Others who
 * miss it meanwhile rest on the same marker, whoever has left it. Thread-safe.
 */
final class ClaimedMiss<V> implements Claimed<V> {
    /** Each of them has found the key changed: others are busy with it. */
    private static final int MOST_ATTEMPTS = 3;

    private final FarKey key;
    private final Claim<V> claim;
    private final boolean own;
    private final Loads<?, V> loads;
    private final @Nullable Basis basis;
    private final AtomicBoolean used = new AtomicBoolean();

    private ClaimedMiss(FarKey key, Claim<V> claim, boolean own, Loads<?, V> loads, @Nullable Basis basis) {
        this.key = key;
        this.claim = claim;
        this.own = own;
        this.loads = loads;
        this.basis = basis;
    }

    /**
     * @param since {@link System#nanoTime()} before the read that has missed
     * @param reader looks at what keeps a claim from being granted
     * @param basis what held before the value is found out; null where entries have no stamps
     */
    static <V> Claimed<V> of(
            FarKey key, long since, Claims<V> claims, EntryReader<V> reader, Loads<?, V> loads, @Nullable Basis basis) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Claim<V> mine = claims.guard(key, since);
            if (mine != null) {
                return new ClaimedMiss<>(key, mine, true, loads, basis);
            }
            Seen<V> there = reader.peek(key);
            if (there.value() != null) {
                return new Reads.Found<>(there.value());
            }
            if (there.stored() != null) {
                return new ClaimedMiss<>(key, claims.on(there), false, loads, basis);
            }
        }
        return new ClaimedMiss<>(key, Claim.none(), false, loads, basis);
    }

    @Override
    public @Nullable V value() {
        return null;
    }

    @Override
    public boolean store(V value) {
        return stored(value, null);
    }

    @Override
    public boolean store(V value, EntryOptions options) {
        return stored(value, options);
    }

    private boolean stored(V value, @Nullable EntryOptions options) {
        return used.compareAndSet(false, true) && loads.storeClaimed(key, claim, value, options, basis);
    }

    @Override
    public void release() {
        if (used.compareAndSet(false, true) && own) {
            loads.giveBack(key, claim);
        }
    }
}
