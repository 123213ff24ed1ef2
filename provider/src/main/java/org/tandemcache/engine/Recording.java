package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.event.Delivery;
import org.tandemcache.far.FarKey;

/**
 * What one operation has done to its entries: queued as events at once, counted and told to the listeners when it is
 * closed, also where the operation fails half-way. Used by one thread, once.
 */
final class Recording<V> implements AutoCloseable {
    private final OutcomeRecorder<?, V> recorder;
    private final Operation operation;
    private final long start;
    private final KeyLocks.@Nullable Held lock;
    private final long begun;
    private List<Outcome<V>> outcomes = List.of(); // mostly one
    private List<Runnable> deliveries = List.of(); // mostly nobody listens
    private @Nullable RuntimeException failure;

    /**
     * @param start by the statistics' clock
     * @param lock of the keys, so that events are in order; null where nobody hears of them. Given back in the end
     */
    Recording(OutcomeRecorder<?, V> recorder, Operation operation, long start, KeyLocks.@Nullable Held lock) {
        this.recorder = recorder;
        this.operation = operation;
        this.start = start;
        this.lock = lock;
        this.begun = lock == null ? 0 : recorder.begin();
    }

    /**
     * To be called under the lock of the key.
     *
     * @return the outcome
     */
    Outcome<V> add(FarKey key, Outcome<V> outcome) {
        return add(key, outcome, null);
    }

    /** @param failed told what a listener throws; null to have it thrown in the end */
    Outcome<V> add(FarKey key, Outcome<V> outcome, @Nullable Consumer<CacheEntryListenerException> failed) {
        keep(List.of(outcome));
        Delivery delivery = lock == null ? Delivery.NONE : recorder.publish(key, outcome, begun);
        if (delivery != Delivery.NONE) {
            deliveries = deliveries.isEmpty() ? new ArrayList<>(1) : deliveries;
            deliveries.add(() -> {
                try {
                    delivery.deliver();
                } catch (CacheEntryListenerException e) {
                    if (failed == null) {
                        failAtEnd(e);
                    } else {
                        failed.accept(e);
                    }
                }
            });
        }
        return outcome;
    }

    /** Entries of which nobody is told, and only their number is known. */
    void addRemoved(long count) {
        keep(Collections.nCopies((int) count, new Outcome.Removed<>(null)));
    }

    private void keep(List<Outcome<V>> more) {
        if (outcomes.isEmpty()) {
            outcomes = more;
            return;
        }
        if (!(outcomes instanceof ArrayList)) {
            outcomes = new ArrayList<>(outcomes);
        }
        outcomes.addAll(more);
    }

    /** Has {@link #close} throw this, unless it has something to throw already. */
    void failAtEnd(@Nullable RuntimeException later) {
        failure = failure == null ? later : failure;
    }

    /** Gives back the lock; then counts, and calls the listeners. */
    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
        recorder.count(operation, outcomes, start);
        deliveries.forEach(Runnable::run);
        if (failure != null) {
            throw failure;
        }
    }
}
