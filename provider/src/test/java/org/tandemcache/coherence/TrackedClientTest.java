package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tandemcache.Await;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Validity;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** When tracking that was refused is tried again. */
@Tag("server")
@WithRedis(own = true)
class TrackedClientTest {
    private static final FarKey KEY = new FarKey("key", "tandem:cache:{}s:key".getBytes(StandardCharsets.UTF_8));

    private final AtomicLong clock = new AtomicLong(ThreadLocalRandom.current().nextLong());
    private final AtomicLong looks = new AtomicLong(); // at the clock
    private final RedisServer redis;
    private RedisConnector connector;
    private TrackedClient client;

    TrackedClientTest(RedisServer redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
        open("?timeout=30s");
    }

    private void open(String options) {
        connector = new RedisConnector(
                RedisServerAddress.parse("redis://app:secret@" + redis.host() + ":" + redis.port() + options, "test"));
        client = new TrackedClient(connector, Duration.ofMinutes(1), (node, state, cause, detail) -> {}, () -> {
            looks.incrementAndGet();
            return clock.get();
        });
    }

    @AfterEach
    void close() {
        client.close();
        connector.close();
        redis.command("ACL", "DELUSER", "app");
    }

    @Test
    void tracking_refusedAndAllowedLater_isTriedAgainAfterHalfAMinute() throws Exception {
        forbid();
        assertUnavailable();
        assertThat(client.coherence().state()).isEqualTo(Coherence.State.OFF);
        allow();

        pass(Duration.ofSeconds(30).minusNanos(1));
        assertUnavailable();
        assertThat(redis.clients()).noneMatch(ClientInfo::isTracking);
        pass(Duration.ofNanos(1));
        Found found = awaitRead();

        assertThat(found.validity().holds(System.nanoTime())).isTrue();
        assertThat(client.coherence().state()).isEqualTo(Coherence.State.COHERENT);
        assertThat(client.coherence().detail()).isEmpty();
    }

    @Test
    void tracking_refusedAgain_isTriedAgainHalfAMinuteLater() throws Exception {
        forbid();
        assertUnavailable();
        pass(Duration.ofSeconds(30));
        assertFailsAnew();
        allow();

        pass(Duration.ofSeconds(30).minusNanos(1));
        assertUnavailable();
        pass(Duration.ofNanos(1));

        assertThat(awaitRead().entry()).isNull();
    }

    @Test
    void server_thatWasNotThere_isTriedAgainAfterASecond() throws Exception {
        connector.view(); // as whoever reads elsewhere finds it out
        redis.kill();
        assertUnavailable();
        assertThat(client.coherence().state()).isEqualTo(Coherence.State.SUSPENDED);
        redis.restart();
        redis.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");

        pass(Duration.ofSeconds(1).minusNanos(1));
        assertUnavailable();
        pass(Duration.ofNanos(1));

        assertThat(awaitRead().validity().holds(System.nanoTime())).isTrue();
    }

    /** Lettuce connects again by itself; what the server says then is told as at the first time. */
    @Test
    void tracking_forbiddenAndAllowedBetweenReconnects_isOffAndComesBack() throws Exception {
        Validity promise = read().validity();
        assertThat(promise.holds(System.nanoTime())).isTrue();

        forbid();
        redis.killClients(ClientInfo::isTracking);
        Await.until("tracking is off", () -> client.coherence().state() == Coherence.State.OFF);
        assertThat(promise.holds(System.nanoTime())).isFalse();
        assertThat(client.coherence().detail()).contains("NOPERM").contains("+client|tracking");

        allow();
        Await.until("tracking is back", () -> client.coherence().state() == Coherence.State.COHERENT);
        assertThat(promise.holds(System.nanoTime())).isFalse();
        assertThat(read().validity().holds(System.nanoTime())).isTrue();
    }

    /** A reader waited for two seconds, every three seconds. */
    @Test
    void read_whileTheConnectionCantBeMade_waitsForItOnceAtTheMost() throws Exception {
        client.close();
        connector.close();
        open("?timeout=1s"); // which is waited for
        Await.until("the server is known", () -> succeeds(() -> connector.view()));
        redis.pause();
        try {
            assertUnavailable(); // which waits
            pass(Duration.ofSeconds(1));

            assertThatThrownBy(this::read).hasMessageContaining("is being made anew");
        } finally {
            redis.resume();
        }
        Await.until("it is read", () -> {
            pass(Duration.ofSeconds(30)); // an answer of a busy machine may come too late, too
            return succeeds(this::read);
        });
    }

    private void assertFailsAnew() {
        long before = looks.get(); // one follows to see whether it is time, and one when it has failed
        assertUnavailable(); // it has only begun
        Await.until("it has ended", () -> looks.get() >= before + 2);
    }

    /** Nobody waits for a later attempt: each read that finds none there says so. */
    private Found awaitRead() {
        AtomicReference<Found> found = new AtomicReference<>();
        Await.until(
                "it is read",
                () -> succeeds(() -> {
                    Found now = read();
                    found.set(now);
                    return now;
                }));
        return found.get();
    }

    private static boolean succeeds(Callable<?> action) {
        try {
            action.call();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private void forbid() {
        redis.command("ACL", "SETUSER", "app", "-client|tracking");
    }

    private void allow() {
        redis.command("ACL", "SETUSER", "app", "+client|tracking");
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void assertUnavailable() {
        assertThatThrownBy(this::read)
                .isInstanceOf(FarTierException.class)
                .satisfies(e -> assertThat(((FarTierException) e).kind()).isEqualTo(FarTierException.Kind.UNAVAILABLE));
    }

    private Found read() throws Exception {
        CompletableFuture<Found> answer = new CompletableFuture<>();
        client.read(List.of(KEY), List.of(new CoherentReads.Answer() {
            @Override
            public void sent(Validity promise) {}

            @Override
            public void arrived() {}

            @Override
            public void found(StoredEntry entry, long sentAt, Validity validity) {
                answer.complete(new Found(entry, validity));
            }

            @Override
            public void failed(FarTierException failure) {
                answer.completeExceptionally(failure);
            }
        }));
        return answer.get(60, TimeUnit.SECONDS);
    }

    private record Found(StoredEntry entry, Validity validity) {}
}
