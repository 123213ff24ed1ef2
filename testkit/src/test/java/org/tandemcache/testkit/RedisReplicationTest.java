package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedisReplicationTest {
    @Test
    void replicas_haveWhatThePrimaryHas() {
        try (RedisReplication redis = RedisReplication.start(2)) {
            redis.primary().command("SET", "key", "value");
            redis.awaitInSync();

            assertThat(redis.replicas())
                    .hasSize(2)
                    .allSatisfy(
                            replica -> assertThat(replica.command("GET", "key")).isEqualTo("value"));
            assertThat(redis.servers()).hasSize(3).first().isEqualTo(redis.primary());
            assertThat(redis.uri())
                    .startsWith("redis://127.0.0.1:" + redis.primary().port() + ",127.0.0.1:");
            assertThatExceptionOfType(RedisReplyException.class)
                    .isThrownBy(() -> redis.replicas().get(0).command("SET", "key", "other"))
                    .extracting(RedisReplyException::code)
                    .isEqualTo("READONLY");
        }
    }

    @Test
    void promote_changesRolesBeyondRestarts() {
        try (RedisReplication redis = RedisReplication.start(1, "requirepass s3cret")) {
            RedisServer first = redis.primary();
            RedisServer second = redis.replicas().get(0);

            redis.promote(second);
            second.command("SET", "key", "value");
            first.restart();
            redis.awaitInSync();

            assertThat(redis.primary()).isEqualTo(second);
            assertThat(redis.replicas()).containsExactly(first);
            assertThat(first.command("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void addUser_isKnownToEveryServer() {
        try (RedisReplication redis = RedisReplication.start(1)) {
            assertThat(redis.addUser("user", "secret", "+@all")).startsWith("redis://user:secret@127.0.0.1:");
            assertThat(redis.servers())
                    .allSatisfy(
                            server -> assertThat(server.command("ACL", "USERS")).isEqualTo(List.of("default", "user")));
        }
    }

    @Test
    void addReplica_isInSync() {
        try (RedisReplication redis = RedisReplication.start(0)) {
            redis.primary().command("SET", "key", "value");

            assertThat(redis.addReplica().command("GET", "key")).isEqualTo("value");
        }
    }
}
