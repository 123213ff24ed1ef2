package org.tandemcache.examples;

import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.jspecify.annotations.Nullable;

/** The sample of the README; a test keeps the two alike. */
final class Sample {
    private Sample() {}

    static @Nullable Country run(String redisUri) {
        // tag::sample[]
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redisUri); // such as redis://localhost:6379
        try (var manager = Caching.getCachingProvider().getCacheManager(URI.create("shop"), null, properties)) {
            var configuration = new MutableConfiguration<String, Country>()
                    .setTypes(String.class, Country.class)
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR));
            Cache<String, Country> countries = manager.createCache("countries", configuration);
            countries.put("CH", new Country("CH", "Switzerland", "CHF"));
            return countries.get("CH");
        }
        // end::sample[]
    }
}
