package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.WriteLifetimes;

/**
 * Operations that are one command each, or one flush of them. A value that can't be encoded takes the entry away. One
 * that can't be read counts as absent where an operation returns it, and as present where existence alone decides: to
 * know better would take another round trip. Thread-safe.
 */
final class NativeWrites<V> {
    /** How many keys are removed before the next are: what is done is known by then. */
    private static final int REMOVED_TOGETHER = 500;

    private final FarTier far;
    private final ValueFormat values;
    private final boolean amongMarkers;
    private final boolean stamped;

    /**
     * @param amongMarkers whether what lies there need not be an entry, so that existence decides nothing
     * @param stamped whether the far tier tells an entry from what is none
     */
    NativeWrites(FarTier far, ValueFormat values, boolean amongMarkers, boolean stamped) {
        this.far = far;
        this.values = values;
        this.amongMarkers = amongMarkers;
        this.stamped = stamped;
    }

    /**
     * Whether one command is enough for an operation.
     *
     * @param value to be stored; null for a removal
     * @param announced whether it must be known beforehand that it will change something, because a writer is called
     */
    boolean suffice(Operation operation, @Nullable NewValue<V> value, boolean announced) {
        boolean timed = value != null && value.isTimed();
        return switch (operation) {
            case REMOVE, GET_AND_REMOVE -> true;
            case PUT, GET_AND_PUT -> timed;
            case PUT_IF_ABSENT -> timed && !announced && (stamped || !amongMarkers);
            case REPLACE, GET_AND_REPLACE -> timed && !announced && !amongMarkers;
            case REPLACE_IF_EQUAL, REMOVE_IF_EQUAL, INVOKE, LOAD -> false;
        };
    }

    /** @param tells whether somebody must hear what was there, though the operation does not return it */
    Outcome<V> run(Write<V> write, boolean tells) {
        FarKey key = write.key();
        NewValue<V> value = write.value();
        Operation operation = write.operation();
        boolean old = tells || operation.returnsOld();
        if (value == null || !value.isWritable()) {
            return operation == Operation.PUT_IF_ABSENT ? look(key) : remove(key, old);
        }
        return switch (operation) {
            case PUT, GET_AND_PUT -> put(key, value, old);
            case PUT_IF_ABSENT -> putIfAbsent(key, value);
            case REPLACE, GET_AND_REPLACE -> replace(key, value, old);
            default -> throw new IllegalArgumentException(operation + " does not store a value by one command");
        };
    }

    private Outcome<V> put(FarKey key, NewValue<V> value, boolean old) {
        if (old) {
            return replaced(far.getAndPut(key, value.bytes(), value.timed()), value);
        }
        far.put(key, value.bytes(), value.timed());
        return new Outcome.Stored<>();
    }

    private Outcome<V> putIfAbsent(FarKey key, NewValue<V> value) {
        Lifetime lifetime = value.timed().creation();
        return far.putIfAbsent(key, value.bytes(), lifetime)
                ? new Outcome.Created<>(value, lifetime)
                : new Outcome.Present<>(null);
    }

    private Outcome<V> look(FarKey key) {
        return far.contains(key) ? new Outcome.Present<>(null) : new Outcome.Absent<>();
    }

    private Outcome<V> replace(FarKey key, NewValue<V> value, boolean old) {
        Lifetime lifetime = value.timed().update();
        StoredEntry before = null;
        boolean stored;
        if (old) {
            before = far.getAndReplace(key, value.bytes(), lifetime);
            stored = before != null;
        } else {
            stored = far.replace(key, value.bytes(), lifetime);
        }
        return stored ? new Outcome.Updated<>(decoded(before), value, lifetime) : new Outcome.Absent<>();
    }

    private Outcome<V> remove(FarKey key, boolean old) {
        if (old) {
            return removed(far.getAndRemove(key));
        }
        if (amongMarkers) {
            StoredEntry before = far.getAndRemove(key);
            return before == null || before.isAbsent() ? new Outcome.Absent<>() : new Outcome.Removed<>(null);
        }
        return far.remove(key) ? new Outcome.Removed<>(null) : new Outcome.Absent<>();
    }

    /** @param told what becomes of each entry, also where this throws */
    void putAll(Map<FarKey, NewValue<V>> entries, boolean tells, Recording<V> told) {
        List<FarKey> keys = new ArrayList<>();
        List<NewValue<V>> chunk = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<FarKey, NewValue<V>> entry : entries.entrySet()) {
            NewValue<V> value = entry.getValue();
            if (!value.isWritable()) {
                told.add(entry.getKey(), remove(entry.getKey(), tells));
                continue;
            }
            int next = value.bytes().length;
            if (!ValueSizes.fits(chunk.size(), bytes, next)) { // as the far tier does: what is done is known by then
                putChunk(keys, chunk, tells, told);
                keys.clear();
                chunk.clear();
                bytes = 0;
            }
            keys.add(entry.getKey());
            chunk.add(value);
            bytes += next;
        }
        putChunk(keys, chunk, tells, told);
    }

    private void putChunk(List<FarKey> keys, List<NewValue<V>> chunk, boolean tells, Recording<V> told) {
        if (keys.isEmpty()) {
            return;
        }
        List<byte[]> bytes = chunk.stream().map(NewValue::bytes).toList();
        List<WriteLifetimes> lifetimes = chunk.stream().map(NewValue::timed).toList();
        List<FarKey> sent = List.copyOf(keys);
        if (tells) {
            each(
                    () -> far.getAndPutAll(sent, bytes, lifetimes),
                    (i, before) -> told.add(sent.get(i), replaced(before, chunk.get(i))));
            return;
        }
        each(
                () -> {
                    far.putAll(sent, bytes, lifetimes);
                    return Collections.nCopies(sent.size(), null);
                },
                (i, none) -> told.add(sent.get(i), new Outcome.Stored<>()));
    }

    /** Whether to know how many entries are removed takes to know what they were. */
    boolean countsByValue() {
        return amongMarkers;
    }

    /** @param told what becomes of each entry, also where this throws */
    void removeAll(Collection<FarKey> wanted, boolean tells, Recording<V> told) {
        List<FarKey> all = List.copyOf(wanted);
        for (int from = 0; from < all.size(); from += REMOVED_TOGETHER) {
            List<FarKey> keys = all.subList(from, Math.min(all.size(), from + REMOVED_TOGETHER));
            if (tells) {
                each(() -> far.getAndRemoveAll(keys), (i, old) -> told.add(keys.get(i), removed(old)));
            } else {
                removeUntold(keys, told);
            }
        }
    }

    private void removeUntold(List<FarKey> keys, Recording<V> told) {
        try {
            told.addRemoved(far.removeAll(keys));
        } catch (FarTierException e) {
            told.addRemoved(e.done().values().stream().filter(Objects::nonNull).count());
            throw e;
        }
    }

    /** Tells what a bulk operation has done, by the index of the key: all of it, or what comes with its failure. */
    private static void each(
            Supplier<List<@Nullable StoredEntry>> bulk, BiConsumer<Integer, @Nullable StoredEntry> told) {
        List<@Nullable StoredEntry> before;
        try {
            before = bulk.get();
        } catch (FarTierException e) {
            e.done().forEach(told);
            throw e;
        }
        for (int i = 0; i < before.size(); i++) {
            told.accept(i, before.get(i));
        }
    }

    private Outcome<V> replaced(@Nullable StoredEntry before, NewValue<V> value) {
        V old = decoded(before);
        return old == null
                ? new Outcome.Created<>(value, value.timed().creation())
                : new Outcome.Updated<>(old, value, value.timed().update());
    }

    private Outcome<V> removed(@Nullable StoredEntry before) {
        V old = decoded(before);
        return old == null ? new Outcome.Absent<>() : new Outcome.Removed<>(old);
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable V decoded(@Nullable StoredEntry stored) {
        return stored == null ? null : (V) values.decode(stored);
    }
}
