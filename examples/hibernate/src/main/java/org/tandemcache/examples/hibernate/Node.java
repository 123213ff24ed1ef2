package org.tandemcache.examples.hibernate;

import java.net.URI;
import java.util.Properties;
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

    static Node cached(String name, String jdbcUrl, String redisUri) {
        CacheManager manager = manager(name, redisUri);
        Regions.createAll(manager);
        return new Node(
                name,
                // tag::properties[]
                database(jdbcUrl)
                        .property("hibernate.cache.region.factory_class", "jcache")
                        .property("hibernate.javax.cache.provider", PROVIDER)
                        .property("hibernate.javax.cache.cache_manager", manager) // several nodes in one JVM
                        .property("hibernate.javax.cache.missing_cache_strategy", "fail")
                        .property("hibernate.cache.use_query_cache", "true")
                        // end::properties[]
                        .createEntityManagerFactory());
    }

    private static CacheManager manager(String name, String redisUri) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redisUri);
        CachingProvider provider = Caching.getCachingProvider(PROVIDER);
        return provider.getCacheManager(URI.create(name), provider.getDefaultClassLoader(), properties);
    }

    private static HibernatePersistenceConfiguration database(String jdbcUrl) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("world");
        configuration
                .managedClass(Country.class)
                .managedClass(City.class)
                .property("jakarta.persistence.jdbc.url", jdbcUrl)
                .property("hibernate.connection.pool_size", "2")
                .property("hibernate.generate_statistics", "true");
        return configuration;
    }

    @Override
    public void close() {
        factory.close();
    }
}
