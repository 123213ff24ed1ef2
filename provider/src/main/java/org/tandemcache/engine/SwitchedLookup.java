package org.tandemcache.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.AsyncFarTier;

/**
 * Reads of a cache whose expiry policy nobody can know beforehand: they pass the near tier until the policy prolongs an
 * entry that is read, for from then on each read would call its own copy back. Thread-safe.
 */
final class SwitchedLookup<K, V> implements Lookup<K, V> {
    private final Lookup<K, V> near;
    private final Lookup<K, V> far;
    private final BooleanSupplier prolongs;
    private final Runnable onSwitch;
    private final AtomicBoolean switched = new AtomicBoolean();

    /**
     * @param prolongs whether the policy has prolonged an entry that was read
     * @param onSwitch run once, when that is first seen
     */
    SwitchedLookup(Lookup<K, V> near, Lookup<K, V> far, BooleanSupplier prolongs, Runnable onSwitch) {
        this.near = near;
        this.far = far;
        this.prolongs = prolongs;
        this.onSwitch = onSwitch;
    }

    @Override
    public @Nullable V get(K key, long now) {
        return chosen().get(key, now);
    }

    @Override
    public @Nullable V getNear(K key, long now) {
        return chosen().getNear(key, now);
    }

    @Override
    public Sight<V> look(K key, long now) {
        return chosen().look(key, now);
    }

    @Override
    public void getAll(Collection<? extends K> keys, Map<K, V> found, Consumer<? super K> knownAbsent) {
        chosen().getAll(keys, found, knownAbsent);
    }

    @Override
    public @Nullable Begun begin(List<K> keys, Map<K, V> found, AsyncFarTier far) {
        return null; // its policy must be asked
    }

    @Override
    public boolean contains(K key) {
        return chosen().contains(key);
    }

    private Lookup<K, V> chosen() {
        if (!prolongs.getAsBoolean()) {
            return near;
        }
        if (switched.compareAndSet(false, true)) {
            onSwitch.run();
        }
        return far;
    }
}
