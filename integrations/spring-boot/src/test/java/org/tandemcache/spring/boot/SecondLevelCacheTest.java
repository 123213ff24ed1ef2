package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.tandemcache.TandemManager;
import org.tandemcache.spring.Patience;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Two applications on PostgreSQL with tandem-hibernate beside the starter, as a user has them: by all of Boot's
 * configurations, and by nothing but the region factory's name.
 */
@WithRedis
class SecondLevelCacheTest {
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

    private static EmbeddedPostgres postgres;

    private final RedisServer redis;

    SecondLevelCacheTest(RedisServer redis) {
        this.redis = redis;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EntityScan(basePackageClasses = River.class)
    static class Application {}

    @Entity(name = "River")
    @Cacheable
    static class River {
        @Id
        String name;

        int kilometres;

        protected River() {}

        River(String name, int kilometres) {
            this.name = name;
            this.kilometres = kilometres;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private ConfigurableApplicationContext application() {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--" + Patience.uri(redis.uri()),
                        "--" + Patience.LEASE,
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--spring.jpa.hibernate.ddl-auto=update",
                        "--spring.jpa.properties.hibernate.generate_statistics=true",
                        "--spring.jpa.properties.hibernate.cache.region.factory_class=tandem");
    }

    private static SessionFactory sessions(ConfigurableApplicationContext application) {
        return application.getBean(EntityManagerFactory.class).unwrap(SessionFactory.class);
    }

    private static int kilometres(SessionFactory sessions) {
        return sessions.fromTransaction(session -> session.find(River.class, "Aare").kilometres);
    }

    /** Until what begins next is surely later than what Redis has done before, as far as its clock is known. */
    private static void awaitCertainty(ConfigurableApplicationContext application) {
        sessions(application).getCache().evictEntityData(River.class, "none"); // its answer tells the time
        Gauge uncertainty = application
                .getBean(MeterRegistry.class)
                .get("tandem.hibernate.clock.uncertainty")
                .gauge();
        long start = System.nanoTime();
        while (System.nanoTime() - start <= uncertainty.value() * TimeUnit.SECONDS.toNanos(1)) {
            assertThat(System.nanoTime() - start).as("waited").isLessThan(PATIENCE);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void entities_ofBothApplications_areInTheManagersOfTheStarter_andCounted() {
        try (ConfigurableApplicationContext first = application();
                ConfigurableApplicationContext second = application()) {
            SessionFactory one = sessions(first);
            SessionFactory other = sessions(second);
            one.inTransaction(session -> session.find(River.class, "none")); // the region begins
            awaitCertainty(first); // surely before the transaction that follows
            one.inTransaction(session -> session.persist(new River("Aare", 288)));
            one.getCache().evictEntityData(River.class, "none"); // behind what was sent before

            Statistics statistics = other.getStatistics();
            long start = System.nanoTime();
            // A transaction sees what is surely older than itself; how surely, Redis's clock tells.
            while (statistics.getSecondLevelCacheHitCount() == 0) {
                assertThat(kilometres(other)).isEqualTo(288);
                assertThat(System.nanoTime() - start).as("waited").isLessThan(PATIENCE);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            long statements = statistics.getPrepareStatementCount();
            assertThat(kilometres(other)).isEqualTo(288);
            assertThat(statistics.getPrepareStatementCount()).isEqualTo(statements);
            assertThat(second.getBean(TandemManager.class).getCacheNames()).anyMatch(name -> name.endsWith("River"));
            assertThat(first.getBean(MeterRegistry.class)
                            .get("tandem.hibernate.puts")
                            .tags("entityManagerFactory", "entityManagerFactory", "result", "stored")
                            .functionCounter()
                            .count())
                    .isPositive();

            other.close();
            assertThat(second.getBean(TandemManager.class).isClosed()).isFalse();
        }
    }
}
