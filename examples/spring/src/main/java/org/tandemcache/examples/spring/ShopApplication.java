package org.tandemcache.examples.spring;

import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.cache.autoconfigure.JCachePropertiesCustomizer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.TandemConfiguration;

/** The service. Needs {@code spring.datasource.url} and {@code tandem.redis.uri}. */
// tag::application[]
@SpringBootApplication
@EnableCaching
public class ShopApplication {
    /** Where the server is. */
    @Bean
    JCachePropertiesCustomizer server(@Value("${tandem.redis.uri}") String uri) {
        return properties -> properties.setProperty("tandem.redis.uri", uri);
    }

    /** The caches of {@code spring.cache.cache-names}. */
    @Bean
    Configuration<Object, Object> caches() {
        return TandemConfiguration.copyOf(new MutableConfiguration<Object, Object>()
                        .setStatisticsEnabled(true) // for Micrometer
                        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MINUTES, 10))))
                .withCodec(CodecConfiguration.builder()
                        // what other JVMs wrote; null is an object of Spring's
                        .allow("org.tandemcache.examples.spring.*", "org.springframework.cache.support.NullValue")
                        .build());
    }
}
// end::application[]
