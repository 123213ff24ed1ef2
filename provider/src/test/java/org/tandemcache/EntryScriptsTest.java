package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import javax.cache.Cache;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.KeyScript;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The seam of Tandem's own modules: scripts on the entries of a cache. */
@Tag("server")
@WithRedis(own = true)
class EntryScriptsTest {
    private static final KeyScript STORE = KeyScript.of(EntryScriptsTest.class, "store-entry.lua");

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    EntryScriptsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @SuppressWarnings("unchecked") // the cache's own
    private static EntryScripts<String> scripts(Cache<String, String> cache) {
        return cache.unwrap(EntryScripts.class);
    }

    private static String text(Object part) {
        return new String((byte[]) part, StandardCharsets.UTF_8);
    }

    @Test
    void script_storesAnEncodedValue_andLeavesNoOlderCopy() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "old");
        assertThat(cache.get("key")).isEqualTo("old");
        assertThat(cache.get("key")).isEqualTo("old"); // by now from a near copy

        List<Object> reply = scripts(cache)
                .run(STORE, "key", "new", "and more".getBytes(StandardCharsets.UTF_8))
                .join();

        assertThat(text(reply.get(0))).isEqualTo("and more");
        assertThat(cache.get("key")).isEqualTo("new");
    }

    @Test
    void script_thatTheServerHasForgotten_isSentWhole() {
        Cache<String, String> cache = tandem.texts();
        byte[] nothing = {};
        scripts(cache).run(STORE, "key", "one", nothing).join();
        redis.command("SCRIPT", "FLUSH");
        scripts(cache).run(STORE, "key", "two", nothing).join();
        assertThat(cache.get("key")).isEqualTo("two");
    }

    @Test
    void serverThatIsAway_isToldByTheFuture_andOpensTheBreaker() {
        Properties properties = tandem.properties();
        properties.setProperty(ResilienceSettings.BREAKER_RETRY, "60 s"); // no call is the next probe
        Cache<String, String> cache =
                tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        byte[] nothing = {};
        scripts(cache).run(STORE, "key", "one", nothing).join();
        redis.kill();

        for (int i = 0; i < 10; i++) {
            CompletableFuture<List<Object>> answer = scripts(cache).run(STORE, "key", "two", nothing);
            assertThatThrownBy(answer::join).hasCauseInstanceOf(FarTierException.class);
        }
        assertThatThrownBy(
                        () -> scripts(cache).run(STORE, "key", "two", nothing).join())
                .hasMessageContaining("not asked before the next probe");
    }
}
