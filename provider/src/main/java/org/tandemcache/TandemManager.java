package org.tandemcache;

import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.tandemcache.config.EffectiveSetting;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.observe.TandemObserver;

/**
 * A cache manager of Tandem, for what goes beyond {@code javax.cache}: {@code manager.unwrap(TandemManager.class)}.
 * Thread-safe.
 */
public interface TandemManager extends CacheManager {
    /** How this manager stands with its Redis now. No round trip. */
    TandemHealth health();

    /**
     * The cache of a name; where there is none, one is made as the settings describe it: its own section, those of
     * patterns, the defaults. No round trip.
     *
     * @throws IllegalArgumentException if the settings describe none that can be made
     * @throws IllegalStateException if this manager is closed
     */
    <K, V> Cache<K, V> openCache(String name);

    /**
     * {@link #openCache(String)} for a framework that has a word to say where the settings have none: a cache that is
     * made gets what becomes of the configuration that they describe. One that is there stays as it is. No round trip.
     *
     * @param decided called in this thread, at most once, and never where there is a cache
     * @throws IllegalArgumentException if what comes of it can't be made
     * @throws IllegalStateException if this manager is closed
     */
    <K, V> Cache<K, V> openCache(String name, UnaryOperator<TandemConfiguration<Object, Object>> decided);

    /** Every setting of this manager as it holds, by its key, without secrets. No round trip. */
    SortedMap<String, EffectiveSetting> settings();

    /** What this manager counts. A live view; no round trip unless one of its methods says so. */
    TandemManagerMXBean metrics();

    /**
     * Lets an observer hear what this manager and its caches do from now on; of caches that are there already it is
     * told at once, in this thread. Ends with the manager, or by what is returned. No round trip.
     *
     * @throws IllegalStateException if this manager is closed
     */
    TandemObserver.Registration observe(TandemObserver observer);

    /**
     * Asks each server that holds keys, past the circuit breaker; connects where there is no connection yet. One round
     * trip, to all of them at a time. Takes no longer than connecting may take, and a command timeout.
     *
     * @throws javax.cache.CacheException if a server can't be reached or does not answer in time
     * @throws IllegalStateException if this manager is closed
     */
    List<ServerAnswer> ping();
}
