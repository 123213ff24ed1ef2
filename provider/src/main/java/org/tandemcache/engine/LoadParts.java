package org.tandemcache.engine;

import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.integration.ReadThrough;
import org.tandemcache.tags.Basis;

/**
 * What a cache loads with.
 *
 * @param loader null for a cache without one
 * @param behind stores what was loaded for a read that missed; null to store it in the reader's thread, as is done for
 *     {@code Cache.loadAll} in any case
 */
record LoadParts<K, V>(
        KeyFormat keys,
        NewValues<K, V> newValues,
        @Nullable CacheLoader<K, V> loader,
        ReadThrough<K, V> readThrough,
        LoadsUnderWay underWay,
        EntryReader<V> reader,
        WritePath<K, V> path,
        LoadProtection<K, V> protection,
        @Nullable StoresBehind behind) {
    /** The loader for those who bring none. */
    CacheLoader<K, V> configured() {
        if (loader == null) {
            throw new IllegalStateException("a cache without a loader loads nothing by itself");
        }
        return loader;
    }

    @SuppressWarnings("unchecked") // the cache's own key
    NewValue<V> newValue(FarKey key, V found, @Nullable EntryOptions options, @Nullable Basis basis) {
        return newValues.of((K) key.key(), found, options, basis);
    }

    /** A guard is in nobody's way, and what can't be read is replaced as it would be by any other write. */
    static boolean isWaitedForByNobody(Seen<?> seen) {
        StoredEntry stored = seen.stored();
        return stored != null && (stored.isGuard() || (seen.value() == null && !stored.isMarker()));
    }

    /**
     * Whether to load for oneself, and store nothing.
     *
     * @param start {@link System#nanoTime()} when the wait for others began
     */
    boolean isEnough(long start) {
        return underWay.isClosed()
                || System.nanoTime() - start > protection.longestWait().toNanos();
    }
}
