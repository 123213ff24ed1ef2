package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerGroupTest {
    private final ServerGroup group = new ServerGroup("Group", Duration.ofMillis(50));
    private final RedisServer server = group.add(List.of());

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void await_beyondItsLimit_saysWhatIsInTheWayAndShowsLogs() {
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> group.await("goal", () -> Optional.of("obstacle")))
                .withMessageStartingWith("Group, goal: not within 50 ms: obstacle\n" + server + ", end of its log:\n")
                .withMessageContaining("Ready to accept connections");
    }

    @Test
    void await_takesErrorsOfRedisForObstacles() {
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> group.await("goal", () -> Optional.of(String.valueOf(server.command("INCR")))))
                .withMessageContaining("wrong number of arguments");
    }

    @Test
    void await_returnsWhenNothingIsInTheWay() {
        AtomicInteger looks = new AtomicInteger();

        new ServerGroup("Patient", Duration.ofSeconds(30))
                .await("goal", () -> looks.incrementAndGet() < 2 ? Optional.of("obstacle") : Optional.empty());

        assertThat(looks).hasValue(2);
    }

    @Test
    void serving_areThoseThatAreNeitherPausedNorKilled() {
        RedisServer other = group.add(List.of());

        server.pause();
        assertThat(group.serving()).containsExactly(other);
        other.kill();
        assertThat(group.serving()).isEmpty();
        server.resume();
        other.restart();
        assertThat(group.serving()).containsExactly(server, other);
    }

    @Test
    void close_endsAll() {
        group.close();

        RedisServerTest.assertThatRefused(server);
    }
}
