package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedisSentinelsTest {
    @Test
    void start_givesThreeSentinelsThatKnowThePrimary() {
        try (RedisSentinels redis = RedisSentinels.start(2)) {
            String port = Integer.toString(redis.primary().port());

            assertThat(redis.servers()).hasSize(3);
            assertThat(redis.replicas()).hasSize(2).doesNotContain(redis.primary());
            assertThat(redis.sentinels())
                    .hasSize(3)
                    .allSatisfy(sentinel -> assertThat(
                                    sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", redis.primaryName()))
                            .isEqualTo(List.of("127.0.0.1", port)));
            assertThat(redis.uri())
                    .startsWith("redis-sentinel://127.0.0.1:"
                            + redis.sentinels().get(0).port() + ",127.0.0.1:")
                    .endsWith(",127.0.0.1:" + redis.sentinels().get(2).port() + "#tandem");
        }
    }

    @Test
    void failover_switchesRoles() {
        try (RedisSentinels redis = RedisSentinels.start(1, "requirepass s3cret")) {
            RedisServer former = redis.primary();
            former.command("SET", "key", "value");

            RedisServer promoted = redis.failover();

            assertThat(promoted).isNotEqualTo(former).isEqualTo(redis.primary());
            assertThat(redis.replicas()).containsExactly(former);
            assertThat(promoted.command("GET", "key")).isEqualTo("value");
            assertThat(redis.uri()).startsWith("redis-sentinel://:s3cret@127.0.0.1:");
            assertThat(redis.addUser("user", "secret")).isEqualTo(redis.uri().replace(":s3cret@", "user:secret@"));
        }
    }

    @Test
    void failoverByKill_promotesAReplica_restartBringsTheFormerPrimaryBackAsOne() {
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            RedisServer former = redis.primary();

            RedisServer promoted = redis.failoverByKill();
            promoted.command("SET", "key", "value");
            former.restart();
            redis.awaitReady();

            assertThat(redis.primary()).isEqualTo(promoted).isNotEqualTo(former);
            assertThat(former.command("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void failoverByPause_promotesAReplica_resumeBringsTheFormerPrimaryBackAsOne() {
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            RedisServer former = redis.primary();

            RedisServer promoted = redis.failoverByPause();
            promoted.command("SET", "key", "value");
            former.resume();
            redis.awaitReady();

            assertThat(redis.primary()).isEqualTo(promoted).isNotEqualTo(former);
            assertThat(former.command("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void sentinel_canBeKilledAndRestarted() {
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            RedisServer former = redis.primary();
            RedisServer sentinel = redis.sentinels().get(0);

            sentinel.kill();
            assertThat(redis.failover()).isNotEqualTo(former);
            sentinel.restart();
            redis.awaitReady();

            assertThat(redis.primary()).isNotEqualTo(former);
        }
    }
}
