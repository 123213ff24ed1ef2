package org.tandemcache.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.Locale;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.tandemcache.hibernate.TandemHibernateMetrics;
import org.tandemcache.hibernate.TandemRegionFactory;

/** What Tandem's region factory counts, for each {@code EntityManagerFactory} that has it. */
@AutoConfiguration(afterName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@ConditionalOnClass({
    MeterRegistry.class,
    EntityManagerFactory.class,
    SessionFactoryImplementor.class,
    TandemHibernateMetrics.class
})
@ConditionalOnBean(EntityManagerFactory.class)
public final class TandemHibernateMetricsAutoConfiguration {
    private static final String SUFFIX = "entitymanagerfactory";

    TandemHibernateMetricsAutoConfiguration() {}

    /** Factories are looked for when a registry is bound: what registers meters is made before most beans are. */
    @Bean
    static MeterBinder tandemHibernateMetrics(ListableBeanFactory beans) {
        return registry -> beans.getBeansOfType(EntityManagerFactory.class).forEach((name, factory) -> {
            SessionFactory sessions = ofTandem(factory);
            if (sessions != null) {
                new TandemHibernateMetrics(sessions, shortened(name)).bindTo(registry);
            }
        });
    }

    private static @Nullable SessionFactory ofTandem(EntityManagerFactory factory) {
        try {
            SessionFactoryImplementor sessions = factory.unwrap(SessionFactoryImplementor.class);
            return sessions.getCache().getRegionFactory() instanceof TandemRegionFactory ? sessions : null;
        } catch (PersistenceException e) {
            return null; // another provider of JPA
        }
    }

    /** As Boot does for Hibernate's own meters. */
    private static String shortened(String beanName) {
        int rest = beanName.length() - SUFFIX.length();
        return rest > 0 && beanName.toLowerCase(Locale.ROOT).endsWith(SUFFIX) ? beanName.substring(0, rest) : beanName;
    }
}
