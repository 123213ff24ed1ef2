package org.tandemcache.far.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.Await;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A connection is handed out once it takes commands. */
@WithRedis
class ActivationsTest {
    private final Activations activations = new Activations();
    private final RedisClient client;

    ActivationsTest(RedisServer redis) {
        this.client = RedisClient.create(RedisURI.create(redis.uri()));
    }

    @AfterEach
    void shutDown() {
        client.shutdown();
    }

    @Test
    void connection_ofAClientThatIsListenedTo_isActive() {
        client.addListener(activations);

        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(activations.of(connection)).isCompleted();
        }
    }

    /** One of some hundred that asked for credentials, on a busy machine: its first command was refused. */
    @Test
    void connection_handedOutBeforeItsChannelIsActive_isWaitedFor() {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            CompletableFuture<Void> active = activations.of(connection);
            assertThat(active).isNotDone();

            activations.onRedisConnected((RedisChannelHandler<?, ?>) connection, new InetSocketAddress(0));

            assertThat(active).isCompleted();
            assertThat(activations.of(connection)).isCompleted();
        }
    }

    @Test
    void connection_lost_isWaitedForAgain(RedisServer redis) {
        client.addListener(activations);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            redis.kill();
            Await.until("the loss is told", () -> !activations.of(connection).isDone());
            redis.restart();

            activations.of(connection).join();

            assertThat(connection.sync().ping()).isEqualTo("PONG");
        }
    }
}
