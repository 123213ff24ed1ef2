package org.tandemcache.engine;

import java.util.function.Supplier;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeysText;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough;
import org.tandemcache.processor.ProcessorEntry;

/**
 * Runs entry processors: in the caller's thread, one at a time per key in this JVM, and atomically against everybody
 * else by compare-and-set. A processor may run more than once; only its last run counts. Thread-safe.
 */
public final class Invocations<K, V> {
    private final KeyFormat keys;
    private final ValueFormat values;
    private final Transactions<K, V> transactions;
    private final Mutations<K, V> mutations;
    private final @Nullable ReadThrough<K, V> loader;

    Invocations(
            KeyFormat keys,
            ValueFormat values,
            Transactions<K, V> transactions,
            Mutations<K, V> mutations,
            @Nullable ReadThrough<K, V> loader) {
        this.keys = keys;
        this.values = values;
        this.transactions = transactions;
        this.mutations = mutations;
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
        mutations.runLocked(Operation.INVOKE, farKey, () -> transactions.execute(farKey, run));
        return run.result;
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
            Supplier<@Nullable V> load = () -> loader == null ? null : loader.loadOnly(farKey, basis);
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
                case NONE -> new Decision.Keep<>(false);
                case ACCESS -> new Decision.Keep<>(true);
                case CREATE, UPDATE -> new Decision.Store<>(encode(value), true);
                case LOAD -> new Decision.StoreLoaded<>(encode(value));
                case REMOVE -> new Decision.Remove<>();
            };
        }

        private NewValue<V> encode(@Nullable V value) {
            if (value == null) {
                throw new IllegalStateException("a processor that stores has a value to store");
            }
            return NewValue.of(value, values);
        }
    }
}
