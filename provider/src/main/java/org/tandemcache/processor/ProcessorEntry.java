package org.tandemcache.processor;

import java.util.function.Supplier;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry that one run of an entry processor sees. It collects what the processor does; what that comes to in the end
 * is {@link #effect()}. Used by the thread that runs the processor.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
    /** What a run comes to: of several steps the net effect alone. */
    public enum Effect {
        /** Nothing was looked at, or what was made was taken back. */
        NONE,
        /** The value was read. */
        ACCESS,
        /** An entry is to be made. */
        CREATE,
        /** The loader has brought a value, and it is to be kept. */
        LOAD,
        /** The value is to be replaced. */
        UPDATE,
        /** The entry is to be removed, if there is one. */
        REMOVE,
    }

    private final K key;
    private final @Nullable V stored;
    private final Supplier<? extends @Nullable V> loader;
    private @Nullable V value;
    private Effect effect = Effect.NONE;
    private boolean loaded;

    /**
     * @param stored the value in the cache, null for none; an object that belongs to this run
     * @param loader asked for a value if there is none
     */
    public ProcessorEntry(K key, @Nullable V stored, Supplier<? extends @Nullable V> loader) {
        this.key = key;
        this.stored = stored;
        this.value = stored;
        this.loader = loader;
    }

    /** What the run comes to so far. */
    public Effect effect() {
        return effect;
    }

    /** The value to store, for the effects that store one. */
    public @Nullable V value() {
        return value;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public @Nullable V getValue() {
        if (effect == Effect.NONE) {
            if (stored != null) {
                effect = Effect.ACCESS;
            } else {
                value = loader.get();
                loaded = value != null;
                effect = loaded ? Effect.LOAD : Effect.NONE;
            }
        }
        return value;
    }

    @Override
    public void setValue(V newValue) {
        if (newValue == null) {
            throw new NullPointerException("a cache holds no null: the value to set for key " + key + " is null");
        }
        effect = stored == null ? Effect.CREATE : Effect.UPDATE;
        value = newValue;
    }

    @Override
    public void remove() {
        // What was only made here leaves no row behind; what was loaded has one, whatever came after.
        effect = effect == Effect.CREATE && !loaded ? Effect.NONE : Effect.REMOVE;
        value = null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry of a processor can't be unwrapped to " + type.getName());
    }
}
