package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.platform.testkit.engine.EngineTestKit;

@WithRedis
class WithRedisTest {
    private static RedisServer ofClass;
    private final RedisServer server;

    WithRedisTest(RedisServer server) {
        this.server = server;
    }

    @BeforeAll
    static void rememberServer(RedisServer server) {
        ofClass = server;
    }

    @RepeatedTest(2)
    void server_isEmptyBeforeEachTest(RedisServer parameter) {
        assertThat(parameter).isSameAs(server).isSameAs(ofClass);
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
        server.command("SET", "key", "value");
    }

    @Nested
    class NestedClass {
        @Test
        void server_isTheSame(RedisServer parameter) {
            assertThat(parameter).isSameAs(ofClass);
        }
    }

    @Test
    void ownServer_isThereWhereTheOthersAreSomebodyElses() {
        try (RedisServer running = RedisServer.embedded()) {
            String before =
                    System.setProperty(RedisSource.PROPERTY, running.uri().toString());
            try {
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(Own.class), selectClass(SomebodyElses.class))
                        .execute()
                        .testEvents()
                        .assertStatistics(statistics -> statistics.started(2).succeeded(2));
                assertThat(running.command("GET", "of")).isEqualTo("SomebodyElses");
            } finally {
                if (before == null) {
                    System.clearProperty(RedisSource.PROPERTY);
                } else {
                    System.setProperty(RedisSource.PROPERTY, before);
                }
            }
        }
    }

    @WithRedis(own = true)
    static class Own {
        @Test
        void own(RedisServer redis) {
            redis.kill();
            redis.restart();
            redis.command("SET", "of", "Own");
        }
    }

    @WithRedis
    static class SomebodyElses {
        @Test
        void somebodyElses(RedisServer redis) {
            redis.command("SET", "of", "SomebodyElses");
        }
    }

    @Test
    @DisabledIf("serverIsNotOurs")
    void server_endsWithTheClass() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Configured.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));

        RedisServerTest.assertThatRefused(Configured.server);
    }

    static boolean serverIsNotOurs() {
        return RedisSource.fromProperty() instanceof RedisSource.Running;
    }

    @WithRedis(config = "maxmemory 10mb")
    static final class Configured {
        static RedisServer server;

        @Test
        void server_hasTheLines(RedisServer parameter) {
            server = parameter;
            assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "10485760"));
        }
    }
}
