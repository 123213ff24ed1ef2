package org.tandemcache.engine;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.WriteThrough;
import org.tandemcache.tags.Basis;

/**
 * The one way by which entries change, whatever the operation and however many keys it names. In this order:
 *
 * <ol>
 *   <li>an entry processor that would write its own key is refused;
 *   <li>the keys are locked where somebody can tell the order of changes: writers, listeners, processors;
 *   <li>the user's writer is called;
 *   <li>what is being loaded for the keys is detached, for it may be what the writer has outdated;
 *   <li>the far tier changes: by one command where that is enough ({@link NativeWrites}), else by a transaction, which
 *       calls the writer and detaches loads once it has decided ({@link Transactions});
 *   <li>what has happened is queued as events ({@link Recording}), and the locks are given back;
 *   <li>the statistics count, and the listeners are called.
 * </ol>
 *
 * Thread-safe.
 */
final class WritePath<K, V> {
    private final FarTier far;
    private final KeyFormat keys;
    private final NewValues<K, V> values;
    private final KeyLocks locks;
    private final OutcomeRecorder<K, V> recorder;
    private final LoadsUnderWay loads;
    private final @Nullable WriteThrough<K, V> writer;
    private final NativeWrites<V> commands;
    private final Transactions<K, V> transactions;

    /**
     * @param loads what each change outdates
     * @param writer null without write-through; the transactions' own, too
     */
    WritePath(
            FarTier far,
            KeyFormat keys,
            NewValues<K, V> values,
            KeyLocks locks,
            OutcomeRecorder<K, V> recorder,
            LoadsUnderWay loads,
            @Nullable WriteThrough<K, V> writer,
            NativeWrites<V> commands,
            Transactions<K, V> transactions) {
        this.far = far;
        this.keys = keys;
        this.values = values;
        this.locks = locks;
        this.recorder = recorder;
        this.loads = loads;
        this.writer = writer;
        this.commands = commands;
        this.transactions = transactions;
    }

    /**
     * Runs an operation on one key; its listeners have been called when this returns.
     *
     * @param value to be stored; null for a removal
     * @param expected what the entry must hold; null where the operation compares nothing
     */
    Outcome<V> run(Operation operation, K key, @Nullable V value, @Nullable V expected) {
        long start = start();
        NewValue<V> encoded = value == null ? null : values.of(key, value);
        return run(new Write<>(operation, keys.encode(key), encoded, expected), start);
    }

    /** {@link #run(Operation, Object, Object, Object)} of a value that is stored with options of the call. */
    Outcome<V> store(Operation operation, K key, V value, EntryOptions options) {
        long start = start();
        return run(new Write<>(operation, keys.encode(key), values.of(key, value, options), null), start);
    }

    private Outcome<V> run(Write<V> write, long start) {
        Operation operation = write.operation();
        loads.refuseInProcessor(write.key());
        if (!isOrdered() && !recorder.statistics().enabled()) {
            return change(write); // nobody wants to know
        }
        try (Recording<V> recording = begin(operation, start, isOrdered() ? locks.lock(write.key()) : null)) {
            return recording.add(write.key(), change(write));
        }
    }

    private Outcome<V> change(Write<V> write) {
        if (!commands.suffice(write.operation(), write.value(), writer != null)) {
            return transactions.execute(write.key(), write);
        }
        if (writer != null) {
            writeThrough(writer, write);
        }
        loads.detach(write.key());
        return commands.run(write, recorder.tellsChanges());
    }

    private void writeThrough(WriteThrough<K, V> user, Write<V> write) {
        K key = userKey(write.key());
        NewValue<V> value = write.value();
        if (value == null) {
            user.delete(key);
        } else {
            user.write(key, value.value());
        }
    }

    /** Runs an entry processor; never two of one key at a time. */
    void invoke(FarKey key, Decision.Maker<V> processor) {
        loads.refuseInProcessor(key);
        long start = start();
        one(Operation.INVOKE, key, start, true, () -> transactions.executeFindingOut(key, processor));
    }

    /**
     * Keeps what a load has brought, unless somebody has written the key meanwhile. It is not written through.
     *
     * @param guess what is most likely there; a wrong guess costs a round trip and nothing else
     * @param replaces whether an entry that is there gives way
     */
    Outcome<V> keep(FarKey key, NewValue<V> loaded, Load load, Seen<V> guess, boolean replaces) {
        long start = start();
        return one(
                Operation.LOAD, key, start, isOrdered(), () -> transactions.keep(key, loaded, load, guess, replaces));
    }

    /**
     * Keeps what a load has brought that rests on what lay there before it began. It is not written through.
     *
     * @param seen by the load's claim
     * @param commit whether that still lies there, and is replaced
     */
    void keepProven(FarKey key, NewValue<V> loaded, Load load, Seen<V> seen, Predicate<Step<V>> commit) {
        long start = start();
        one(Operation.LOAD, key, start, isOrdered(), () -> {
            Step<V> step = transactions.loaded(key, seen, loaded, load);
            Outcome<V> outcome = step.outcome(load.store(() -> commit.test(step)));
            return outcome == null ? new Outcome.Present<>(null) : outcome; // whatever there is stays
        });
    }

    /** What it comes to that a load has brought a value, if what was seen before it began still lies there. */
    Step<V> loaded(FarKey key, NewValue<V> loaded, Load load, Seen<V> seen) {
        return transactions.loaded(key, seen, loaded, load);
    }

    /** Tells what a look at an entry finds; under its lock, so that it is told in its place among the changes. */
    void look(FarKey key, Supplier<Outcome<V>> look) {
        one(Operation.LOAD, key, 0, true, look);
    }

    /** {@link #look}, unless somebody else holds the lock until the time is over. */
    void lookWithin(long nanos, FarKey key, Supplier<Outcome<V>> look) {
        KeyLocks.Held lock = locks.lockWithin(key, nanos);
        if (lock != null) {
            try (Recording<V> recording = begin(Operation.LOAD, 0, lock)) {
                recording.add(key, look.get());
            }
        }
    }

    /**
     * Stores several entries with one call of the writer, and one round trip per chunk where commands suffice.
     *
     * @param options of the call; null if it brings none
     */
    void putAll(Map<? extends K, ? extends V> entries, @Nullable EntryOptions options) {
        long start = start();
        Map<FarKey, NewValue<V>> encoded = new LinkedHashMap<>();
        Basis basis = entries.isEmpty() ? null : values.given();
        entries.forEach((key, value) -> encoded.put(keys.encode(key), values.of(key, value, options, basis)));
        many(Operation.PUT, encoded.keySet(), start, user -> user.writeAll(entries), (written, recording) -> {
            encoded.keySet().retainAll(written);
            Map<FarKey, NewValue<V>> together = new LinkedHashMap<>(encoded);
            together.values().removeIf(value -> !commands.suffice(Operation.PUT, value, false));
            encoded.keySet().removeAll(together.keySet());
            commands.putAll(together, recorder.tellsChanges(), recording);
            encoded.forEach((key, value) -> {
                Decision<V> store = new Decision.Store<>(value, Decision.Origin.WRITTEN);
                recording.add(key, transactions.execute(key, (same, seen, found) -> store));
            });
        });
    }

    /** Removes several entries with one call of the writer, and one round trip per chunk. */
    void removeAll(Collection<? extends K> wanted) {
        long start = start();
        Set<FarKey> encoded = new LinkedHashSet<>();
        wanted.forEach(key -> encoded.add(keys.encode(key)));
        removeAll(encoded, start);
    }

    private void removeAll(Set<FarKey> wanted, long start) {
        many(
                Operation.REMOVE,
                wanted,
                start,
                user -> user.deleteAll(wanted.stream().map(this::userKey).toList()),
                (written, recording) -> commands.removeAll(written, tellsRemovals(), recording));
    }

    private boolean tellsRemovals() {
        return recorder.tellsChanges()
                || (commands.countsByValue() && recorder.statistics().enabled());
    }

    /** Removes every entry: each for itself if somebody must know it, else {@linkplain #clear together}. */
    void removeAll() {
        if (!isOrdered() && !recorder.statistics().enabled() && far.mayBePassed()) {
            clear();
            return;
        }
        loads.refuseInProcessor();
        loads.detachAll(); // those of keys that no page names
        for (Iterator<List<byte[]>> pages = far.scan(); pages.hasNext(); ) {
            Set<FarKey> page = new LinkedHashSet<>();
            pages.next().stream().map(keys::decode).filter(Objects::nonNull).forEach(page::add);
            removeAll(page, start());
        }
    }

    /** Removes every entry and tells nobody. */
    void clear() {
        loads.refuseInProcessor();
        loads.detachAll();
        far.clear();
    }

    private Outcome<V> one(Operation operation, FarKey key, long start, boolean locked, Supplier<Outcome<V>> change) {
        try (Recording<V> recording = begin(operation, start, locked ? locks.lock(key) : null)) {
            return recording.add(key, change.get());
        }
    }

    /** @param change told the keys that the writer has written, or all of them */
    private void many(
            Operation operation,
            Set<FarKey> wanted,
            long start,
            Function<WriteThrough<K, V>, WriteThrough.Batch<K>> call,
            BiConsumer<Set<FarKey>, Recording<V>> change) {
        loads.refuseInProcessor(wanted);
        if (wanted.isEmpty()) {
            return; // a writer has nothing to write
        }
        try (Recording<V> recording = begin(operation, start, isOrdered() ? locks.lockAll(wanted) : null)) {
            Set<FarKey> written = writer == null ? wanted : written(wanted, call.apply(writer), recording);
            loads.detach(wanted); // of what the writer has left out, too
            change.accept(written, recording);
        }
    }

    private Set<FarKey> written(Set<FarKey> wanted, WriteThrough.Batch<K> batch, Recording<V> recording) {
        recording.failAtEnd(batch.failure());
        Set<FarKey> written = new LinkedHashSet<>(wanted);
        written.removeIf(key -> !batch.done().contains(key.key()));
        return written;
    }

    /**
     * Begins the frame of every change. What was done is told and counted when it is closed, though what came behind it
     * has failed.
     *
     * @param lock of the keys; null where nobody can tell the order of changes
     */
    Recording<V> begin(Operation operation, long start, KeyLocks.@Nullable Held lock) {
        return new Recording<>(recorder, operation, start, lock);
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private K userKey(FarKey key) {
        return (K) key.key();
    }

    /** The locks of some keys, where somebody can tell the order of their changes; else null. */
    KeyLocks.@Nullable Held lockIfOrdered(Set<FarKey> wanted) {
        return isOrdered() ? locks.lockAll(wanted) : null;
    }

    /** Whether writers or listeners must see the changes of a key in their order. */
    private boolean isOrdered() {
        return writer != null || recorder.tellsChanges();
    }

    /** When an operation begins, for {@link #begin}. */
    long start() {
        return recorder.statistics().start();
    }

    /** The watch over deadlines while somebody listens to expiry, else null. */
    @Nullable
    ExpiryWatch<V> watch() {
        return recorder.watch();
    }
}
