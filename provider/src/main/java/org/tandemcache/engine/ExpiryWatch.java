package org.tandemcache.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.event.Change;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Lifetime;

/**
 * Remembers until when the entries live that this manager has written or read, so that it can tell their expiry when it
 * finds them gone past their deadline: once each, at no certain time, and for the last {@value #ENTRIES_KNOWN} entries
 * at the most. Used while somebody listens to expiry. It keeps what they hold only while somebody wants to be shown it:
 * their size has no bound. Thread-safe; one key is observed by one thread at a time.
 */
final class ExpiryWatch<V> {
    private static final int ENTRIES_KNOWN = 10_000;

    private final LongSupplier nanoClock;
    private final Cache<FarKey, Known<V>> known = Caffeine.newBuilder()
            .maximumSize(ENTRIES_KNOWN)
            .executor(Runnable::run)
            .build();

    private final BooleanSupplier wantsValues;

    /** @param wantsValues whether anybody is shown the values of expired entries */
    ExpiryWatch(LongSupplier nanoClock, BooleanSupplier wantsValues) {
        this.nanoClock = nanoClock;
        this.wantsValues = wantsValues;
    }

    private record Known<V>(long deadline, @Nullable V value) {}

    /** When a command is about to be sent: lifetimes count from there, so no deadline comes after the server's own. */
    long now() {
        return nanoClock.getAsLong();
    }

    /**
     * The expiry that this outcome gives away, or null; the outcome itself is remembered.
     *
     * @param since {@link #now} before the operation
     */
    @Nullable
    Change<V> observe(FarKey key, Outcome<V> outcome, long since) {
        Known<V> before = known.getIfPresent(key);
        Change<V> expiry = before != null && !outcome.wasPresent() && isPast(before.deadline())
                ? Change.expired(before.value())
                : null;
        if (outcome instanceof Outcome.Created<V> created) {
            remember(key, created.value(), created.lifetime(), since, null);
        } else if (outcome instanceof Outcome.Loaded<V> loaded) {
            remember(key, loaded.value(), loaded.lifetime(), since, null);
        } else if (outcome instanceof Outcome.Updated<V> updated) {
            remember(key, updated.value(), updated.lifetime(), since, before);
        } else if (!(outcome instanceof Outcome.Present)) {
            known.invalidate(key);
        }
        return expiry;
    }

    /**
     * An entry that a read has found, with the time that it has still to live.
     *
     * @param since {@link #now} before the read
     */
    void found(FarKey key, V value, Lifetime remaining, long since) {
        remember(key, value, remaining, since, known.getIfPresent(key));
    }

    /** Whether the entry of this key is known to this manager. */
    boolean knows(FarKey key) {
        return known.getIfPresent(key) != null;
    }

    private void remember(FarKey key, V held, Lifetime lifetime, long since, @Nullable Known<V> before) {
        V value = wantsValues.getAsBoolean() ? held : null;
        if (lifetime.isLimited() || lifetime.isZero()) {
            known.put(key, new Known<>(since + TimeUnit.MILLISECONDS.toNanos(lifetime.millis()), value));
        } else if (lifetime.isUnchanged() && before != null) {
            known.put(key, new Known<>(before.deadline(), value));
        } else {
            known.invalidate(key);
        }
    }

    private boolean isPast(long deadline) {
        return nanoClock.getAsLong() - deadline >= 0;
    }
}
