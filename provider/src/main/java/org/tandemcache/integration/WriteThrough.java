package org.tandemcache.integration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.KeysText;

/**
 * Calls the user's writer, always before the cache changes: a write that fails changes nothing. Thread-safe if the
 * writer is.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class WriteThrough<K, V> {
    private final CacheWriter<? super K, ? super V> writer;

    public WriteThrough(CacheWriter<? super K, ? super V> writer) {
        this.writer = writer;
    }

    public void write(K key, V value) {
        called(entry -> writer.write(entry), new Entry<>(key, value), key);
    }

    public void delete(Object key) {
        called(writer::delete, key, key);
    }

    /**
     * Writes several entries with one call.
     *
     * @param entries not changed
     * @return what the writer wrote
     */
    public Batch<K> writeAll(Map<? extends K, ? extends V> entries) {
        Collection<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> left.add(new Entry<>(key, value)));
        return batch(entries.keySet(), () -> writeAll(writer, left), () -> {
            Set<Object> keys = new HashSet<>();
            left.forEach(entry -> keys.add(entry.getKey()));
            return keys;
        });
    }

    @SuppressWarnings("unchecked") // a writer of supertypes takes the entries of subtypes
    private static <A, B> void writeAll(CacheWriter<A, B> writer, Collection<?> entries) {
        writer.writeAll((Collection<Cache.Entry<? extends A, ? extends B>>) entries);
    }

    /**
     * Deletes several keys with one call.
     *
     * @param keys not changed
     * @return what the writer deleted
     */
    public Batch<K> deleteAll(Collection<? extends K> keys) {
        Collection<Object> left = new LinkedHashSet<>(keys); // a set, so that writers can compare it with one
        return batch(keys, () -> writer.deleteAll(left), () -> left);
    }

    /**
     * The outcome of a batch: the specification lets a writer do a part of it and fail.
     *
     * @param done the keys that were written, in their order; the cache shall follow for them alone
     * @param failure what to throw once it has, or null
     */
    public record Batch<K>(Set<K> done, @Nullable CacheWriterException failure) {}

    private static <K> Batch<K> batch(
            Collection<? extends K> keys, Runnable call, Supplier<? extends Collection<?>> left) {
        CacheWriterException failure = null;
        try {
            called(none -> call.run(), keys, keys);
        } catch (CacheWriterException e) {
            failure = e;
        }
        Set<K> done = new LinkedHashSet<>(keys);
        if (failure != null) {
            left.get().forEach(done::remove);
        }
        return new Batch<>(done, failure);
    }

    private static <T> void called(Consumer<? super T> call, T argument, Object what) {
        try {
            call.accept(argument);
        } catch (CacheWriterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheWriterException("the writer failed for " + KeysText.of(what) + ": " + e, e);
        }
    }

    private record Entry<K, V>(K key, V value) implements Cache.Entry<K, V> {
        @Override
        public K getKey() {
            return key;
        }

        @Override
        public V getValue() {
            return value;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            if (type.isInstance(this)) {
                return type.cast(this);
            }
            throw new IllegalArgumentException("an entry given to a writer can't be unwrapped to " + type.getName());
        }
    }
}
