package org.tandemcache.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.tandemcache.TandemManager;

/** The health contributor {@code tandem}; off with {@code management.health.tandem.enabled=false}. */
@AutoConfiguration(after = TandemCacheAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({TandemManager.class, TandemCacheProperties.class})
@ConditionalOnEnabledHealthIndicator("tandem")
public final class TandemHealthAutoConfiguration {
    TandemHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"tandemHealthIndicator", "tandemHealthContributor"})
    HealthIndicator tandemHealthIndicator(TandemManager manager, TandemCacheProperties starter) {
        return new TandemHealthIndicator(manager, starter.healthTimeout());
    }
}
