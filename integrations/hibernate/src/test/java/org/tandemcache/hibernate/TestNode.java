package org.tandemcache.hibernate;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheManager;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.tandemcache.TandemCachingProvider;

/** A session factory over a cache manager of its own: what a node of an application has. */
final class TestNode implements AutoCloseable {
    private static final String TANDEM = "tandem.";

    /** So a server or a JVM that stands still for a moment is no outage, and ends no near copy. */
    private static final String PATIENT = "?timeout=30s";

    private static final String LONG_LEASE = "60s";

    private final SessionFactory factory;

    /** Which region factory a node has. */
    enum Kind {
        TANDEM,
        JCACHE
    }

    TestNode(SessionFactory factory) {
        this.factory = factory;
    }

    /**
     * @param redis asked with patience, unless it says how long with {@code ?timeout=}
     * @param settings of Hibernate's, or of the cache manager's where they begin with {@code tandem.}
     */
    static TestNode open(Kind kind, Postgres.Database database, URI redis, String... settings) {
        return open(kind, Rows.ALL, database, redis, settings);
    }

    static TestNode open(
            Kind kind, List<Class<?>> entities, Postgres.Database database, URI redis, String... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("hibernate.connection.url", database.url());
        all.put("hibernate.connection.pool_size", "20");
        all.put("hibernate.connection.provider_class", CommitHooks.class.getName());
        all.put("hibernate.hbm2ddl.auto", "update");
        all.put("hibernate.generate_statistics", "true");
        all.put("hibernate.cache.use_second_level_cache", "true");
        all.put("hibernate.cache.use_query_cache", "true");
        if (kind == Kind.TANDEM) {
            all.put("hibernate.cache.region.factory_class", "tandem");
            patient(redis).forEach((key, value) -> all.put("hibernate.cache." + key, value));
            all.put("hibernate.cache.tandem.near.enabled", near(settings));
        } else {
            all.put("hibernate.cache.region.factory_class", "jcache");
            all.put("hibernate.javax.cache.missing_cache_strategy", "create");
            all.put("hibernate.javax.cache.cache_manager", manager(redis, near(settings), settings));
        }
        for (int i = 0; i < settings.length; i += 2) {
            all.put((settings[i].startsWith(TANDEM) ? "hibernate.cache." : "") + settings[i], settings[i + 1]);
        }
        MetadataSources sources = new MetadataSources(
                new StandardServiceRegistryBuilder().applySettings(all).build());
        entities.forEach(sources::addAnnotatedClass);
        return new TestNode(sources.buildMetadata().buildSessionFactory());
    }

    /** A node that reads Redis itself. */
    static TestNode withoutNear(Kind kind, Postgres.Database database, URI redis, String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "near";
        all[settings.length + 1] = "false";
        return open(kind, database, redis, all);
    }

    private static CacheManager manager(URI redis, String near, String... settings) {
        Properties properties = new Properties();
        properties.setProperty("tandem.near.enabled", near);
        patient(redis).forEach(properties::setProperty);
        for (int i = 0; i < settings.length; i += 2) {
            if (settings[i].startsWith(TANDEM)) {
                properties.setProperty(settings[i], settings[i + 1]);
            }
        }
        properties.setProperty(
                "tandem.cache-defaults.codec.allow", "org.hibernate.**,java.lang.Class,org.tandemcache.hibernate.*");
        TandemCachingProvider provider = new TandemCachingProvider();
        return provider.getCacheManager(
                URI.create("jcache-" + UUID.randomUUID()), provider.getDefaultClassLoader(), properties);
    }

    /** Where Redis is, and how long a manager waits for it. */
    static Map<String, String> patient(URI redis) {
        if (redis.toString().contains("?")) {
            return Map.of("tandem.redis.uri", redis.toString());
        }
        return Map.of(
                "tandem.redis.uri",
                redis.toString().replaceFirst("(#|$)", PATIENT + "$1"),
                "tandem.redis.connect-timeout",
                "30s",
                "tandem.near.lease",
                LONG_LEASE);
    }

    private static String near(String... settings) {
        return List.of(settings).contains("near") ? "false" : "true";
    }

    /**
     * Until what this node has sent before has been done: scripts and commands go by one connection. And until what
     * begins next on any node of this JVM is surely later, by Redis's clock as far as each knows it: how sure that is,
     * an answer tells that was long on its way.
     */
    void drain() {
        factory.getCache().evictEntityData(Rows.Plain.class, 1_000_000L);
        long done = System.nanoTime();
        while (System.nanoTime() - done <= TimeUnit.MICROSECONDS.toNanos(Metrics.clockUncertainty())) {
            Thread.onSpinWait(); // as a rule for less than a millisecond
        }
    }

    SessionFactory factory() {
        return factory;
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
