package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.testkit.RedisServer;

/** A server that does not track: everything works without near tier, and says why. */
@Tag("server")
class NearRefusedTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TrackedClient.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.list = new CopyOnWriteArrayList<>(); // written by event loops
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
    }

    @Test
    void tracking_forbiddenByAcl_turnsNearOffAndSaysWhy() {
        try (RedisServer redis = RedisServer.embedded()) {
            redis.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-client|tracking");
            String uri = "redis://app:secret@" + redis.host() + ":" + redis.port();
            worksWithoutNear(redis, uri, "client|tracking");
        }
    }

    @Test
    void resp3_unknownToTheServer_turnsNearOffAndSaysWhy() {
        try (RedisServer redis = RedisServer.embedded("rename-command HELLO \"\"")) {
            worksWithoutNear(redis, redis.uri().toString(), "HELLO");
        }
    }

    private void worksWithoutNear(RedisServer redis, String uri, String cause) {
        try (TandemCachingProvider provider = new TandemCachingProvider();
                CacheManager manager = provider.getCacheManager(null, null, CacheFixture.properties(uri))) {
            Cache<String, String> cache = manager.createCache("cache", CacheFixture.textsConfiguration());
            TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
            for (int i = 0; i < 100; i++) {
                cache.put("key", "value " + i);
                assertThat(cache.get("key")).isEqualTo("value " + i);
            }
            redis.command("DEL", CacheFixture.redisKey("key"));
            // Whoever is refused may see the connection end before the refusal, and tries once more a second later.
            Await.until("it is known that nothing is tracked", () -> {
                assertThat(cache.get("key")).isNull();
                return tiers.getCoherence().equals("OFF");
            });

            assertThat(tiers.getCoherenceDetail()).containsIgnoringCase(cause).contains("+client|tracking");
            assertThat(tiers.getNearHits()).isZero();
            assertThat(tiers.getNearEntries()).isZero();
        }
        assertThat(appender.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .containsIgnoringCase(cause)
                        .contains("RESP3", "+hello", "+client|tracking")
                        .doesNotContain("secret"));
    }
}
