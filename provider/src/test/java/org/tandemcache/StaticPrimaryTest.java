package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.testkit.RedisReplication;
import org.tandemcache.testkit.RedisServer;

/**
 * A primary with replicas that nobody watches over: the address lists them, and the one that is the master is found.
 */
@Tag("server")
class StaticPrimaryTest {
    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://unused");

    private Cache<String, String> cacheAt(String uri) {
        return tandem.newManager(CacheFixture.properties(uri))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    private static String address(RedisServer server) {
        return server.host() + ":" + server.port();
    }

    @Test
    void addresses_withTheReplicaFirst_findThePrimary() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            RedisServer replica = redis.replicas().get(0);
            Cache<String, String> cache = cacheAt("redis://" + address(replica) + "," + address(redis.primary()));
            TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();

            cache.put("key", "value");
            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(tiers.getNearHits()).isPositive();
            redis.primary().command("DEL", CacheFixture.redisKey("key"));
            Await.until("the copy is gone", () -> cache.get("key") == null);
        }
    }

    @Test
    void addresses_withADeadOneFirst_findThePrimary() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            redis.replicas().get(0).kill();
            Cache<String, String> cache =
                    cacheAt("redis://" + address(redis.replicas().get(0)) + "," + address(redis.primary()));

            cache.put("key", "value");
            assertThat(cache.get("key")).isEqualTo("value");
        }
    }

    @Test
    void address_ofAReplicaAlone_takesNoWritesAndKeepsNoCopies() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            Cache<String, String> cache =
                    cacheAt("redis://" + address(redis.replicas().get(0)) + "?timeout=2s");
            TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();

            assertThatThrownBy(() -> cache.put("key", "value"))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("READONLY");
            assertThat(cache.get("key")).isNull();
            assertThat(cache.get("key")).isNull();
            assertThat(tiers.getNearHits()).isZero();
        }
    }
}
