package org.tandemcache.engine;

import java.util.function.Supplier;
import org.tandemcache.event.Delivery;
import org.tandemcache.far.FarKey;

/**
 * The frame around each change of an entry: its order among others on the same key, its events, its statistics. Where
 * nobody cares for the order, there is no lock. Thread-safe.
 */
final class Mutations<K, V> {
    private final KeyLocks locks;
    private final OutcomeRecorder<K, V> recorder;
    private final boolean writesThrough;

    Mutations(KeyLocks locks, OutcomeRecorder<K, V> recorder, boolean writesThrough) {
        this.locks = locks;
        this.recorder = recorder;
        this.writesThrough = writesThrough;
    }

    /** Runs an operation on a key; its listeners have been called when this returns. */
    Outcome<V> run(Operation operation, FarKey key, Supplier<Outcome<V>> action) {
        if (!ordered()) {
            long start = recorder.statistics().start();
            Outcome<V> outcome = action.get();
            recorder.count(operation, outcome, start);
            return outcome;
        }
        return runLocked(operation, key, action);
    }

    /** {@link #run} under the lock of the key, whoever listens. */
    Outcome<V> runLocked(Operation operation, FarKey key, Supplier<Outcome<V>> action) {
        long start = recorder.statistics().start();
        Outcome<V> outcome;
        Delivery delivery;
        try (KeyLocks.Held held = locks.lock(key)) {
            long begun = recorder.begin();
            outcome = action.get();
            delivery = recorder.publish(key, outcome, begun);
        }
        recorder.count(operation, outcome, start);
        delivery.deliver();
        return outcome;
    }

    /** Whether writers or listeners must see the changes of a key in their order. */
    boolean ordered() {
        return writesThrough || recorder.tellsChanges();
    }

    KeyLocks locks() {
        return locks;
    }

    OutcomeRecorder<K, V> recorder() {
        return recorder;
    }
}
