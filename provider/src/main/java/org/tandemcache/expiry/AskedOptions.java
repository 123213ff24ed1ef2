package org.tandemcache.expiry;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.EntryOptionsSource;

/**
 * The user's source of options, whose failures tell where they come from; one that stores into its own cache, and would
 * be asked for that again, is stopped. Thread-safe.
 */
public final class AskedOptions<K, V> {
    private final EntryOptionsSource<? super K, ? super V> source;
    private final String cacheName;
    private final ThreadLocal<Boolean> asking = new ThreadLocal<>();

    /** @param cacheName for messages */
    public AskedOptions(EntryOptionsSource<? super K, ? super V> source, String cacheName) {
        this.source = source;
        this.cacheName = cacheName;
    }

    /**
     * What the source says.
     *
     * @throws CacheException if it throws, or if it is asked while it is being asked by the same thread
     */
    @Nullable
    EntryOptions of(K key, V value) {
        if (asking.get() != null) {
            throw failed("stores into that cache itself, and would have to be asked for that", null);
        }
        asking.set(true);
        try {
            return source.of(key, value);
        } catch (RuntimeException e) {
            throw failed("failed: " + e, e);
        } finally {
            asking.remove();
        }
    }

    private CacheException failed(String what, @Nullable RuntimeException cause) {
        return new CacheException(
                "the entry options of cache \"" + cacheName + "\" can't be known: "
                        + source.getClass().getName() + " " + what,
                cause);
    }
}
