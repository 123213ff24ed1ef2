package org.tandemcache.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Lifetime;
import org.tandemcache.integration.LoadsUnderWay;

/**
 * put, putIfAbsent and remove that no thread waits for: one command each, where there is nobody to be asked before it
 * or told behind it in order. Else a thread has to do it by {@link WritePath}. Thread-safe.
 */
public final class AsyncWrites<K, V> {
    private final KeyFormat keys;
    private final NewValues<K, V> values;
    private final OutcomeRecorder<K, V> recorder;
    private final LoadsUnderWay loads;
    private final Commands commands;
    private final AsyncFarTier far;

    /**
     * Which operations are one command.
     *
     * @param amongMarkers whether what lies there need not be an entry
     * @param writesThrough whether a writer is to be called
     */
    record Commands(boolean amongMarkers, boolean writesThrough) {}

    AsyncWrites(
            KeyFormat keys,
            NewValues<K, V> values,
            OutcomeRecorder<K, V> recorder,
            LoadsUnderWay loads,
            Commands commands,
            AsyncFarTier far) {
        this.keys = keys;
        this.values = values;
        this.recorder = recorder;
        this.loads = loads;
        this.commands = commands;
        this.far = far;
    }

    /** Ends with true; null where a thread has to wait for it. */
    public @Nullable CompletableFuture<Boolean> put(K key, V value) {
        return put(key, value, null);
    }

    /** {@link #put} with options; null if the call brings none. */
    public @Nullable CompletableFuture<Boolean> put(K key, V value, @Nullable EntryOptions options) {
        return stored(
                Operation.PUT,
                key,
                value,
                options,
                (farKey, encoded) -> encoded.timed().coincide()
                        ? far.put(farKey, encoded.bytes(), encoded.timed()).thenApply(done -> new Outcome.Stored<>())
                        : null);
    }

    /** Whether it stored the value; null where a thread has to wait for it. */
    public @Nullable CompletableFuture<Boolean> putIfAbsent(K key, V value) {
        return commands.amongMarkers()
                ? null
                : stored(Operation.PUT_IF_ABSENT, key, value, null, (farKey, encoded) -> {
                    Lifetime lifetime = encoded.timed().creation();
                    return far.putIfAbsent(farKey, encoded.bytes(), lifetime)
                            .thenApply(created ->
                                    created ? new Outcome.Created<>(encoded, lifetime) : new Outcome.Present<>(null));
                });
    }

    /** Whether there was an entry; null where a thread has to wait for it. */
    public @Nullable CompletableFuture<Boolean> remove(K key) {
        long start = recorder.statistics().start();
        FarKey farKey = alone(key);
        return farKey == null ? null : counted(Operation.REMOVE, start, removed(farKey));
    }

    private CompletableFuture<Outcome<V>> removed(FarKey key) {
        return commands.amongMarkers()
                ? far.getAndRemove(key).thenApply(before -> removed(before != null && !before.isMarker()))
                : far.remove(key).thenApply(this::removed);
    }

    private Outcome<V> removed(boolean was) {
        return was ? new Outcome.Removed<>(null) : new Outcome.Absent<>();
    }

    private interface Store<V> {
        /** Null where it takes more than one command. */
        @Nullable
        CompletableFuture<Outcome<V>> begin(FarKey key, NewValue<V> value);
    }

    private @Nullable CompletableFuture<Boolean> stored(
            Operation operation, K key, V value, @Nullable EntryOptions options, Store<V> store) {
        long start = recorder.statistics().start();
        FarKey farKey = alone(key);
        if (farKey == null) {
            return null;
        }
        NewValue<V> encoded = values.of(key, value, options);
        CompletableFuture<Outcome<V>> begun =
                encoded.isWritable() && encoded.isTimed() ? store.begin(farKey, encoded) : null;
        return begun == null ? null : counted(operation, start, begun);
    }

    /** The key, if nobody has to hear of its change, no load of it is to be detached, and its server can be reached. */
    private @Nullable FarKey alone(K key) {
        if (commands.writesThrough() || recorder.tellsChanges()) {
            return null;
        }
        FarKey farKey = keys.detached(keys.encode(key)); // the caller goes on, and may change his
        return loads.isUnderWay(farKey) || !far.isReady(farKey) ? null : farKey;
    }

    private CompletableFuture<Boolean> counted(Operation operation, long start, CompletableFuture<Outcome<V>> done) {
        return done.thenApply(outcome -> {
            recorder.count(operation, List.of(outcome), start);
            return outcome.changed();
        });
    }
}
