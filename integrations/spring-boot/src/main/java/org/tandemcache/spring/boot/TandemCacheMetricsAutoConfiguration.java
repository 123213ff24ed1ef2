package org.tandemcache.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;
import org.tandemcache.TandemManager;
import org.tandemcache.micrometer.TandemMetrics;
import org.tandemcache.micrometer.TandemObservations;
import org.tandemcache.spring.TandemSpringCache;
import org.tandemcache.spring.TandemSpringCacheManager;
import org.tandemcache.spring.TandemSpringCacheMetrics;

/**
 * Boot's cache metrics for Tandem's caches, those included that are made after the start, and what Tandem's managers
 * and tiers do.
 */
@AutoConfiguration(
        after = TandemCacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, CacheMeterBinderProvider.class})
@ConditionalOnBean(TandemSpringCacheManager.class)
public final class TandemCacheMetricsAutoConfiguration {
    private static final String SUFFIX = "cachemanager";
    private static final String TRACER = "io.micrometer.tracing.Tracer";

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

    /** What managers and tiers do, once for each manager, however many of Spring's cache managers are on it. */
    @Bean
    MeterBinder tandemMetrics(Map<String, TandemSpringCacheManager> managers) {
        Map<TandemManager, TandemMetrics> metrics = new LinkedHashMap<>();
        managers.forEach((name, manager) -> metrics.computeIfAbsent(
                manager.getNativeManager(),
                each -> new TandemMetrics(each, Tags.of("cache.manager", shortened(name))).withoutCallsOfCaches()));
        return registry -> metrics.values().forEach(each -> each.bindTo(registry));
    }

    /** A span for each call of Redis, where spans are made at all. */
    @Bean
    SmartInitializingSingleton tandemObservations(
            ListableBeanFactory beans,
            Map<String, TandemSpringCacheManager> managers,
            ObjectProvider<ObservationRegistry> observations) {
        return () -> {
            if (hasTracer(beans)) {
                observations.ifAvailable(registry -> managers.values().stream()
                        .map(TandemSpringCacheManager::getNativeManager)
                        .distinct()
                        .forEach(manager -> new TandemObservations(registry).observe(manager)));
            }
        };
    }

    private static boolean hasTracer(ListableBeanFactory beans) {
        ClassLoader loader = TandemCacheMetricsAutoConfiguration.class.getClassLoader();
        return ClassUtils.isPresent(TRACER, loader)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(TRACER, loader)).length > 0;
    }

    /** As Boot does for the caches that are there at the start. */
    private static String shortened(String beanName) {
        int rest = beanName.length() - SUFFIX.length();
        return rest > 0 && beanName.toLowerCase(Locale.ROOT).endsWith(SUFFIX) ? beanName.substring(0, rest) : beanName;
    }
}
