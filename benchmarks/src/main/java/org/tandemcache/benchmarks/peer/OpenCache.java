package org.tandemcache.benchmarks.peer;

import javax.cache.Cache;

/**
 * A cache of JCache and what has to be closed after it.
 *
 * @param <V> the type of values
 * @param cache the cache
 * @param owner ends the cache's provider, clients and threads
 */
public record OpenCache<V>(Cache<String, V> cache, Runnable owner) implements AutoCloseable {
    @Override
    public void close() {
        owner.run();
    }
}
