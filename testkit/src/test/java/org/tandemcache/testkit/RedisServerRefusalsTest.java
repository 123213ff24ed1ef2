package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisServerRefusalsTest {
    private final RedisServer server = RedisServer.embedded("maxmemory 100mb", "maxmemory-policy allkeys-lru");

    @BeforeEach
    void setKey() {
        server.command("SET", "key", "value");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void exhaustMemory_refusesWritesOnly_freeMemoryRestoresTheSettings() {
        server.exhaustMemory();
        server.exhaustMemory();

        assertThatRefused("OOM", "SET", "other", "value");
        assertThat(server.command("GET", "key")).isEqualTo("value");
        assertThat(server.command("DEL", "key")).isEqualTo(1L);

        server.freeMemory();
        assertThat(server.command("SET", "other", "value")).isEqualTo("OK");
        assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "104857600"));
        assertThat(server.command("CONFIG", "GET", "maxmemory-policy"))
                .isEqualTo(List.of("maxmemory-policy", "allkeys-lru"));
    }

    @Test
    void makeReadOnly_refusesWritesAndKeepsData_makeWritableTakesThemAgain() {
        server.makeReadOnly();

        assertThatRefused("READONLY", "SET", "key", "other");
        assertThat(server.command("GET", "key")).isEqualTo("value");

        server.makeWritable();
        assertThat(server.command("SET", "key", "other")).isEqualTo("OK");
    }

    @Test
    void restartLoading_refusesEverything_finishLoadingAnswersWithTheData() {
        server.restartLoading();

        assertThatRefused("LOADING", "GET", "key");
        assertThatRefused("LOADING", "SET", "key", "other");

        server.finishLoading();
        assertThat(server.command("GET", "key")).isEqualTo("value");
        assertThat(server.info("keyspace")).containsOnlyKeys("db0");

        server.restart();
        assertThat(server.command("GET", "key")).isNull();
    }

    @Test
    void addUser_mayDoWhatItsRulesSay() {
        assertThat(server.addUser("basket-user", "p@ s", "~basket:*", "+get"))
                .hasToString("redis://basket-user:p%40%20s@127.0.0.1:" + server.port());

        try (RespConnection connection = server.connect()) {
            connection.call("AUTH", "basket-user", "p@ s");
            assertThat(connection.call("GET", "basket:1")).isNull();
            assertThatExceptionOfType(RedisReplyException.class)
                    .isThrownBy(() -> connection.call("GET", "key"))
                    .extracting(RedisReplyException::code)
                    .isEqualTo("NOPERM");
        }
    }

    @Test
    void freshen_undoesEveryRefusal() {
        server.addUser("user", "password");
        server.exhaustMemory();
        server.makeReadOnly();
        server.freshen();
        assertThat(server.command("SET", "key", "value")).isEqualTo("OK");
        assertThat(server.command("ACL", "USERS")).isEqualTo(List.of("default"));

        server.restartLoading();
        server.freshen();
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
    }

    private void assertThatRefused(String code, String... command) {
        assertThatExceptionOfType(RedisReplyException.class)
                .isThrownBy(() -> server.command(command))
                .extracting(RedisReplyException::code)
                .isEqualTo(code);
    }
}
