package org.tandemcache.jcache;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.settings.Settings;
import org.tandemcache.telemetry.Observers;

/** The caches of a manager by their names, and how they come and go. Thread-safe. */
final class ManagedCaches {
    private static final Logger log = LoggerFactory.getLogger(ManagedCaches.class);

    private final TandemCacheManager manager;
    private final Settings settings;
    private final Observers observers;
    private final ConcurrentMap<String, ManagedCache<?, ?>> caches = new ConcurrentHashMap<>();
    // Those of the caches, and of caches that are being made.
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final ReentrantLock opening = new ReentrantLock();
    // Guarded by the lock.
    private boolean started;

    ManagedCaches(TandemCacheManager manager, Settings settings, Observers observers) {
        this.manager = manager;
        this.settings = settings;
        this.observers = observers;
    }

    /** {@link TandemCacheManager#start}. */
    boolean start() {
        opening.lock();
        try {
            if (!started) {
                started = true;
                settings.cacheNames().forEach(name -> create(name, settings.cache(name, manager.getClassLoader())));
            }
            return !manager.isClosed();
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        } finally {
            opening.unlock();
        }
    }

    /** {@link TandemCacheManager#createCache}. */
    <K, V> ManagedCache<K, V> create(String name, Configuration<K, V> configuration) {
        manager.open();
        Objects.requireNonNull(name, "the name of the cache is null");
        Objects.requireNonNull(configuration, "the configuration of the cache is null");
        if (!configuration.isStoreByValue()) {
            throw new UnsupportedOperationException("cache \"" + name
                    + "\" asks for store-by-reference, which Tandem can't give: its entries lie in Redis as bytes."
                    + " Leave storeByValue at true");
        }
        TandemConfiguration<K, V> copy = settings.complete(name, configuration, manager.getClassLoader());
        warn(name, copy);
        // The name is taken first and the cache made with no lock held: factories of the user run there.
        if (!names.add(name)) {
            throw new CacheException("there is a cache \"" + name + "\" already in " + manager
                    + (settings.cacheNames().contains(name) ? ", for it has a section in the settings" : "")
                    + ": getCache returns it, destroyCache removes it and its entries");
        }
        try {
            return made(name, copy);
        } catch (RuntimeException | Error e) { // the user's factories throw Errors too
            names.remove(name);
            throw e;
        }
    }

    private <K, V> ManagedCache<K, V> made(String name, TandemConfiguration<K, V> configuration) {
        ManagedCache<K, V> cache = new ManagedCache<>(manager, name, configuration);
        caches.put(name, cache);
        cache.showBeans();
        if (manager.isClosed()) {
            cache.close();
            manager.open();
        }
        observers.opened(cache);
        if (cache.isClosed()) { // meanwhile
            observers.closed(cache);
        }
        return cache;
    }

    /** The specification lets a program ask for these without their user objects. */
    private static void warn(String name, TandemConfiguration<?, ?> configuration) {
        if (configuration.isReadThrough() && configuration.getCacheLoaderFactory() == null) {
            log.warn("Cache \"{}\" has read-through and no loader: what is absent is a miss", name);
        }
        if (configuration.isWriteThrough() && configuration.getCacheWriterFactory() == null) {
            log.warn("Cache \"{}\" has write-through and no writer: changes are written to Redis alone", name);
        }
    }

    /** {@link TandemCacheManager#openCache(String, UnaryOperator)}. */
    <K, V> ManagedCache<K, V> open(String name, UnaryOperator<TandemConfiguration<Object, Object>> decided) {
        manager.open();
        ManagedCache<K, V> there = find(name);
        if (there != null) {
            return there;
        }
        opening.lock(); // two threads that open the same one get the same one
        try {
            ManagedCache<K, V> meanwhile = find(name);
            if (meanwhile == null) {
                create(name, decided.apply(settings.cache(name, manager.getClassLoader())));
                meanwhile = find(name);
            }
            if (meanwhile == null) {
                throw new IllegalStateException("cache \"" + name + "\" was closed while it was opened");
            }
            return meanwhile;
        } finally {
            opening.unlock();
        }
    }

    /** @return null if there is none */
    @SuppressWarnings("unchecked") // the specification leaves the check of types to the caller
    <K, V> @Nullable ManagedCache<K, V> find(String name) {
        Objects.requireNonNull(name, "the name of the cache is null");
        return (ManagedCache<K, V>) caches.get(name);
    }

    /** In their order; later caches don't come into it. */
    Set<String> names() {
        return new TreeSet<>(caches.keySet());
    }

    Collection<ManagedCache<?, ?>> all() {
        return caches.values();
    }

    /** The cache is closed. */
    void forget(ManagedCache<?, ?> cache) {
        observers.closed(cache);
        if (caches.remove(cache.getName(), cache)) {
            names.remove(cache.getName());
        }
    }
}
