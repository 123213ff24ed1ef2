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
 * What one operation has done to its entries: queued as events at once, counted and told to the listeners in the end,
 * also where the operation fails half-way. Used by one thread, once.
 */
final class Recording<V> {
    private final OutcomeRecorder<?, V> recorder;
    private final Operation operation;
    private final boolean publishes;
    private final long start;
    private final long begun;
    private final List<Outcome<V>> outcomes = new ArrayList<>(1);
    private List<Runnable> deliveries = List.of(); // mostly nobody listens
    private @Nullable RuntimeException failure;

    /**
     * @param publishes whether the locks of the keys are held, so that events are in order
     * @param start by the statistics' clock
     */
    Recording(OutcomeRecorder<?, V> recorder, Operation operation, boolean publishes, long start) {
        this.recorder = recorder;
        this.operation = operation;
        this.publishes = publishes;
        this.start = start;
        this.begun = publishes ? recorder.begin() : 0;
    }

    /** To be called under the lock of the key. */
    void add(FarKey key, Outcome<V> outcome) {
        add(key, outcome, this::failAtEnd);
    }

    /** @param failed told what a listener throws */
    void add(FarKey key, Outcome<V> outcome, Consumer<CacheEntryListenerException> failed) {
        outcomes.add(outcome);
        Delivery delivery = publishes ? recorder.publish(key, outcome, begun) : Delivery.NONE;
        if (delivery != Delivery.NONE) {
            deliveries = deliveries.isEmpty() ? new ArrayList<>(1) : deliveries;
            deliveries.add(() -> {
                try {
                    delivery.deliver();
                } catch (CacheEntryListenerException e) {
                    failed.accept(e);
                }
            });
        }
    }

    /** Entries of which nobody is told, and only their number is known. */
    void addRemoved(long count) {
        outcomes.addAll(Collections.nCopies((int) count, new Outcome.Removed<>(null)));
    }

    /** The outcome that was added last. */
    Outcome<V> last() {
        return outcomes.get(outcomes.size() - 1);
    }

    /** Has {@link #end} throw this, unless it has something to throw already. */
    void failAtEnd(@Nullable RuntimeException later) {
        failure = failure == null ? later : failure;
    }

    /** Counts, and calls the listeners; to be called without the locks. */
    void end() {
        recorder.count(operation, outcomes, start);
        deliveries.forEach(Runnable::run);
        if (failure != null) {
            throw failure;
        }
    }
}
