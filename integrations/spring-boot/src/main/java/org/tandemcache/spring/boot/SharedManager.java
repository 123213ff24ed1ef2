package org.tandemcache.spring.boot;

import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The application's manager for one of its users that would close it: Hibernate's region factory for JCache does so
 * when its session factory is closed. Thread-safe.
 *
 * @param manager closed by nobody here
 */
record SharedManager(CacheManager manager) implements CacheManager {
    @Override
    public void close() {
        // with the application's context
    }

    @Override
    public CachingProvider getCachingProvider() {
        return manager.getCachingProvider();
    }

    @Override
    public URI getURI() {
        return manager.getURI();
    }

    @Override
    public ClassLoader getClassLoader() {
        return manager.getClassLoader();
    }

    @Override
    public Properties getProperties() {
        return manager.getProperties();
    }

    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String name, C configuration) {
        return manager.createCache(name, configuration);
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String name, Class<K> keyType, Class<V> valueType) {
        return manager.getCache(name, keyType, valueType);
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String name) {
        return manager.getCache(name);
    }

    @Override
    public Iterable<String> getCacheNames() {
        return manager.getCacheNames();
    }

    @Override
    public void destroyCache(String name) {
        manager.destroyCache(name);
    }

    @Override
    public void enableManagement(String name, boolean enabled) {
        manager.enableManagement(name, enabled);
    }

    @Override
    public void enableStatistics(String name, boolean enabled) {
        manager.enableStatistics(name, enabled);
    }

    @Override
    public boolean isClosed() {
        return manager.isClosed();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.isInstance(this) ? type.cast(this) : manager.unwrap(type);
    }
}
