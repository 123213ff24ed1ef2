package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisServerFaultsTest {
    private final RedisServer server = RedisServer.embedded();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void pause_stopsAnswers_resumeGivesThem() throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            server.pause();
            server.pause();
            client.send("PING");

            assertThat(client.hearsNothingFor(200)).isTrue();

            server.resume();
            assertThat(client.readLine()).isEqualTo("+PONG");
        }
    }

    @Test
    void resume_withoutPause_doesNothing() {
        server.resume();

        assertThat(server.command("PING")).isEqualTo("PONG");
    }

    @Test
    void kill_breaksConnectionsAndRefusesNewOnes() throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");

            server.kill();

            assertThat(client.readLine()).isNull();
            RedisServerTest.assertThatRefused(server);
            assertThatExceptionOfType(RedisServerException.class)
                    .isThrownBy(server::pause)
                    .withMessageContaining("isn't running");
        }
    }

    @Test
    void kill_endsPausedServer() {
        server.pause();

        server.kill();

        RedisServerTest.assertThatRefused(server);
    }

    @Test
    void restart_keepsAddressAndConfigurationButNoData() throws IOException {
        try (RedisServer configured = RedisServer.embedded("maxmemory 10mb");
                PlainClient client = new PlainClient(configured)) {
            int port = configured.port();
            String firstRun = configured.info("server").get("run_id");
            configured.command("SET", "key", "value");

            configured.restart();

            assertThat(configured.port()).isEqualTo(port);
            assertThat(configured.info("server").get("run_id")).isNotEqualTo(firstRun);
            assertThat(configured.info("memory")).containsEntry("maxmemory", "10485760");
            assertThat(configured.command("GET", "key")).isNull();
            assertThat(client.readLine()).isNull();
        }
    }

    @Test
    void killClients_cutsTheChosenOnly() throws IOException {
        try (PlainClient chosen = new PlainClient(server);
                PlainClient other = new PlainClient(server)) {
            chosen.ask("CLIENT SETNAME chosen");
            other.ask("CLIENT SETNAME other");

            assertThat(server.killClients(client -> client.name().equals("chosen")))
                    .isEqualTo(1);

            assertThat(chosen.readLine()).isNull();
            assertThat(other.ask("PING")).isEqualTo("+PONG");
            assertThat(server.clients()).extracting(ClientInfo::name).containsExactly("other");
        }
    }

    @Test
    void clients_tellsWhatEachDoes() throws IOException {
        try (PlainClient subscriber = new PlainClient(server);
                PlainClient tracking = new PlainClient(server)) {
            String subscriberId = subscriber.ask("CLIENT ID").substring(1);
            subscriber.ask("SUBSCRIBE channel");
            tracking.ask("CLIENT TRACKING ON REDIRECT " + subscriberId);

            assertThat(server.clients())
                    .extracting(ClientInfo::isSubscriber, ClientInfo::isTracking)
                    .containsExactly(tuple(true, false), tuple(false, true));
            assertThat(server.clients())
                    .allSatisfy(client -> assertThat(client.fields()).containsKeys("addr", "age", "cmd"));
        }
    }

    @Test
    void freshen_bringsBackAndEmpties() {
        server.command("SET", "key", "value");
        server.pause();
        server.freshen();
        assertThat(server.command("DBSIZE")).isEqualTo(0L);

        server.kill();
        server.freshen();
        assertThat(server.command("PING")).isEqualTo("PONG");
    }
}
