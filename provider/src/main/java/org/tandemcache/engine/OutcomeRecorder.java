package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.event.Change;
import org.tandemcache.event.Delivery;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.management.Statistics;

/** Turns outcomes into statistics and events. Thread-safe. */
final class OutcomeRecorder<K, V> {
    private final Statistics statistics;
    private final EventDispatcher<K, V> events;
    private final ExpiryWatch<V> watch;
    private final ValueFormat values;
    private final @Nullable NearReads<K> reads;

    /** @param reads null without near tier */
    OutcomeRecorder(
            Statistics statistics,
            EventDispatcher<K, V> events,
            ExpiryWatch<V> watch,
            ValueFormat values,
            @Nullable NearReads<K> reads) {
        this.statistics = statistics;
        this.events = events;
        this.watch = watch;
        this.values = values;
        this.reads = reads;
    }

    Statistics statistics() {
        return statistics;
    }

    /** Whether changes must be told apart and their old values be known. */
    boolean tellsChanges() {
        return events.active();
    }

    /** The watch over deadlines while somebody listens to expiry, else null. */
    @Nullable
    ExpiryWatch<V> watch() {
        return events.listensToExpiry() ? watch : null;
    }

    /** What one operation has done to one entry or several; its time counts once. */
    void count(Operation operation, List<Outcome<V>> outcomes, long start) {
        if (!statistics.enabled()) {
            return;
        }
        long hits = 0;
        long puts = 0;
        long removals = 0;
        for (Outcome<V> outcome : outcomes) {
            hits += outcome.wasPresent() ? 1 : 0;
            puts += outcome.stored() ? 1 : 0;
            removals += outcome instanceof Outcome.Removed ? 1 : 0;
        }
        if (operation.countsLookups() && !outcomes.isEmpty()) {
            statistics.countHits(hits, start);
            statistics.countMisses(outcomes.size() - hits, 0);
        }
        if (operation != Operation.LOAD) {
            statistics.countPuts(puts, start);
        }
        statistics.countRemovals(removals, start);
    }

    /** When an operation begins, for {@link #publish}; 0 while nobody listens to expiry. */
    long begin() {
        ExpiryWatch<V> expiries = watch();
        return expiries == null ? 0 : expiries.now();
    }

    /**
     * Queues the events of an outcome; to be called under the lock of the key.
     *
     * @param begun {@link #begin} under the same lock, before anything was sent
     */
    Delivery publish(FarKey key, Outcome<V> outcome, long begun) {
        ExpiryWatch<V> expiries = watch();
        List<Change<V>> changes = new ArrayList<>(2);
        ExpiryWatch.Ended expiry = expiries == null ? null : expiries.observe(key, outcome, begun);
        Runnable onReadBack = reads == null || expiries == null || !outcome.changed() ? null : expiries.onReadBack(key);
        if (reads != null && onReadBack != null) {
            reads.readBack(key, onReadBack);
        }
        if (expiry != null && events.expired(key, expiry.held(), expiry.whole())) {
            changes.add(Change.expired(expiry.whole() ? decoded(expiry.held()) : null));
        }
        if (outcome instanceof Outcome.Created<V> created) {
            changes.add(Change.created(created.value()));
        } else if (outcome instanceof Outcome.Loaded<V> loaded) {
            changes.add(Change.created(loaded.value()));
        } else if (outcome instanceof Outcome.Updated<V> updated) {
            changes.add(Change.updated(updated.value(), updated.oldValue()));
        } else if (outcome instanceof Outcome.Removed<V> removed) {
            changes.add(Change.removed(removed.oldValue()));
        } else if (outcome instanceof Outcome.Expired<V> expired) {
            changes.add(Change.expired(expired.oldValue()));
        }
        return changes.isEmpty() ? Delivery.NONE : events.publish(key, changes);
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable V decoded(StoredEntry held) {
        return (V) values.decode(held);
    }
}
