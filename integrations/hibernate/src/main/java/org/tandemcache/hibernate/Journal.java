package org.tandemcache.hibernate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What could not be told to Redis: entries, regions and tables that this node has changed, or is about to, and that
 * nobody but this node knows of. It reads none of them until they are told, which is tried again and again. Later is
 * safe: what has begun before it is told is refused. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is tried again
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final byte[] NO_LOCK = new byte[Cell.LOCK_ID];

    private final Records records;
    private final Counters counters;
    private final int limit;
    private final Unconfirmed unconfirmed;
    private final Map<Object, Item> items = new ConcurrentHashMap<>();
    private volatile long emptyUntil = System.nanoTime();

    /** An entry of a region. */
    record EntryKey(CellStore<?> store, Object key) {}

    Journal(Records records, Counters counters, int limit, Duration lockTimeout) {
        this.records = records;
        this.counters = counters;
        this.limit = limit;
        this.unconfirmed = new Unconfirmed(lockTimeout.toNanos());
    }

    boolean isEmpty() {
        return items.isEmpty() && unconfirmed.isEmpty();
    }

    /** Whether an entry is one that this node must not read, or its region is. */
    boolean holds(CellStore<?> store, Object key, String region) {
        return !isEmpty() && (holds(region) || isHeld(new EntryKey(store, key)));
    }

    /** Whether a region or a table is. */
    boolean holds(String record) {
        return !isEmpty() && isHeld(record);
    }

    private boolean isHeld(Object key) {
        return items.containsKey(key) || unconfirmed.holds(key);
    }

    /**
     * Does without what a transaction is about to change and Redis has not confirmed, until it is released.
     *
     * @param forgotten adds it to what is told, if the transaction doesn't end
     */
    Unconfirmed.Hold hold(Object key, Runnable forgotten) {
        warn();
        counters.journaled.increment();
        return unconfirmed.hold(key, forgotten);
    }

    void release(Unconfirmed.@Nullable Hold hold) {
        if (hold != null) {
            unconfirmed.release(hold);
        }
    }

    /** @param region the record of the entry's region, which stands for it if there are too many entries */
    <K> void add(CellStore<K> store, K key, String region, byte[] lock) {
        if (items.size() >= limit) {
            add(region, NO_LOCK);
            items.keySet().removeIf(item -> item instanceof EntryKey entry && entry.store() == store);
            return;
        }
        put(new EntryKey(store, key), () -> store.settle(key, lock, null, RowVersion.NONE, 0));
    }

    void add(String record, byte[] lock) {
        put(record, () -> records.settle(record, lock));
    }

    /** Without a lock. */
    void add(String record) {
        add(record, NO_LOCK);
    }

    /** Tells Redis of something; what it throws is tried again as what fails is. */
    interface Telling {
        CompletableFuture<?> tell();
    }

    void put(Object key, Telling telling) {
        warn();
        counters.journaled.increment();
        items.put(key, new Item(key, telling));
    }

    private void warn() {
        if (isEmpty()) {
            emptyUntil = System.nanoTime();
            log.warn("Redis could not be told of a change; this node does without what it concerns until it is told");
        }
    }

    private final class Item {
        private final Object key;
        private final Telling telling;
        private volatile boolean underWay;

        Item(Object key, Telling telling) {
            this.key = key;
            this.telling = telling;
        }

        void begin() {
            if (underWay) {
                return;
            }
            underWay = true;
            CompletableFuture<?> answer;
            try {
                answer = telling.tell();
            } catch (RuntimeException | Error e) {
                underWay = false; // or it would never be told again, nor what stands behind it now
                log.debug("A change is told again soon", e);
                return;
            }
            answer.whenComplete((told, failure) -> {
                underWay = false;
                if (failure == null) {
                    items.remove(key, this); // not one that has come meanwhile
                }
            });
        }
    }

    /** Tells what is not told yet; called by one thread. */
    void replay() {
        unconfirmed.expire();
        items.values().forEach(Item::begin);
    }

    long size() {
        return (long) items.size() + unconfirmed.size();
    }

    /** How old the oldest of what is not told can be. */
    long ageMillis() {
        return isEmpty() ? 0 : (System.nanoTime() - emptyUntil) / 1_000_000;
    }
}
