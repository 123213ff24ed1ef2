package org.tandemcache.hibernate;

import java.util.HashMap;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.HibernateSettings.Unavailable;

/**
 * A session's transactions, one after the other: when the current one began, and what it has locked. Used by the
 * session's thread alone.
 *
 * <p>Locks are sent when they are taken and awaited once, before the commit. Nothing is thrown after it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what could not be told goes into the journal
final class TandemTransaction implements CacheTransactionSynchronization {
    private final Node node;
    // Nobody tells a stateless session's that the commit is near; nor that of one that shares another's connection,
    // which is never told either that a transaction has begun.
    private final boolean isTold;
    private long began = System.nanoTime();
    private boolean joined;
    private boolean completing;
    private final Map<Journal.EntryKey, Held<?>> entries = new HashMap<>();
    private final Map<String, HeldLock> records = new HashMap<>();

    private record Held<K>(RegionCells<K> region, K key, HeldLock lock) {
        void journal(Journal journal) {
            journal.add(region.store(), key, region.record(), lock.id());
        }
    }

    TandemTransaction(Node node, SharedSessionContractImplementor session) {
        this.node = node;
        this.isTold = !(session instanceof StatelessSession);
    }

    static TandemTransaction of(SharedSessionContractImplementor session) {
        return (TandemTransaction) session.getCacheTransactionSynchronization();
    }

    /** The {@link System#nanoTime} before which nothing was read. */
    long began() {
        return began;
    }

    /** Whether what is locked now is confirmed before the commit without a wait of its own. */
    boolean isAwaited() {
        return isTold && joined && !completing;
    }

    /** When it began, by the clock of the tables' records: what Hibernate stamps results of queries with. */
    @Override
    public long getCachingTimestamp() {
        return node.records().began("clock", began);
    }

    @Override
    public void transactionJoined() {
        began = System.nanoTime();
        joined = true;
        completing = false;
    }

    /**
     * Waits for all locks that are not confirmed yet.
     *
     * @throws CacheException if one can't be, and such transactions shall fail
     */
    @Override
    public void transactionCompleting() {
        long trusted = trustedSince();
        entries.values().forEach(held -> held.lock().renewIfSentBefore(trusted));
        records.values().forEach(lock -> lock.renewIfSentBefore(trusted));
        for (Held<?> held : entries.values()) {
            confirm(held);
        }
        records.forEach(this::confirm);
        completing = true;
    }

    /**
     * What was locked since is locked still. What was locked earlier may give way while the database commits, or was
     * lost with a server that another one has taken the place of.
     */
    private long trustedSince() {
        long young = System.nanoTime() - node.settings().lockTimeout().toNanos() / 2;
        long unbroken = node.records().unbrokenSince();
        return young - unbroken > 0 ? young : unbroken;
    }

    private <K> void confirm(Held<K> held) {
        Journal.EntryKey key = new Journal.EntryKey(held.region().store(), held.key());
        confirm(held.lock(), held.region().name(), key, () -> held.journal(node.journal()));
    }

    private void confirm(String record, HeldLock lock) {
        confirm(lock, record, record, () -> node.journal().add(record, lock.id()));
    }

    private void confirm(HeldLock lock, String what, Object key, Runnable journal) {
        Throwable failure = lock.await();
        if (failure == null) {
            return;
        }
        if (node.settings().unavailable() == Unavailable.FAIL) {
            throw new CacheException(
                    "the transaction is not committed, because Redis has not confirmed the lock of " + what
                            + " within its timeout, and " + HibernateSettings.PREFIX + "unavailable is fail",
                    failure);
        }
        if (lock.unconfirmed() == null) {
            lock.unconfirmed(node.journal().hold(key, journal));
        }
    }

    /** What nobody has unlocked, of a transaction that failed, is unlocked here. */
    @Override
    public void transactionCompleted(boolean successful) {
        for (Held<?> held : entries.values()) {
            settle(held, null, RowVersion.NONE);
        }
        entries.clear();
        records.forEach(this::settled);
        records.clear();
        began = System.nanoTime();
        joined = false;
        completing = false;
    }

    // ------------------------------------------------------------------------------------------------- entries

    boolean holds(CellStore<?> store, Object key) {
        return !entries.isEmpty() && entries.containsKey(new Journal.EntryKey(store, key));
    }

    <K> HeldLock lock(RegionCells<K> region, K key) {
        Journal.EntryKey entry = new Journal.EntryKey(region.store(), key);
        Held<?> there = entries.get(entry);
        if (there != null) {
            there.lock().hold();
            return there.lock();
        }
        HeldLock lock =
                new HeldLock(node.lockIds().next(), began, id -> region.store().lock(key, id));
        Held<K> held = new Held<>(region, key, lock);
        entries.put(entry, held);
        if (!isAwaited()) {
            confirm(held);
        }
        return lock;
    }

    /**
     * Ends one action's lock.
     *
     * @param state what it has committed; null for nothing that is known
     */
    <K> void unlock(RegionCells<K> region, K key, @Nullable Object state, RowVersion version) {
        Journal.EntryKey entry = new Journal.EntryKey(region.store(), key);
        Held<?> held = entries.get(entry);
        if (held == null) {
            region.forget(key);
        } else if (held.lock().release()) {
            entries.remove(entry);
            settle(held, state, version);
        }
    }

    private <K> void settle(Held<K> held, @Nullable Object state, RowVersion version) {
        RegionCells<K> region = held.region();
        long since = node.records().began(region.record(), held.lock().began());
        byte[] id = held.lock().id();
        Unconfirmed.Hold hold = held.lock().unconfirmed();
        // A lock that came late may stand behind the whole change of another transaction, which is newer.
        Object known = hold == null ? state : null;
        region.store().settle(held.key(), id, known, version, since).whenComplete((told, failure) -> {
            if (failure != null) {
                held.journal(node.journal());
            }
            node.journal().release(hold);
        });
    }

    // ------------------------------------------------------------------------------------- regions and tables

    boolean holds(String record) {
        return !records.isEmpty() && records.containsKey(record);
    }

    boolean holdsTables() {
        for (String name : records.keySet()) {
            if (name.startsWith(Records.ofTable(""))) {
                return true;
            }
        }
        return false;
    }

    /** A table that is about to change. */
    void lockTable(String name) {
        if (!records.containsKey(name)) {
            HeldLock lock = new HeldLock(
                    node.lockIds().next(), began, id -> node.records().lock(name, id));
            adopt(name, lock);
        }
    }

    /** A lock of a record becomes one of this transaction's. */
    void adopt(String name, HeldLock lock) {
        lock.ownedBy(this);
        HeldLock earlier = records.put(name, lock);
        if (earlier != null) {
            settled(name, earlier);
        }
        if (!isAwaited()) {
            confirm(name, lock);
        }
    }

    /** A table or region that has changed. */
    void unlockTable(String name) {
        HeldLock lock = records.remove(name);
        if (lock != null) {
            settled(name, lock);
        } else {
            settled(name, new byte[Cell.LOCK_ID], null);
        }
    }

    /** A lock that was ended by somebody else. */
    void forget(String name, HeldLock lock) {
        records.remove(name, lock);
    }

    private void settled(String name, HeldLock lock) {
        settled(name, lock.id(), lock.unconfirmed());
    }

    private void settled(String name, byte[] id, Unconfirmed.@Nullable Hold hold) {
        node.records().settle(name, id).whenComplete((told, failure) -> {
            if (failure != null) {
                node.journal().add(name, id);
            }
            node.journal().release(hold);
        });
    }
}
