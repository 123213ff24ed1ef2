package org.tandemcache.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;

/**
 * Remembers until when the entries live that this manager has written or read, so that it can tell their expiry when it
 * finds them gone past their deadline: once each, at no certain time, and for the last {@value #ENTRIES_KNOWN} entries
 * at the most. Used while somebody listens to expiry. It keeps what they hold only while somebody wants to be shown it:
 * their size has no bound. Thread-safe; one key is observed by one thread at a time.
 *
 * <p>An entry that is gone can have been removed by somebody else. A notice of the server tells, where there is a near
 * tier: it calls back what was {@linkplain #readBack read back} by the tracked connection, and a notice before the
 * deadline is of no expiry. One of what was not read back may be that of this manager's own write.
 */
final class ExpiryWatch<V> {
    private static final int ENTRIES_KNOWN = 10_000;

    /** The clocks of two machines don't differ by more than this part of the time that has gone by. */
    private static final int CLOCKS_DIFFER = 1_000;

    /** Redis counts in milliseconds. */
    private static final long ROUNDED_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final LongSupplier nanoClock;
    private final Cache<FarKey, Known> known = Caffeine.newBuilder()
            .maximumSize(ENTRIES_KNOWN)
            .executor(Runnable::run)
            .build();

    // By the hash of the key: how many notices have come.
    private final AtomicIntegerArray notices = new AtomicIntegerArray(1 << 10);
    private final BooleanSupplier wantsValues;

    /** @param wantsValues whether anybody is shown the values of expired entries */
    ExpiryWatch(LongSupplier nanoClock, BooleanSupplier wantsValues) {
        this.nanoClock = nanoClock;
        this.wantsValues = wantsValues;
    }

    /** What is known of an entry, compared by identity. Immutable. */
    private static final class Known {
        final long deadline;
        final long certain; // before this moment it can't have expired, by whichever clock
        final StoredEntry held; // its header alone where nobody is shown what it holds
        final boolean whole;
        final boolean readBack; // whether the server tells of each later change

        Known(long deadline, long certain, StoredEntry held, boolean whole, boolean readBack) {
            this.deadline = deadline;
            this.certain = certain;
            this.held = held;
            this.whole = whole;
            this.readBack = readBack;
        }

        static Known until(long since, Lifetime lifetime, StoredEntry held, boolean whole) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(lifetime.millis());
            return new Known(since + nanos, since + nanos - nanos / CLOCKS_DIFFER - ROUNDED_NANOS, held, whole, false);
        }

        Known heeded() {
            return new Known(deadline, certain, held, whole, true);
        }
    }

    /**
     * An entry that has expired.
     *
     * @param held what it was, or its header alone
     * @param whole whether it is all of it
     */
    record Ended(StoredEntry held, boolean whole) {}

    /** When a command is about to be sent: lifetimes count from there, so no deadline comes after the server's own. */
    long now() {
        return nanoClock.getAsLong();
    }

    /**
     * The entry whose expiry this outcome gives away, or null; the outcome itself is remembered.
     *
     * @param since {@link #now} before the operation
     */
    @Nullable
    Ended observe(FarKey key, Outcome<V> outcome, long since) {
        Known before = known.getIfPresent(key);
        Ended expiry = before != null && !outcome.wasPresent() && isPast(before.deadline)
                ? new Ended(before.held, before.whole)
                : null;
        if (outcome instanceof Outcome.Created<V> created) {
            remember(key, written(created.written()), created.lifetime(), since, null);
        } else if (outcome instanceof Outcome.Loaded<V> loaded) {
            remember(key, written(loaded.written()), loaded.lifetime(), since, null);
        } else if (outcome instanceof Outcome.Updated<V> updated) {
            remember(key, written(updated.written()), updated.lifetime(), since, before);
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
    void found(FarKey key, StoredEntry stored, Lifetime remaining, long since) {
        remember(key, stored, remaining, since, known.getIfPresent(key));
    }

    /**
     * An entry is about to be given another lifetime by this manager, and keeps its value.
     *
     * @return to be run once it has it
     */
    Runnable changingLifetime(FarKey key, Lifetime lifetime) {
        Known before = known.getIfPresent(key); // now: the notice of the change takes it away
        int heard = notices(key);
        long since = now();
        return () -> {
            boolean own = notices(key) - heard <= 1; // else the value may be of somebody else's write
            if (before != null && own && lifetime.isLimited()) {
                known.put(key, Known.until(since, lifetime, before.held, before.whole));
            } else {
                known.invalidate(key);
            }
        };
    }

    /** How many notices have come of this key, and of some others. */
    int notices(FarKey key) {
        return notices.get(slot(key));
    }

    private int slot(FarKey key) {
        return key.hashCode() & (notices.length() - 1);
    }

    /**
     * What is known of the entry was read by the tracked connection: the server tells of each later change.
     *
     * @param before the {@link #notices} before it was read: one that has come since may be of a change after that
     */
    void readBack(FarKey key, int before) {
        Known read = known.getIfPresent(key);
        if (read == null || read.readBack) {
            return;
        }
        Known heeded = read.heeded();
        if (known.asMap().replace(key, read, heeded) && notices(key) != before) {
            known.asMap().replace(key, heeded, read);
        }
    }

    /**
     * What to run when the entry as it is known now is read by the tracked connection, on its event loop; null if that
     * was done, or nothing is known.
     */
    @Nullable
    Runnable onReadBack(FarKey key) {
        Known written = known.getIfPresent(key);
        if (written == null || written.readBack) {
            return null;
        }
        Known heeded = written.heeded();
        return () -> known.asMap().replace(key, written, heeded);
    }

    /** The server tells of a change of the key: if that can't be its expiry, somebody else has changed it. */
    void changed(FarKey key) {
        notices.incrementAndGet(slot(key));
        Known there = known.getIfPresent(key);
        if (there != null && there.readBack && nanoClock.getAsLong() - there.certain < 0) {
            known.asMap().remove(key, there);
        }
    }

    /** Whether the entry of this key is known to this manager. */
    boolean knows(FarKey key) {
        return known.getIfPresent(key) != null;
    }

    /**
     * Another node has changed the entry of this key: what was known of an earlier one holds no more.
     *
     * @param entry the one that is there now, or its header; null for none
     */
    void changedElsewhere(FarKey key, @Nullable StoredEntry entry) {
        Known there = known.getIfPresent(key);
        if (there != null && (entry == null || entry.fingerprint() != there.held.fingerprint())) {
            known.asMap().remove(key, there);
        }
    }

    private static StoredEntry written(NewValue<?> value) {
        return new StoredEntry(value.bytes());
    }

    private void remember(FarKey key, StoredEntry stored, Lifetime lifetime, long since, @Nullable Known before) {
        boolean whole = wantsValues.getAsBoolean();
        StoredEntry held = whole ? stored : new StoredEntry(stored.header());
        if (lifetime.isLimited() || lifetime.isZero()) {
            known.put(key, Known.until(since, lifetime, held, whole));
        } else if (lifetime.isUnchanged() && before != null) {
            known.put(key, new Known(before.deadline, before.certain, held, whole, false));
        } else {
            known.invalidate(key);
        }
    }

    private boolean isPast(long deadline) {
        return nanoClock.getAsLong() - deadline >= 0;
    }
}
