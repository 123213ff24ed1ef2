package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.integration.LoadsUnderWay;

/**
 * Every operation as one command, for lifetimes that are known beforehand; those that compare values are transactions.
 * A value that can't be encoded takes the entry away. One that can't be read counts as absent where an operation
 * returns it, and as present where existence alone decides: to know better would take another round trip.
 */
final class NativeWrites<K, V> implements EntryWrites<V> {
    private final FarTier far;
    private final ValueFormat values;
    private final ExpiryPlan.Fixed plan;
    private final OutcomeRecorder<K, V> recorder;
    private final EntryWrites<V> transacted;
    private final LoadsUnderWay loads;

    NativeWrites(
            FarTier far,
            ValueFormat values,
            ExpiryPlan.Fixed plan,
            OutcomeRecorder<K, V> recorder,
            EntryWrites<V> transacted,
            LoadsUnderWay loads) {
        this.far = far;
        this.values = values;
        this.plan = plan;
        this.recorder = recorder;
        this.transacted = transacted;
        this.loads = loads;
    }

    @Override
    public Outcome<V> put(FarKey key, NewValue<V> value) {
        if (!value.isWritable()) {
            return remove(key);
        }
        if (recorder.tellsChanges()) {
            return getAndPut(key, value);
        }
        loads.detach(key);
        far.put(key, value.bytes(), plan.writes());
        return new Outcome.Stored<>();
    }

    @Override
    public Outcome<V> getAndPut(FarKey key, NewValue<V> value) {
        loads.detach(key);
        if (!value.isWritable()) {
            return getAndRemove(key);
        }
        V old = decoded(far.getAndPut(key, value.bytes(), plan.writes()));
        return old == null
                ? new Outcome.Created<>(value.value(), plan.creation())
                : new Outcome.Updated<>(old, value.value(), plan.update());
    }

    @Override
    public Outcome<V> putIfAbsent(FarKey key, NewValue<V> value) {
        loads.detach(key);
        if (!value.isWritable()) {
            return far.contains(key) ? new Outcome.Present<>(null) : new Outcome.Absent<>();
        }
        return far.putIfAbsent(key, value.bytes(), plan.creation())
                ? new Outcome.Created<>(value.value(), plan.creation())
                : new Outcome.Present<>(null);
    }

    @Override
    public Outcome<V> replace(FarKey key, NewValue<V> value) {
        if (!value.isWritable()) {
            return remove(key);
        }
        if (recorder.tellsChanges()) {
            return getAndReplace(key, value);
        }
        loads.detach(key);
        return far.replace(key, value.bytes(), plan.update())
                ? new Outcome.Updated<>(null, value.value(), plan.update())
                : new Outcome.Absent<>();
    }

    @Override
    public Outcome<V> getAndReplace(FarKey key, NewValue<V> value) {
        loads.detach(key);
        if (!value.isWritable()) {
            return getAndRemove(key);
        }
        StoredEntry old = far.getAndReplace(key, value.bytes(), plan.update());
        return old == null ? new Outcome.Absent<>() : new Outcome.Updated<>(decoded(old), value.value(), plan.update());
    }

    @Override
    public Outcome<V> replace(FarKey key, V oldValue, NewValue<V> value) {
        return transacted.replace(key, oldValue, value);
    }

    @Override
    public Outcome<V> remove(FarKey key) {
        if (recorder.tellsChanges()) {
            return getAndRemove(key);
        }
        loads.detach(key);
        return far.remove(key) ? new Outcome.Removed<>(null) : new Outcome.Absent<>();
    }

    @Override
    public Outcome<V> getAndRemove(FarKey key) {
        loads.detach(key);
        StoredEntry old = far.getAndRemove(key);
        V value = decoded(old);
        return value == null ? new Outcome.Absent<>() : new Outcome.Removed<>(value);
    }

    @Override
    public Outcome<V> remove(FarKey key, V oldValue) {
        return transacted.remove(key, oldValue);
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable V decoded(@Nullable StoredEntry stored) {
        return stored == null ? null : (V) values.decode(stored.bytes());
    }
}
