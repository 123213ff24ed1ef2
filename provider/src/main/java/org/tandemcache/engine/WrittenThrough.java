package org.tandemcache.engine;

import org.tandemcache.far.FarKey;
import org.tandemcache.integration.WriteThrough;

/**
 * Write-through for lifetimes that are known beforehand: operations that always write call the writer and then send
 * their one command; those that write on a condition must know it before the writer is called, and are transactions.
 */
final class WrittenThrough<K, V> implements EntryWrites<V> {
    private final WriteThrough<K, V> writer;
    private final EntryWrites<V> unconditional;
    private final EntryWrites<V> conditional;

    /**
     * @param unconditional without a writer of its own
     * @param conditional calls the writer itself
     */
    WrittenThrough(WriteThrough<K, V> writer, EntryWrites<V> unconditional, EntryWrites<V> conditional) {
        this.writer = writer;
        this.unconditional = unconditional;
        this.conditional = conditional;
    }

    @Override
    public Outcome<V> put(FarKey key, NewValue<V> value) {
        write(key, value);
        return unconditional.put(key, value);
    }

    @Override
    public Outcome<V> getAndPut(FarKey key, NewValue<V> value) {
        write(key, value);
        return unconditional.getAndPut(key, value);
    }

    @Override
    public Outcome<V> putIfAbsent(FarKey key, NewValue<V> value) {
        return conditional.putIfAbsent(key, value);
    }

    @Override
    public Outcome<V> replace(FarKey key, NewValue<V> value) {
        return conditional.replace(key, value);
    }

    @Override
    public Outcome<V> getAndReplace(FarKey key, NewValue<V> value) {
        return conditional.getAndReplace(key, value);
    }

    @Override
    public Outcome<V> replace(FarKey key, V oldValue, NewValue<V> value) {
        return conditional.replace(key, oldValue, value);
    }

    @Override
    public Outcome<V> remove(FarKey key) {
        writer.delete(key.key());
        return unconditional.remove(key);
    }

    @Override
    public Outcome<V> getAndRemove(FarKey key) {
        writer.delete(key.key());
        return unconditional.getAndRemove(key);
    }

    @Override
    public Outcome<V> remove(FarKey key, V oldValue) {
        return conditional.remove(key, oldValue);
    }

    @SuppressWarnings("unchecked") // the cache's own key
    private void write(FarKey key, NewValue<V> value) {
        writer.write((K) key.key(), value.value());
    }
}
