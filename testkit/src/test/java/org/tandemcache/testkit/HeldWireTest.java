package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldWireTest {
    private final RedisServer redis = RedisServer.embedded();
    private HeldWire wire;

    @BeforeEach
    void open() throws IOException {
        wire = HeldWire.ofAll(redis);
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        redis.close();
    }

    @Test
    void wire_forwardsBothWays() {
        String large = "x".repeat(300_000);
        try (RespConnection connection = RespConnection.open(wire.host(), wire.port())) {
            assertThat(connection.call("SET", "key", large)).isEqualTo("OK");
            assertThat(connection.call("GET", "key")).isEqualTo(large);
        }
        assertThat(wire.uri()).isEqualTo("redis://127.0.0.1:" + wire.port());
    }

    @Test
    void replacedText_isChangedWhereverPacketsBeginAndEnd() {
        String large = "ab".repeat(150_000);
        redis.command("SET", "key", large);
        wire.replaceInReplies("abab", "cdef");
        try (RespConnection connection = RespConnection.open(wire.host(), wire.port())) {
            assertThat(connection.call("GET", "key")).isEqualTo("cdef".repeat(75_000));
            assertThat(connection.call("ECHO", "aba cd")).isEqualTo("aba cd");

            wire.release();
            assertThat(connection.call("GET", "key")).isEqualTo(large);
        }
    }

    @Test
    void lostRequest_takesNoEffectAndBreaksTheConnection() throws IOException {
        wire.loseRequestsAt("lost", 1);
        try (PlainClient client = connect()) {
            assertThat(client.ask("SET other value")).isEqualTo("+OK");

            assertThat(client.ask("SET lost value")).isNull();
        }
        assertThat(wire.losses()).isEqualTo(1);
        assertThat(redis.command("GET", "lost")).isNull();
        assertThatRestored("SET lost value");
    }

    @Test
    void lostReply_comesAfterTheEffectAndBreaksTheConnection() throws IOException {
        wire.loseRepliesTo("INCR lost", 2);
        for (int i = 0; i < 2; i++) {
            try (PlainClient client = connect()) {
                assertThat(client.ask("SET other value")).isEqualTo("+OK");
                assertThat(client.ask("INCR lost")).isNull();
            }
        }
        assertThat(wire.losses()).isEqualTo(2);
        assertThat(redis.command("GET", "lost")).isEqualTo("2");
        assertThatRestored("SET lost value");
    }

    @Test
    void heldRequest_waitsWithAllThatFollow() throws Exception {
        try (PlainClient client = connect()) {
            wire.holdRequestsAt("held");
            client.send("SET before value\r\nSET held value\r\nSET after value");
            assertThat(client.readLine()).isEqualTo("+OK");
            wire.awaitHeld();

            assertThat(redis.command("EXISTS", "before", "held", "after")).isEqualTo(1L);

            wire.release();
            assertThat(client.readLine()).isEqualTo("+OK");
            assertThat(client.readLine()).isEqualTo("+OK");
            assertThat(redis.command("EXISTS", "before", "held", "after")).isEqualTo(3L);
        }
    }

    @Test
    void heldReply_comesAfterTheEffect() throws Exception {
        try (PlainClient client = connect()) {
            wire.holdReplies();
            client.send("SET key value");
            wire.awaitHeld();

            assertThat(redis.command("GET", "key")).isEqualTo("value");
            assertThat(client.hearsNothingFor(100)).isTrue();

            wire.release();
            assertThat(client.readLine()).isEqualTo("+OK");
        }
    }

    @Test
    void delayedReply_comesLater() throws IOException {
        Duration delay = Duration.ofMillis(150);
        try (PlainClient client = connect()) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");
            wire.delayReplies(delay);
            long start = System.nanoTime();

            assertThat(client.ask("PING")).isEqualTo("+PONG");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
        }
    }

    @Test
    void cut_breaksConnectionsAndMakesNewOnesWaitForAdmission() throws IOException {
        try (PlainClient client = connect()) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");

            wire.cut();

            assertThat(client.readLine()).isNull();
            try (PlainClient next = connect()) {
                next.send("PING");
                assertThat(next.hearsNothingFor(100)).isTrue();

                wire.admit();
                assertThat(next.readLine()).isEqualTo("+PONG");
            }
        }
    }

    @Test
    void wireOfTrackedConnections_leavesOthersAlone() throws Exception {
        try (HeldWire ofTracked = new HeldWire(redis);
                PlainClient tracked = new PlainClient(ofTracked.host(), ofTracked.port());
                PlainClient other = new PlainClient(ofTracked.host(), ofTracked.port())) {
            String otherId = other.ask("CLIENT ID").substring(1);
            assertThat(tracked.ask("CLIENT TRACKING ON REDIRECT " + otherId)).isEqualTo("+OK");
            ofTracked.loseRequestsAt("key", 1);

            assertThat(other.ask("SET key value")).isEqualTo("+OK");
            assertThat(tracked.ask("SET key value")).isNull();
        }
    }

    @Test
    void close_breaksConnectionsAndRefusesNewOnes() throws IOException {
        try (PlainClient client = connect()) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");

            wire.close();

            assertThat(client.readLine()).isNull();
            assertThatExceptionOfType(IOException.class).isThrownBy(this::connect);
            assertThat(redis.command("PING")).isEqualTo("PONG");
        }
    }

    private PlainClient connect() throws IOException {
        return new PlainClient(wire.host(), wire.port());
    }

    private void assertThatRestored(String command) throws IOException {
        try (PlainClient client = connect()) {
            assertThat(client.ask(command)).isEqualTo("+OK");
        }
    }
}
