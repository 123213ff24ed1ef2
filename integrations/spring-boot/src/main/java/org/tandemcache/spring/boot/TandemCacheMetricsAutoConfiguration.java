package org.tandemcache.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.context.annotation.Bean;
import org.tandemcache.spring.TandemSpringCache;
import org.tandemcache.spring.TandemSpringCacheManager;
import org.tandemcache.spring.TandemSpringCacheMetrics;

/** Boot's cache metrics for Tandem's caches, those included that are made after the start. */
@AutoConfiguration(
        after = TandemCacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, CacheMeterBinderProvider.class})
@ConditionalOnBean(TandemSpringCacheManager.class)
public final class TandemCacheMetricsAutoConfiguration {
    private static final String SUFFIX = "cachemanager";

    TandemCacheMetricsAutoConfiguration() {}

    @Bean
    CacheMeterBinderProvider<TandemSpringCache> tandemCacheMeterBinderProvider() {
        return TandemSpringCacheMetrics::new;
    }

    @Bean
    SmartInitializingSingleton tandemCacheMetrics(
            Map<String, TandemSpringCacheManager> managers, ObjectProvider<CacheMetricsRegistrar> registrar) {
        return () -> registrar.ifAvailable(binding -> managers.forEach((name, manager) -> {
            Tag tag = Tag.of("cache.manager", shortened(name));
            manager.onOpen(cache -> binding.bindCacheToRegistry(cache, tag));
        }));
    }

    /** As Boot does for the caches that are there at the start. */
    private static String shortened(String beanName) {
        int rest = beanName.length() - SUFFIX.length();
        return rest > 0 && beanName.toLowerCase(Locale.ROOT).endsWith(SUFFIX) ? beanName.substring(0, rest) : beanName;
    }
}
