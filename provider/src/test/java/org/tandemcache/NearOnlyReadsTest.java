package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What frameworks ask for beyond {@code javax.cache}. */
@WithRedis(own = true)
class NearOnlyReadsTest {
    @RegisterExtension
    final CacheFixture tandem;

    private final RedisServer redis;

    NearOnlyReadsTest(RedisServer redis) {
        this.redis = redis;
        tandem = new CacheFixture(redis);
    }

    @Test
    void getNear_beforeTheFirstRead_isNothing_andAfterItTheValue() {
        Cache<String, String> cache = tandem.texts();
        TandemCache<String, String> own = unwrapped(cache);
        cache.put("a", "1");

        assertThat(own.getNear("a")).isNull();
        assertThat(own.tiers().getMisses()).isZero();

        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(own.getNear("a")).isEqualTo("1");
        assertThat(own.tiers().getNearHits()).isEqualTo(1);
    }

    @Test
    void getNear_whileRedisIsAway_waitsForNothing() {
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "1");
        redis.kill();

        assertThat(unwrapped(cache).getNear("b")).isNull();
    }

    @Test
    void dropNear_forgetsCopies_andLeavesEntries() {
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "1");
        cache.get("a");

        unwrapped(cache).dropNear();

        assertThat(unwrapped(cache).getNear("a")).isNull();
        assertThat(cache.get("a")).isEqualTo("1");
    }

    @Test
    void ping_tellsTheServer_andFailsWhileItIsAway() {
        TandemManager manager = tandem.manager().unwrap(TandemManager.class);

        assertThat(manager.ping()).singleElement().satisfies(answer -> {
            assertThat(answer.node()).isEqualTo(redis.host() + ":" + redis.port());
            assertThat(answer.server()).contains("standalone");
            assertThat(answer.roundTripMicros()).isPositive();
        });

        redis.kill();
        assertThatThrownBy(manager::ping).isInstanceOf(CacheException.class).hasMessageContaining("Redis at");
    }

    @Test
    void openCache_makesItAsTheSettingsDescribe_once() {
        Properties properties = tandem.properties();
        properties.setProperty("tandem.caches.\"orders.*\".value-type", "java.lang.String");
        TandemManager manager = tandem.newManager(properties).unwrap(TandemManager.class);

        Cache<Object, Object> opened = manager.openCache("orders.eu");

        assertThat(opened).isSameAs(manager.openCache("orders.eu"));
        assertThatThrownBy(() -> opened.put("a", 1)).isInstanceOf(ClassCastException.class);
    }

    @SuppressWarnings("unchecked")
    private static TandemCache<String, String> unwrapped(Cache<String, String> cache) {
        return cache.unwrap(TandemCache.class);
    }
}
