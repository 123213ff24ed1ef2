package org.tandemcache.hibernate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.CellStore.Reason;

/**
 * The entries of one region as sessions see them: cells, with the record of the region, the journal of the node and the
 * locks of the session in front of them. Thread-safe; each session's transaction belongs to its thread.
 *
 * @param <K> the type of keys
 */
@SuppressWarnings("FutureReturnValueIgnored") // what could not be told goes into the journal
final class RegionCells<K> {
    private final String name;
    private final String record;
    private final Node node;
    private final Supplier<CellStore<K>> made;

    @SuppressWarnings("ThreadLocalUsage") // one for each region, emptied by the call that follows
    private final ThreadLocal<@Nullable HeldLock> taken = new ThreadLocal<>();

    private volatile @Nullable CellStore<K> store;

    /** @param made makes the store when it is needed first: what it may hold, the finished metamodel tells */
    RegionCells(String name, Node node, Supplier<CellStore<K>> made) {
        this.name = name;
        this.record = Records.ofRegion(name);
        this.node = node;
        this.made = made;
    }

    String name() {
        return name;
    }

    /** The name of its record. */
    String record() {
        return record;
    }

    CellStore<K> store() {
        CellStore<K> there = store;
        return there == null ? make() : there;
    }

    private synchronized CellStore<K> make() {
        CellStore<K> there = store;
        if (there == null) {
            there = made.get();
            node.records().invalidated(record); // one that is not there begins now, and not with the first put
            store = there;
        }
        return there;
    }

    /** What a transaction may see. Near hit: no round trip. */
    @Nullable
    Object get(TandemTransaction transaction, K key) {
        CellStore<K> cells = store();
        if (transaction.holds(cells, key)
                || transaction.holds(record)
                || node.journal().holds(cells, key, record)
                || !(cells.get(key) instanceof Cell.Value value)
                || cells.began(key, transaction.began()) <= value.unlockedAt()
                || value.since() <= node.records().invalidated(record, cells, key)) { // last: it tells of the latest
            return null;
        }
        return value.state();
    }

    /**
     * Offers what a transaction has read. No round trip, as a rule: it is sent and not awaited.
     *
     * @param minimal whether nothing is to be sent for what is there already, as far as this node knows
     * @return whether it was sent
     */
    boolean offer(
            Reason reason, TandemTransaction transaction, K key, Object state, RowVersion version, boolean minimal) {
        CellStore<K> cells = store();
        long began = transaction.began();
        if (transaction.holds(cells, key) || transaction.holds(record)) {
            return false;
        }
        if (node.journal().holds(cells, key, record)) {
            node.counters().refusedByJournal.increment();
            return false;
        }
        if (System.nanoTime() - began > node.settings().retention().toNanos()) {
            node.counters().refusedByTime.increment();
            return false;
        }
        long invalidated = node.records().invalidated(record, cells, key);
        long since = node.records().began(record, began);
        if (since <= invalidated) {
            node.counters().refusedByRegion.increment();
            return false;
        }
        if (minimal
                && cells.near(key) instanceof Cell.Value there
                && there.since() > invalidated
                // else nobody here sees it: what is sent asks for the server's time, which may not be known yet
                && cells.began(key, began) > there.unlockedAt()
                && (version.type() == 0 || there.version().isAtLeast(version))) {
            return false;
        }
        return cells.offer(reason, key, state, version, began, since, invalidated);
    }

    /** Forgets an entry in the background; what can't be told now is told later. */
    void forget(K key) {
        store().evict(key).whenComplete((told, failure) -> {
            if (failure != null) {
                node.journal().add(store(), key, record, node.lockIds().next());
            }
        });
    }

    /** Forgets an entry, and waits for it: one round trip. */
    void evict(K key) {
        if (!isTold(store().evict(key))) {
            node.journal().add(store(), key, record, node.lockIds().next());
        }
    }

    /** Forgets all entries, and waits for it: one round trip, however many there are. */
    void evictAll() {
        if (!isTold(node.records().drop(record, 0))) {
            node.journal().add(record);
        }
    }

    private static boolean isTold(CompletableFuture<?> told) {
        try {
            told.join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Locks all entries. {@link #removeAll}, which follows, tells for whom. */
    HeldLock lockAll() {
        HeldLock lock = new HeldLock(
                node.lockIds().next(), System.nanoTime(), id -> node.records().lock(record, id));
        taken.set(lock);
        return lock;
    }

    /** The lock that this thread has just taken is the transaction's; without one, all entries are forgotten. */
    void removeAll(TandemTransaction transaction) {
        HeldLock lock = taken.get();
        taken.remove();
        if (lock == null) {
            evictAll();
        } else {
            transaction.adopt(record, lock);
        }
    }

    /** Ends a lock of all entries, in the background: all that is older is forgotten. */
    void unlockAll(HeldLock lock) {
        TandemTransaction owner = lock.owner();
        if (owner != null) {
            owner.forget(record, lock);
        }
        Unconfirmed.Hold hold = lock.unconfirmed();
        node.records().settle(record, lock.id()).whenComplete((told, failure) -> {
            if (failure != null) {
                node.journal().add(record, lock.id());
            }
            node.journal().release(hold);
        });
    }

    boolean contains(K key) {
        return store().get(key) instanceof Cell.Value value
                && value.since() > node.records().invalidated(record, store(), key);
    }

    /** How many near copies this node has; an estimate. */
    long nearEntries() {
        CellStore<K> there = store;
        return there == null ? 0 : there.nearEntries();
    }

    void close() {
        CellStore<K> there = store;
        if (there != null) {
            there.close();
        }
    }
}
