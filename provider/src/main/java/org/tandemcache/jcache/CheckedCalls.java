package org.tandemcache.jcache;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.KeysText;

/**
 * What each call of a cache goes through: the cache is open, what the user gives is of its types, a failure of the far
 * tier or a codec becomes the specification's exception, and who destroys the cache waits for what changes it.
 * Thread-safe.
 */
abstract class CheckedCalls<K, V> {
    private final String name;
    private final Class<K> keyType;
    private final Class<V> valueType;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CallsUnderWay changes = new CallsUnderWay();

    CheckedCalls(String name, Class<K> keyType, Class<V> valueType) {
        this.name = name;
        this.keyType = keyType;
        this.valueType = valueType;
    }

    // ------------------------------------------------------------------------------------------------- its end

    /** {@link javax.cache.Cache#isClosed} of the cache. */
    public final boolean isClosed() {
        return closed.get();
    }

    /** Lets no more calls begin; whether this call has done so. */
    final boolean beginEnd() {
        return closed.compareAndSet(false, true);
    }

    /** The calls that change entries. */
    final CallsUnderWay changes() {
        return changes;
    }

    // -------------------------------------------------------------------------------------------------- checking

    final void open() {
        if (closed.get()) {
            throw new IllegalStateException("cache \"" + name + "\" is closed");
        }
    }

    /** As each method checks what it is given; and that the cache is open. */
    final void checkCall(K key) {
        open();
        checkKey(key);
    }

    final void checkCall(K key, V value) {
        checkCall(key);
        checkValue(value);
    }

    final void checkCall(Set<? extends K> keys) {
        open();
        checkKeys(keys);
    }

    final void checkKeys(Collection<? extends K> keys) {
        Objects.requireNonNull(keys, "the set of keys is null");
        keys.forEach(this::checkKey);
    }

    final void checkEntries(Map<? extends K, ? extends V> entries) {
        Objects.requireNonNull(entries, "the map to put is null");
        entries.forEach((key, value) -> {
            checkKey(key);
            checkValue(value);
        });
    }

    static void checkOptions(EntryOptions options) {
        Objects.requireNonNull(options, "the entry options are null");
    }

    final void checkKey(K key) {
        check("key", keyType, key);
    }

    final void checkValue(V value) {
        check("value", valueType, value);
    }

    private void check(String what, Class<?> type, @Nullable Object given) {
        if (given == null) {
            throw new NullPointerException("a " + what + " for cache \"" + name + "\" is null");
        }
        if (!type.isInstance(given)) {
            throw new ClassCastException("a " + what + " for cache \"" + name + "\" is a "
                    + given.getClass().getName() + ", its type is " + type.getName());
        }
    }

    final void run(String operation, Object keys, Runnable work) {
        guarded(operation, keys, () -> {
            work.run();
            return null;
        });
    }

    final void change(String operation, Object keys, Runnable work) {
        changing(operation, keys, () -> {
            work.run();
            return null;
        });
    }

    /** {@link #guarded} for what changes entries: who destroys the cache waits for it. */
    final <T extends @Nullable Object> T changing(String operation, Object keys, Supplier<T> work) {
        changes.begin();
        try {
            open(); // once more, for who closes looks at the changes then
            return guarded(operation, keys, work);
        } finally {
            changes.end();
        }
    }

    /**
     * {@link #changing} for a change that no thread waits for.
     *
     * @param begin null for one that is made otherwise
     */
    final <T> @Nullable CompletableFuture<T> changingLater(Supplier<@Nullable CompletableFuture<T>> begin) {
        changes.beginDetached();
        CompletableFuture<T> begun = null;
        try {
            open();
            begun = begin.get();
        } finally {
            if (begun == null) {
                changes.endDetached();
            }
        }
        return begun == null ? null : begun.whenComplete((answer, failure) -> changes.endDetached());
    }

    final <T extends @Nullable Object> T guarded(String operation, Object keys, Supplier<T> work) {
        try {
            return work.get();
        } catch (FarTierException | CodecException e) {
            throw failed(operation, keys, e);
        }
    }

    final CacheException failed(String operation, Object keys, RuntimeException cause) {
        return new CacheException(
                operation + " of cache \"" + name + "\", key " + KeysText.of(keys) + ": " + cause.getMessage(), cause);
    }
}
