package org.tandemcache.spring.boot;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.tandemcache.TandemManager;

/** The actuator endpoint {@code tandem}, where endpoints are exposed. */
@AutoConfiguration(after = TandemCacheAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(TandemManager.class)
@ConditionalOnAvailableEndpoint(endpoint = TandemEndpoint.class)
public final class TandemEndpointAutoConfiguration {
    TandemEndpointAutoConfiguration() {}

    @Bean
    TandemEndpoint tandemEndpoint(TandemManager manager) {
        return new TandemEndpoint(manager);
    }
}
