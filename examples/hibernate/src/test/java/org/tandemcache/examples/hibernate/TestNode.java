package org.tandemcache.examples.hibernate;

import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.tandemcache.testkit.RedisServer;

/** A session factory of the test's entities over a cache manager of its own, whose regions allow Hibernate's types. */
record TestNode(CacheManager manager, SessionFactory factory) implements AutoCloseable {
    static final List<String> REGIONS = List.of(
            Item.ReadOnly.class.getName(),
            Item.Loose.class.getName(),
            Item.Strict.class.getName(),
            Item.Versioned.class.getName(),
            Item.Transactional.class.getName(),
            Item.Rich.class.getName(),
            Item.Rich.class.getName() + "##NaturalId",
            Item.Rich.class.getName() + ".tags",
            Item.Rich.class.getName() + ".labels",
            Regions.QUERIES,
            Regions.TIMESTAMPS);

    static TestNode open(String jdbcUrl, RedisServer redis, String codec) {
        CacheManager manager = manager(redis, codec);
        createRegions(manager);
        return new TestNode(
                manager,
                configuration(jdbcUrl)
                        .property("hibernate.javax.cache.missing_cache_strategy", "fail")
                        .property("hibernate.javax.cache.cache_manager", manager)
                        .createEntityManagerFactory());
    }

    static CacheManager manager(RedisServer redis, String codec) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", patient(redis));
        properties.setProperty("tandem.codec", codec);
        CachingProvider provider = Caching.getCachingProvider("org.tandemcache.TandemCachingProvider");
        return provider.getCacheManager(
                URI.create(UUID.randomUUID().toString()), provider.getDefaultClassLoader(), properties);
    }

    /** A server that stands still for a moment is no outage. */
    static String patient(RedisServer redis) {
        return redis.uri() + "?timeout=30s";
    }

    /** What {@code hibernate-jcache} needs, and nothing else. */
    static HibernatePersistenceConfiguration configuration(String jdbcUrl) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("test");
        configuration
                .managedClass(Item.ReadOnly.class)
                .managedClass(Item.Loose.class)
                .managedClass(Item.Strict.class)
                .managedClass(Item.Versioned.class)
                .managedClass(Item.Transactional.class)
                .managedClass(Item.Rich.class)
                .property("jakarta.persistence.jdbc.url", jdbcUrl)
                .property("hibernate.hbm2ddl.auto", "update")
                .property("hibernate.generate_statistics", "true")
                .properties(Node.cacheSettings());
        return configuration;
    }

    /** Those that tandem.conf does not name; it configures them all. */
    static void createRegions(CacheManager manager) {
        for (String name : REGIONS) {
            if (manager.getCache(name) == null) {
                manager.createCache(name, new MutableConfiguration<>());
            }
        }
    }

    void write(Consumer<Session> work) {
        factory.inTransaction(work);
    }

    <T> T read(Function<Session, T> work) {
        return factory.fromTransaction(work);
    }

    /** How many statements a piece of work sends to the database. */
    long statements(Runnable work) {
        long before = factory.getStatistics().getPrepareStatementCount();
        work.run();
        return factory.getStatistics().getPrepareStatementCount() - before;
    }

    @Override
    public void close() {
        factory.close();
    }
}
