package org.tandemcache.spring.boot;

import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.tandemcache.TandemManager;

/**
 * Hibernate's second-level cache in the manager of the application, for whichever region factory is chosen, the one for
 * JCache or Tandem's own. What the user has set himself is left alone.
 */
@AutoConfiguration(
        after = TandemCacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@ConditionalOnClass(HibernatePropertiesCustomizer.class)
@ConditionalOnBean(TandemManager.class)
public final class TandemHibernateAutoConfiguration {
    /** Of the region factory for JCache, which closes what it is given. */
    private static final String OF_JCACHE = "hibernate.javax.cache.cache_manager";

    private static final String PROVIDER_OF_JCACHE = "hibernate.javax.cache.provider";
    private static final String MISSING_CACHES = "hibernate.javax.cache.missing_cache_strategy";

    /** Of Tandem's region factory. */
    private static final String OF_TANDEM = "hibernate.cache.tandem.cache_manager";

    private static final String SETTINGS_OF_TANDEM = "hibernate.cache.tandem.redis.";

    TandemHibernateAutoConfiguration() {}

    @Bean
    HibernatePropertiesCustomizer tandemHibernatePropertiesCustomizer(TandemManager manager) {
        return properties -> customize(properties, manager);
    }

    private static void customize(Map<String, Object> properties, TandemManager manager) {
        if (!properties.containsKey(PROVIDER_OF_JCACHE)) {
            properties.putIfAbsent(OF_JCACHE, new SharedManager(manager));
            properties.putIfAbsent(MISSING_CACHES, "create"); // as the settings describe them
        }
        if (properties.keySet().stream().noneMatch(key -> key.startsWith(SETTINGS_OF_TANDEM))) {
            properties.putIfAbsent(OF_TANDEM, manager);
        }
    }
}
