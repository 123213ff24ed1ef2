package org.tandemcache.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.tandemcache.testkit.RedisServer;

/** A bean that is a server of Tandem's test kit is the server of the application, whatever the settings say. */
@AutoConfiguration(before = TandemCacheAutoConfiguration.class)
@ConditionalOnClass(RedisServer.class)
@ConditionalOnBean(RedisServer.class)
public final class TandemTestkitAutoConfiguration {
    TandemTestkitAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TandemConnectionDetails tandemTestkitConnectionDetails(RedisServer server) {
        return () -> server.uri().toString();
    }
}
