package org.tandemcache.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.cache.jcache.JCacheCache;
import org.springframework.context.annotation.Bean;
import org.tandemcache.TandemCache;
import org.tandemcache.micrometer.TandemMetrics;

/**
 * Keeps Boot's binder for JCache away from caches of Tandem that Spring's own {@code JCacheCacheManager} has: it makes
 * names of MBeans itself, of which some are none, and an application with a cache {@code orders:eu} did not start. The
 * first provider that answers wins, and those of other caches are left to Boot's.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, CacheMeterBinderProvider.class, JCacheCache.class})
public final class TandemJCacheMetricsAutoConfiguration {
    TandemJCacheMetricsAutoConfiguration() {}

    @Bean
    CacheMeterBinderProvider<JCacheCache> tandemJCacheMeterBinderProvider() {
        return (cache, tags) ->
                cache.getNativeCache() instanceof TandemCache<?, ?> tandem ? TandemMetrics.callsOf(tandem, tags) : null;
    }
}
