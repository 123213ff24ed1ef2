package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RedisServerTest {
    @Test
    void start_returnsWhenServerAnswers() throws IOException {
        try (RedisServer server = RedisServer.embedded();
                PlainClient client = new PlainClient(server)) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void start_listensOnLoopbackOnlyAndKeepsNothingOnDisk() {
        try (RedisServer server = RedisServer.embedded()) {
            assertThat(server.uri()).hasToString("redis://127.0.0.1:" + server.port());
            assertThat(server.command("CONFIG", "GET", "bind")).isEqualTo(List.of("bind", "127.0.0.1"));
            assertThat(server.command("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
            assertThat(server.command("CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "no"));
        }
    }

    @Test
    void start_withConfigLines_appliesThem() {
        try (RedisServer server = RedisServer.embedded("maxmemory 10mb", "databases 2")) {
            assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "10485760"));
            assertThat(server.command("CONFIG", "GET", "databases")).isEqualTo(List.of("databases", "2"));
        }
    }

    @Test
    void start_withBadConfig_failsWithTheLog() {
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> RedisServer.embedded("no-such-option 1"))
                .withMessageContaining("didn't start")
                .withMessageContaining("Its log:")
                .withMessageContaining("'no-such-option 1'");
    }

    @Test
    void start_onPortOfAnotherServer_doesNotTakeItsAnswersForItsOwn() {
        try (RedisServer other = RedisServer.embedded()) {
            ServerDirectory directory = ServerDirectory.create(other.port(), List.of());

            try {
                assertThatExceptionOfType(RedisServerException.class)
                        .isThrownBy(() -> RedisProcess.start(
                                RedisBinary.path(),
                                directory,
                                other.port(),
                                List.of(),
                                () -> Readiness.answers("127.0.0.1", other.port()),
                                other::connect))
                        .withMessageContaining("Failed listening on port " + other.port());
            } finally {
                directory.delete();
            }
        }
    }

    @Test
    void start_withPassword_asksForItAndTellsItInTheUriOnly() throws IOException {
        try (RedisServer server = RedisServer.embedded("requirepass s3cret");
                PlainClient client = new PlainClient(server)) {
            assertThat(client.ask("PING")).startsWith("-NOAUTH");
            assertThat(server.command("PING")).isEqualTo("PONG");
            assertThat(server.uri()).hasToString("redis://:s3cret@127.0.0.1:" + server.port());
            assertThat(server.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void twoServers_areTwo() {
        try (RedisServer one = RedisServer.embedded();
                RedisServer other = RedisServer.embedded()) {
            one.command("SET", "key", "value");

            assertThat(other.port()).isNotEqualTo(one.port());
            assertThat(one.command("GET", "key")).isEqualTo("value");
            assertThat(other.command("GET", "key")).isNull();
        }
    }

    @Test
    void close_endsTheServerAndKeepsItsLog() {
        RedisServer server = RedisServer.embedded();

        server.close();
        server.close();

        assertThatRefused(server);
        assertThat(server.log()).contains("Ready to accept connections");
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(server::restart)
                .withMessageContaining("closed");
    }

    @Test
    void endOfJvm_endsTheServer() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeavesServerOpen.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> RespConnection.open("127.0.0.1", Integer.parseInt(port)))
                .withMessageContaining("refused");
    }

    static final class LeavesServerOpen {
        public static void main(String[] args) {
            System.out.print(RedisServer.embedded().port());
        }
    }

    @Test
    void command_repliesEachType() {
        try (RedisServer server = RedisServer.embedded()) {
            assertThat(server.command("SET", "text", "grüß\r\ndich")).isEqualTo("OK");
            assertThat(server.command("GET", "text")).isEqualTo("grüß\r\ndich");
            assertThat(server.command("APPEND", "text", "")).isEqualTo(12L);
            assertThat(server.command("MGET", "text", "none", "none"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly("grüß\r\ndich", null, null);
            assertThat(server.command("KEYS", "none")).isEqualTo(List.of());
        }
    }

    @Test
    void command_onError_throwsWhatRedisSays() {
        try (RedisServer server = RedisServer.embedded()) {
            server.command("SET", "text", "a");

            assertThatExceptionOfType(RedisReplyException.class)
                    .isThrownBy(() -> server.command("LPUSH", "text", "b"))
                    .withMessageStartingWith("WRONGTYPE Operation against a key")
                    .extracting(RedisReplyException::code)
                    .isEqualTo("WRONGTYPE");
        }
    }

    @Test
    void info_countsCommands() {
        try (RedisServer server = RedisServer.embedded()) {
            server.command("CONFIG", "RESETSTAT");
            server.command("GET", "a");
            server.command("GET", "b");

            assertThat(server.info("commandstats").get("cmdstat_get")).startsWith("calls=2,");
        }
    }

    static void assertThatRefused(RedisServer server) {
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> server.command("PING"))
                .withMessageContaining(server.host() + ":" + server.port())
                .withMessageContaining("refused");
    }
}
