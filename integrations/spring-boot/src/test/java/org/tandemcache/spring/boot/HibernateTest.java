package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.tandemcache.TandemManager;
import org.tandemcache.spring.Patience;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Hibernate's second-level cache in the manager of the application, by nothing but the region factory's name. */
@WithRedis
class HibernateTest {
    private final ApplicationContextRunner runner;

    HibernateTest(RedisServer redis) {
        this.runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        TandemCacheAutoConfiguration.class,
                        TandemHibernateAutoConfiguration.class))
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        Patience.uri(redis.uri()),
                        Patience.LEASE,
                        "spring.datasource.url=jdbc:h2:mem:hibernate;DB_CLOSE_DELAY=-1",
                        "spring.jpa.hibernate.ddl-auto=update",
                        "spring.jpa.properties.hibernate.generate_statistics=true");
    }

    @Configuration(proxyBeanMethods = false)
    @EntityScan(basePackageClasses = Country.class)
    static class Application {}

    @Entity(name = "Country")
    @Cacheable
    static class Country {
        @Id
        String code;

        String name;

        protected Country() {}

        Country(String code, String name) {
            this.code = code;
            this.name = name;
        }
    }

    @Test
    void entities_withTheRegionFactoryOfJcache_areInTheApplicationsManager() {
        ApplicationContextRunner jcache =
                runner.withPropertyValues("spring.jpa.properties.hibernate.cache.region.factory_class=jcache");
        jcache.run(first -> {
            SessionFactory factory = first.getBean(EntityManagerFactory.class).unwrap(SessionFactory.class);
            factory.inTransaction(session -> session.persist(new Country("CH", "Switzerland")));

            assertThat(StreamSupport.stream(
                            first.getBean(TandemManager.class).getCacheNames().spliterator(), false))
                    .anyMatch(name -> name.endsWith("Country"));

            jcache.run(second -> {
                SessionFactory other =
                        second.getBean(EntityManagerFactory.class).unwrap(SessionFactory.class);
                Country read = other.fromTransaction(session -> session.find(Country.class, "CH"));
                assertThat(read.name).isEqualTo("Switzerland");
                assertThat(other.getStatistics().getSecondLevelCacheHitCount()).isEqualTo(1);
                assertThat(other.getStatistics().getPrepareStatementCount()).isZero();

                other.close();
                assertThat(second.getBean(TandemManager.class).isClosed()).isFalse();
            });
        });
    }

    @Test
    void manager_isHandedToBothRegionFactories_unlessTheUserHasOneOfHisOwn() {
        runner.run(context -> {
            HibernatePropertiesCustomizer customizer =
                    context.getBean("tandemHibernatePropertiesCustomizer", HibernatePropertiesCustomizer.class);
            Map<String, Object> plain = new HashMap<>();
            customizer.customize(plain);
            Map<String, Object> own = new HashMap<>(
                    Map.of("hibernate.javax.cache.provider", "x", "hibernate.cache.tandem.redis.uri", "redis://own:1"));
            customizer.customize(own);

            assertThat(plain.get("hibernate.cache.tandem.cache_manager"))
                    .isSameAs(context.getBean(TandemManager.class));
            assertThat(plain.get("hibernate.javax.cache.cache_manager")).isInstanceOf(SharedManager.class);
            assertThat(own).hasSize(2);
        });
    }
}
