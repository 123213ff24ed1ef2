package org.tandemcache.spring.boot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tandemcache.spring.TandemSpringCacheManager;

/**
 * What the starter does; what Tandem does are the settings behind {@code tandem.}. Immutable.
 *
 * @param enabled whether the starter configures anything
 * @param transactionAware whether puts, evictions and clears wait for the transaction of their thread to be committed
 * @param allowApplicationPackages whether classes of the application's packages, and what Spring puts into caches, may
 *     be read from Redis by each cache
 * @param asyncThreads how many threads ask Redis for methods that return a Mono or a CompletableFuture
 * @param sslBundle the name of the SSL bundle for {@code rediss://} addresses; null for none
 * @param healthTimeout how long the health contributor waits for Redis's answer
 */
@ConfigurationProperties(prefix = "spring.cache.tandem", ignoreUnknownFields = false)
public record TandemCacheProperties(
        @DefaultValue("true") boolean enabled,
        boolean transactionAware,
        @DefaultValue("true") boolean allowApplicationPackages,

        @DefaultValue("" + TandemSpringCacheManager.DEFAULT_ASYNC_THREADS)
        int asyncThreads,

        @Nullable String sslBundle,
        @DefaultValue("1s") Duration healthTimeout) {}
