package org.tandemcache.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.AsyncFarTier;

/**
 * Reads of a cache whose entries are refreshed: what one call finds due is loaded together, and who shall wait for the
 * new value waits. Thread-safe.
 */
final class RefreshingLookup<K, V> implements Lookup<K, V> {
    private final Lookup<K, V> lookup;
    private final Refreshes<K> refreshes;
    private final ValueFormat values;
    private final long longestWait;

    RefreshingLookup(Lookup<K, V> lookup, Refreshes<K> refreshes, ValueFormat values) {
        this.lookup = lookup;
        this.refreshes = refreshes;
        this.values = values;
        this.longestWait = refreshes.longestWait();
    }

    @Override
    public @Nullable V get(K key, long now) {
        V value = lookup.get(key, now);
        return value == null || longestWait == 0 || refreshes.isIdle() ? value : newest(key, value, longestWait);
    }

    @Override
    public Sight<V> look(K key, long now) {
        Sight<V> seen = lookup.look(key, now);
        V value = seen.value();
        return value == null || longestWait == 0 || refreshes.isIdle()
                ? seen
                : Sight.of(newest(key, value, longestWait));
    }

    /** The value that is being loaded, if it comes in time: it is stored then, and so was there during this read. */
    @SuppressWarnings("unchecked") // encoded here
    private V newest(K key, V old, long longest) {
        NewValue<?> stored = refreshes.awaited(key, longest);
        V copy = stored == null || !stored.isWritable() ? null : (V) values.decode(stored.bytes());
        return copy == null ? old : copy;
    }

    @Override
    public @Nullable V getNear(K key, long now) {
        return lookup.getNear(key, now);
    }

    @Override
    public void getAll(Collection<? extends K> keys, Map<K, V> found, Consumer<? super K> knownAbsent) {
        long end = System.nanoTime() + longestWait;
        refreshes.gather(() -> lookup.getAll(keys, found, knownAbsent));
        if (longestWait > 0 && !refreshes.isIdle()) {
            found.replaceAll((key, value) -> newest(key, value, end - System.nanoTime()));
        }
    }

    /** Nobody waits there for a new value. */
    @Override
    public @Nullable Begun begin(List<K> keys, Map<K, V> found, AsyncFarTier far) {
        return lookup.begin(keys, found, far);
    }

    @Override
    public boolean contains(K key) {
        return lookup.contains(key);
    }
}
