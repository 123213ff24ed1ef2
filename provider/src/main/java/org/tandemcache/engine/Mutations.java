package org.tandemcache.engine;

import java.util.function.Supplier;
import org.tandemcache.event.Delivery;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay;

/**
 * The frame around each change of an entry: its order among others on the same key, its events, its statistics. Where
 * nobody cares for the order, there is no lock. Thread-safe.
 */
final class Mutations<K, V> {
    private final KeyLocks locks;
    private final OutcomeRecorder<K, V> recorder;
    private final boolean writesThrough;
    private final LoadsUnderWay loads;

    Mutations(KeyLocks locks, OutcomeRecorder<K, V> recorder, boolean writesThrough, LoadsUnderWay loads) {
        this.locks = locks;
        this.recorder = recorder;
        this.writesThrough = writesThrough;
        this.loads = loads;
    }

    /** Runs an operation on a key; its listeners have been called when this returns. */
    Outcome<V> run(Operation operation, FarKey key, Supplier<Outcome<V>> action) {
        if (!ordered()) {
            refuseInProcessor(operation, key);
            long start = recorder.statistics().start();
            Outcome<V> outcome = action.get();
            recorder.count(operation, outcome, start);
            return outcome;
        }
        return runLocked(operation, key, action);
    }

    /** {@link #run} under the lock of the key, whoever listens. */
    Outcome<V> runLocked(Operation operation, FarKey key, Supplier<Outcome<V>> action) {
        refuseInProcessor(operation, key);
        long start = recorder.statistics().start();
        return ended(operation, key, locks.lock(key), action, start);
    }

    /** {@link #runLocked}, unless somebody else holds the lock until the time is over. */
    void runIfLockedWithin(long nanos, Operation operation, FarKey key, Supplier<Outcome<V>> action) {
        refuseInProcessor(operation, key);
        long start = recorder.statistics().start();
        KeyLocks.Held held = locks.lockWithin(key, nanos);
        if (held != null) {
            ended(operation, key, held, action, start);
        }
    }

    private Outcome<V> ended(
            Operation operation, FarKey key, KeyLocks.Held lock, Supplier<Outcome<V>> action, long start) {
        Outcome<V> outcome;
        Delivery delivery;
        try (KeyLocks.Held held = lock) {
            long begun = recorder.begin();
            outcome = action.get();
            delivery = recorder.publish(key, outcome, begun);
        }
        recorder.count(operation, outcome, start);
        delivery.deliver();
        return outcome;
    }

    private void refuseInProcessor(Operation operation, FarKey key) {
        if (operation != Operation.LOAD) {
            loads.refuseInProcessor(key);
        }
    }

    /** Loads and processors that a write outdates. */
    LoadsUnderWay loads() {
        return loads;
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
