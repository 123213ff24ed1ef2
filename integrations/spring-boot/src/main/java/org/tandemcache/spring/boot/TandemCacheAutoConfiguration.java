package org.tandemcache.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.cache.autoconfigure.JCacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.JCachePropertiesCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.tandemcache.TandemManager;
import org.tandemcache.config.CredentialsProvider;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.spring.TandemCacheResolver;
import org.tandemcache.spring.TandemSpringCacheManager;

/**
 * A manager of Tandem from the settings behind {@code tandem.} of the environment, and Spring's cache manager on it.
 * Each backs off where the user has one; both where {@code spring.cache.type} chooses another kind of cache.
 */
@AutoConfiguration(
        before = CacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration",
        afterName = {
            "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration"
        })
@ConditionalOnClass({TandemManager.class, CacheManager.class})
@ConditionalOnBooleanProperty(name = "spring.cache.tandem.enabled", matchIfMissing = true)
@Conditional(OnNoOtherCacheType.class)
@EnableConfigurationProperties({TandemCacheProperties.class, CacheProperties.class})
public final class TandemCacheAutoConfiguration {
    private static final String HIBERNATE = "org.hibernate.SessionFactory";

    TandemCacheAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(javax.cache.CacheManager.class)
    TandemManager tandemManager(
            ApplicationContext context,
            TandemCacheProperties starter,
            ObjectProvider<RedisPlace.Service> services,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<CredentialsProvider> credentials,
            ObjectProvider<JCachePropertiesCustomizer> propertiesCustomizers,
            ObjectProvider<JCacheManagerCustomizer> managerCustomizers) {
        ClassLoader loader = Objects.requireNonNullElseGet(
                context.getClassLoader(), TandemCacheAutoConfiguration.class::getClassLoader);
        ManagerFactory factory = new ManagerFactory(
                context.getEnvironment(),
                loader,
                starter,
                starter.allowApplicationPackages() ? allowed(context, loader) : List.of(),
                services.orderedStream().toList(),
                bundles.getIfAvailable());
        Properties properties = new Properties();
        credentials.ifUnique(provider -> properties.put(ManagerSettings.CREDENTIALS_PROVIDER, provider));
        propertiesCustomizers.orderedStream().forEach(customizer -> customizer.customize(properties));
        TandemManager manager = factory.manager(properties);
        managerCustomizers.orderedStream().forEach(customizer -> customizer.customize(manager));
        return manager;
    }

    /** The application's own packages, and what Spring, Spring Data and Hibernate put into caches. */
    private static List<String> allowed(ListableBeanFactory beans, ClassLoader loader) {
        List<String> allowed = new ArrayList<>();
        if (AutoConfigurationPackages.has(beans)) {
            AutoConfigurationPackages.get(beans).stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> allowed.add(name + ".**"));
        }
        allowed.add("@spring");
        if (ClassUtils.isPresent(HIBERNATE, loader)) {
            allowed.add("@hibernate");
        }
        return allowed;
    }

    @Bean
    @ConditionalOnBean(TandemManager.class)
    @ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
    TandemSpringCacheManager cacheManager(
            TandemManager manager,
            TandemCacheProperties starter,
            CacheProperties caches,
            ObjectProvider<CacheManagerCustomizer<?>> customizers) {
        TandemSpringCacheManager springs =
                new TandemSpringCacheManager(manager, starter.transactionAware(), starter.asyncThreads());
        caches.getCacheNames().forEach(springs::getCache);
        return new CacheManagerCustomizers(customizers.orderedStream().toList()).customize(springs);
    }

    /** The manager only once a method is called: what looks for this bean is made before most others. */
    @Bean
    @ConditionalOnBean(TandemSpringCacheManager.class)
    @ConditionalOnMissingBean(CachingConfigurer.class)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE) // and static: else Spring warns of each that is made so early
    static CachingConfigurer tandemCachingConfigurer(ObjectProvider<TandemSpringCacheManager> manager) {
        return new CachingConfigurer() {
            @Override
            public CacheResolver cacheResolver() {
                return new TandemCacheResolver(manager.getObject());
            }
        };
    }

    @Bean
    @Order(0)
    RedisPlace.Service tandemConnectionDetails(ObjectProvider<TandemConnectionDetails> details) {
        return () -> {
            TandemConnectionDetails found = details.getIfAvailable();
            return found == null
                    ? null
                    : new RedisPlace(
                            RedisAddress.of(found.getUri()),
                            found.getSslBundle(),
                            "bean of type " + TandemConnectionDetails.class.getSimpleName());
        };
    }

    /** What Docker Compose, Testcontainers or the user say of the Redis of Spring Data. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataRedisConnectionDetails.class)
    static class DataRedis {
        @Bean
        @Order(1)
        RedisPlace.Service dataRedisConnectionDetails(ObjectProvider<DataRedisConnectionDetails> details) {
            return () -> DataRedisPlace.of(details.getIfAvailable());
        }
    }
}
