package org.tandemcache.examples.recipes.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.examples.recipes.Jvms;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.examples.recipes.lock.CacheLock.Held;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis(own = true)
class LockTest {
    private static final int JVMS = 3;
    private static final int TURNS = Integer.getInteger("tandem.test.recipes.turns", 60);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Stage stage;

    LockTest(RedisServer redis) {
        stage = Stage.over(redis);
    }

    @AfterEach
    void closeNodes() {
        stage.close();
    }

    @Test
    void lock_ofManyJvms_isNeverHeldTwice(RedisServer redis) throws Exception {
        try (Jvms jvms = Jvms.start(JVMS, LockingJvm.class, redis.uri().toString())) {
            assertThat(jvms.all(Integer.toString(TURNS)))
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, JVMS * TURNS)
                            .mapToObj(fence -> "fence " + fence)
                            .toList());
        }
        assertThat(redis.command("GET", LockingJvm.TOTAL)).hasToString(Integer.toString(JVMS * TURNS));
    }

    @Test
    void pausedHolder_whoseLeaseEnded_isRefusedByItsFence() {
        CacheLock a = lock("node-a", SHORT);
        CacheLock b = lock("node-b", SHORT);
        FencedAccount account = new FencedAccount();
        Held paused = LockRecipe.await(a, "account");
        Held next = LockRecipe.await(b, "account"); // once the lease of the first has ended
        assertThat(next.fence()).isGreaterThan(paused.fence());
        assertThat(account.deposit(100, next.fence())).isTrue();
        assertThat(account.deposit(100, paused.fence())).isFalse();
        assertThat(account.deposit(1, next.fence())).isTrue();
        assertThat(account.balance()).isEqualTo(101);
    }

    @Test
    void holder_thatHasLostItsLock_neitherExtendsNorReleasesAnothers() {
        CacheLock shortly = lock("node-a", SHORT);
        Held lost = LockRecipe.await(shortly, "account");
        CacheLock lasting = lock("node-b", LONG);
        Held next = LockRecipe.await(lasting, "account");
        assertThat(lost.extend()).isFalse();
        assertThat(lost.release()).isFalse();
        assertThat(shortly.tryLock("account")).isEmpty();
        assertThat(next.extend()).isTrue();
        assertThat(next.release()).isTrue();
        assertThat(LockRecipe.await(shortly, "account").fence()).isGreaterThan(next.fence());
    }

    @Test
    void extend_beginsTheLeaseAnew(RedisServer redis) {
        CacheLock lock = lock("node-a", LONG);
        Held held = LockRecipe.await(lock, "account");
        redis.command("PEXPIRE", "tandem:lock-holders:{}s:account", "20000");
        assertThat(held.extend()).isTrue();
        assertThat((Long) redis.command("PTTL", "tandem:lock-holders:{}s:account"))
                .isGreaterThan(200_000);
    }

    @Test
    void lock_whileRedisIsAway_isGivenToNobody(RedisServer redis) {
        CacheLock lock = lock("node-a", LONG);
        assertThat(lock.tryLock("account")).isPresent();
        redis.kill();
        assertThatThrownBy(() -> lock.tryLock("another")).isInstanceOf(CacheException.class);
    }

    private CacheLock lock(String node, Duration lease) {
        return new CacheLock(stage.node(node), lease);
    }
}
