package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeysText;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.processor.ProcessorEntry;

/**
 * Runs entry processors: in the caller's thread, one at a time per key in this JVM, and atomically against everybody
 * else by compare-and-set. A processor may run more than once; only its last run counts. Thread-safe.
 */
public final class Invocations<K, V> {
    private final KeyFormat keys;
    private final NewValues<K, V> values;
    private final WritePath<K, V> path;
    private final @Nullable Loads<K, V> loader;
    private final TransactionBatch<V> batch;

    /**
     * @param batch runs several
     * @param loader null without read-through
     */
    Invocations(
            KeyFormat keys,
            NewValues<K, V> values,
            WritePath<K, V> path,
            TransactionBatch<V> batch,
            @Nullable Loads<K, V> loader) {
        this.keys = keys;
        this.values = values;
        this.path = path;
        this.batch = batch;
        this.loader = loader;
    }

    /**
     * Two round trips where nobody interferes, one where the processor changes nothing.
     *
     * @throws EntryProcessorException whatever the processor throws; nothing is changed then
     */
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        FarKey farKey = keys.encode(key);
        Run<T> run = new Run<>(key, processor, arguments);
        path.invoke(farKey, run);
        return run.result;
    }

    /** What comes of several invocations. Called in the caller's thread. */
    public interface Results<K, T> {
        /**
         * Runs a part of them; the cache may be closed between two, but not within one.
         *
         * @throws RuntimeException to end them all
         */
        void during(Runnable part);

        void result(K key, @Nullable T result);

        void failed(K key, RuntimeException failure);
    }

    /**
     * {@link #invoke} of several keys, each atomic by itself, and each with a result or a failure of its own. Two round
     * trips for each bounded chunk of them, where nobody interferes, one where the processor changes nothing.
     */
    public <T> void invokeAll(
            Collection<? extends K> wanted,
            EntryProcessor<K, V, T> processor,
            Results<K, T> results,
            Object... arguments) {
        Map<FarKey, PendingTransaction<V>> together = new LinkedHashMap<>();
        List<PendingTransaction<V>> apart = new ArrayList<>();
        for (K key : wanted) {
            try {
                PendingTransaction<V> pending =
                        pending(keys.encode(key), new Run<>(key, processor, arguments), results);
                if (together.putIfAbsent(pending.key, pending) != null) {
                    apart.add(pending); // one entry, though the keys are not equal
                }
            } catch (RuntimeException e) {
                results.failed(key, e);
            }
        }
        batch.execute(together.values(), results::during);
        apart.forEach(pending -> batch.runAlone(pending, results::during));
    }

    private <T> PendingTransaction<V> pending(FarKey farKey, Run<T> run, Results<K, T> results) {
        return new PendingTransaction<>(farKey, run, failure -> {
            if (failure == null) {
                results.result(run.key, run.result);
            } else {
                results.failed(run.key, failure);
            }
        });
    }

    /** One invocation, which runs its processor anew at each attempt. Used by one thread. */
    private final class Run<T> implements Decision.Maker<V> {
        private final K key;
        private final EntryProcessor<K, V, T> processor;
        private final Object[] arguments;
        private @Nullable T result;

        Run(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
            this.key = key;
            this.processor = processor;
            this.arguments = arguments;
        }

        @Override
        public Decision<V> decide(FarKey farKey, Seen<V> seen, Load basis) {
            boolean[] nothingLoaded = new boolean[1];
            Supplier<@Nullable V> load = () -> {
                if (loader == null) {
                    return null;
                }
                V loaded = seen.isKnownAbsent() ? null : loader.loadOnly(farKey, basis);
                nothingLoaded[0] = loaded == null;
                return loaded;
            };
            ProcessorEntry<K, V> entry = new ProcessorEntry<>(key, seen.value(), load);
            try {
                result = basis.<@Nullable T>processing(() -> processor.process(entry, arguments));
            } catch (EntryProcessorException e) {
                throw e;
            } catch (Exception | Error e) {
                throw new EntryProcessorException(
                        "the entry processor failed for key " + KeysText.of(key) + ": " + e, e);
            }
            V value = entry.value();
            return switch (entry.effect()) {
                case NONE -> nothingLoaded[0] ? new Decision.Absent<>() : new Decision.Keep<>(false);
                case ACCESS -> new Decision.Keep<>(true);
                case CREATE, UPDATE -> new Decision.Store<>(encode(value, basis), Decision.Origin.PROCESSOR);
                case LOAD -> new Decision.Store<>(encode(value, basis), Decision.Origin.LOADER);
                case REMOVE -> new Decision.Remove<>();
            };
        }

        private NewValue<V> encode(@Nullable V value, Load basis) {
            if (value == null) {
                throw new IllegalStateException("a processor that stores has a value to store");
            }
            return values.of(key, value, null, basis.basis());
        }
    }
}
