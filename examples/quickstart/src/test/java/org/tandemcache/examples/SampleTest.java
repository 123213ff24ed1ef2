package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class SampleTest {
    @Test
    void sample_returnsWhatItStored(RedisServer redis) {
        assertThat(Sample.run(redis.uri() + "?timeout=30s")).isEqualTo(new Country("CH", "Switzerland", "CHF"));
    }

    @Test
    void names_followWhatAnotherNodeDoes(RedisServer redis) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redis.uri() + "?timeout=30s");
        MutableConfiguration<String, Country> configuration =
                new MutableConfiguration<String, Country>().setTypes(String.class, Country.class);
        CachingProvider provider = Caching.getCachingProvider();
        try (CacheManager here = provider.getCacheManager(URI.create("here"), null, properties);
                CacheManager there = provider.getCacheManager(URI.create("there"), null, properties)) {
            Cache<String, Country> other = there.createCache("followed", configuration);
            other.put("CH", new Country("CH", "Switzerland", "CHF"));
            other.put("YU", new Country("YU", "Yugoslavia", "YUD"));
            @SuppressWarnings("unchecked") // a class object can't carry type arguments
            TandemCache<String, Country> followed =
                    here.createCache("followed", configuration).unwrap(TandemCache.class);
            Names names = new Names(followed);
            await(names, Map.of("CH", "Switzerland", "YU", "Yugoslavia"));

            other.put("HR", new Country("HR", "Croatia", "EUR"));
            other.remove("YU");
            await(names, Map.of("CH", "Switzerland", "HR", "Croatia"));

            redis.command("FLUSHALL");
            await(names, Map.of());
        }
    }

    private static void await(Names names, Map<String, String> expected) {
        long start = System.nanoTime();
        while (!names.byCode().equals(expected)) {
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds with %s", names.byCode())
                    .isLessThan(TimeUnit.SECONDS.toNanos(60));
            LockSupport.parkNanos(1_000_000);
        }
    }
}
