package org.tandemcache.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarTierException;

/**
 * Reads that go on while the far tier is away: a near copy answers where the policy serves one, else they miss.
 * Thread-safe.
 */
final class BypassingLookup<K, V> implements Lookup<K, V> {
    private final Lookup<K, V> lookup;
    private final Copies<K, V> copies;
    private final FailurePolicy policy;

    /** @param lookup fails while the far tier is away */
    BypassingLookup(Lookup<K, V> lookup, Copies<K, V> copies, FailurePolicy policy) {
        this.lookup = lookup;
        this.copies = copies;
        this.policy = policy;
    }

    /** What there is to read without the far tier. */
    interface Copies<K, V> {
        /** The value of a copy, or null if there is none to be served. */
        @Nullable
        V find(K key);
    }

    @Override
    public @Nullable V get(K key, long now) {
        try {
            return lookup.get(key, now);
        } catch (FarTierException e) { // by hand: a near hit makes no garbage
            policy.bypassRead(e);
            return copies.find(key);
        }
    }

    @Override
    public @Nullable V getNear(K key, long now) {
        return lookup.getNear(key, now);
    }

    @Override
    public Sight<V> look(K key, long now) {
        try {
            return lookup.look(key, now);
        } catch (FarTierException e) {
            policy.bypassRead(e);
            return Sight.of(copies.find(key));
        }
    }

    /** What was found until the far tier was away is kept. */
    @Override
    public void getAll(Collection<? extends K> keys, Map<K, V> found, Consumer<? super K> knownAbsent) {
        try {
            lookup.getAll(keys, found, knownAbsent);
        } catch (FarTierException e) {
            bypass(keys, found, e);
        }
    }

    private void bypass(Collection<? extends K> keys, Map<K, V> found, FarTierException away) {
        policy.bypassRead(away);
        for (K key : keys) {
            V value = found.containsKey(key) ? null : copies.find(key);
            if (value != null) {
                found.put(key, value);
            }
        }
    }

    @Override
    public @Nullable Begun begin(List<K> keys, Map<K, V> found, AsyncFarTier far) {
        Begun begun = lookup.begin(keys, found, far);
        return begun == null ? null : new Bypassing(begun, keys, found);
    }

    private final class Bypassing implements Begun {
        private final Begun begun;
        private final List<K> keys;
        private final Map<K, V> found;

        Bypassing(Begun begun, List<K> keys, Map<K, V> found) {
            this.begun = begun;
            this.keys = keys;
            this.found = found;
        }

        @Override
        public CompletableFuture<?> answer() {
            return begun.answer();
        }

        @Override
        public @Nullable Begun end() {
            try {
                Begun next = begun.end();
                return next == null ? null : new Bypassing(next, keys, found);
            } catch (FarTierException e) {
                bypass(keys, found, e);
                return null;
            }
        }
    }

    @Override
    public boolean contains(K key) {
        try {
            return lookup.contains(key);
        } catch (FarTierException e) {
            policy.bypassRead(e);
            return copies.find(key) != null;
        }
    }
}
