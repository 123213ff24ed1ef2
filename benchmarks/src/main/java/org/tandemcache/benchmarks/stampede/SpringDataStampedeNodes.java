package org.tandemcache.benchmarks.stampede;

import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Spring Data Redis' managers, called as {@code @Cacheable(sync = true)} calls them, each with a connection of its own.
 * All of one JVM share Lettuce's threads.
 */
final class SpringDataStampedeNodes {
    private SpringDataStampedeNodes() {}

    /** @param locking with the writer that locks its cache in Redis, which is not the default */
    static List<StampedeNode> open(URI uri, int count, boolean locking) {
        ClientResources threads = ClientResources.create();
        List<StampedeNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LettuceConnectionFactory connections = new LettuceConnectionFactory(
                    new RedisStandaloneConfiguration(uri.getHost(), uri.getPort()),
                    LettuceClientConfiguration.builder()
                            .clientResources(threads)
                            .build());
            connections.afterPropertiesSet();
            connections.start();
            RedisCacheManager manager = RedisCacheManager.builder(
                            locking
                                    ? RedisCacheWriter.lockingRedisCacheWriter(connections)
                                    : RedisCacheWriter.nonLockingRedisCacheWriter(connections))
                    .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofMinutes(10)))
                    .build();
            manager.afterPropertiesSet();
            Cache cache = Objects.requireNonNull(manager.getCache("stampede"));
            nodes.add((key, loader) -> Objects.requireNonNull(cache.get(key, loader::get)));
        }
        return nodes;
    }
}
