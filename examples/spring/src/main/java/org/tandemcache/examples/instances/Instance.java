package org.tandemcache.examples.instances;

import java.util.Objects;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemManager;

/** One instance of the application. */
record Instance(ConfigurableApplicationContext context) implements AutoCloseable {
    static Instance start(String redisUri) {
        return new Instance(new SpringApplicationBuilder(PricesApplication.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "tandem.redis.uri=" + redisUri,
                        "tandem.cache-defaults.failure.mode=serve-near",
                        // the other example of this module has a database
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
                .run());
    }

    Prices prices() {
        return context.getBean(Prices.class);
    }

    Health health() {
        return Objects.requireNonNull(
                context.getBean("tandemHealthIndicator", HealthIndicator.class).health());
    }

    /** What the cache of prices does in each tier. */
    TandemCacheMXBean tiers() {
        return context.getBean(TandemManager.class)
                .openCache("prices")
                .unwrap(TandemCache.class)
                .tiers();
    }

    @Override
    public void close() {
        context.close();
    }
}
