package org.tandemcache.engine;

import java.time.Duration;
import java.util.Optional;
import org.tandemcache.EntryLifetime;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.expiry.WriteExpiry;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Lifetime;

/** Tells and changes how long entries have still to live. Thread-safe. */
public final class EntryLifetimes<K, V> {
    private final KeyFormat keys;
    private final FarTier far;
    private final WritePath<K, V> path;

    EntryLifetimes(KeyFormat keys, FarTier far, WritePath<K, V> path) {
        this.keys = keys;
        this.far = far;
        this.path = path;
    }

    /** One round trip. */
    public Optional<EntryLifetime> of(K key) {
        Lifetime left = far.lifetime(keys.encode(key));
        if (left == null) {
            return Optional.empty();
        }
        return Optional.of(
                left.isLimited() ? new EntryLifetime(Duration.ofMillis(left.millis())) : EntryLifetime.ETERNAL);
    }

    /**
     * One round trip.
     *
     * @param duration above zero
     * @return whether there is an entry
     */
    public boolean set(K key, Duration duration) {
        FarKey farKey = keys.encode(key);
        Lifetime lifetime = WriteExpiry.lifetime(duration);
        ExpiryWatch<V> watch = path.watch();
        return watch == null ? far.setLifetime(farKey, lifetime) : setWatched(farKey, lifetime, watch);
    }

    /** In its place among the changes of the key, for those who hear of its end. */
    private boolean setWatched(FarKey key, Lifetime lifetime, ExpiryWatch<V> watch) {
        boolean[] set = new boolean[1];
        path.look(key, () -> {
            Runnable changed = watch.changingLifetime(key, lifetime);
            set[0] = far.setLifetime(key, lifetime);
            if (set[0]) {
                changed.run();
            }
            return set[0] ? new Outcome.Present<>(null) : new Outcome.Absent<>();
        });
        return set[0];
    }
}
