package org.tandemcache.examples.hibernate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * One node of an application: a session factory with a cache manager of its own. Two of them share nothing but the
 * database and Redis.
 *
 * @param name of the node
 * @param factory closes the cache manager when it is closed
 */
record Node(String name, SessionFactory factory) implements AutoCloseable {
    private static final String PROVIDER = "org.tandemcache.TandemCachingProvider";

    /** A node without second-level cache, which makes the tables anew. */
    static Node uncached(String jdbcUrl) {
        return new Node(
                "no cache",
                database(jdbcUrl)
                        .property("hibernate.hbm2ddl.auto", "create")
                        .property("hibernate.cache.use_second_level_cache", "false")
                        .property("hibernate.cache.use_query_cache", "false")
                        .createEntityManagerFactory());
    }

    /** A node with a region factory; its caches are configured by tandem.conf. */
    static Node cached(Factory factory, String name, String jdbcUrl, String redisUri, boolean near) {
        HibernatePersistenceConfiguration configuration = database(jdbcUrl);
        switch (factory) {
            case TANDEM ->
                configuration
                        .property("hibernate.cache.region.factory_class", "tandem")
                        .property("hibernate.cache.use_query_cache", "true")
                        .property("hibernate.cache.tandem.redis.uri", redisUri)
                        .property("hibernate.cache.tandem.near.enabled", near);
            case JCACHE ->
                configuration
                        .properties(cacheSettings())
                        // a manager of its own for each node; an application has one, which Hibernate makes
                        .property("hibernate.javax.cache.cache_manager", manager(name, redisUri, near));
        }
        return new Node(name, configuration.createEntityManagerFactory());
    }

    /** What switches the second-level cache on, with Hibernate's own module. */
    static Map<String, ?> cacheSettings() {
        Properties settings = new Properties();
        try (InputStream file = Node.class.getResourceAsStream("/second-level-cache.properties")) {
            settings.load(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, settings::getProperty));
    }

    private static CacheManager manager(String name, String redisUri, boolean near) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redisUri);
        properties.setProperty("tandem.near.enabled", Boolean.toString(near));
        CachingProvider provider = Caching.getCachingProvider(PROVIDER);
        return provider.getCacheManager(URI.create(name), provider.getDefaultClassLoader(), properties);
    }

    private static HibernatePersistenceConfiguration database(String jdbcUrl) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("world");
        configuration
                .managedClass(Country.class)
                .managedClass(City.class)
                .property("jakarta.persistence.jdbc.url", jdbcUrl)
                // All threads at once may ask one node, and Hibernate's pool waits for none: it also borrows to
                // validate.
                .property("hibernate.connection.pool_size", "10")
                .property("hibernate.generate_statistics", "true");
        return configuration;
    }

    @Override
    public void close() {
        factory.close();
    }
}
