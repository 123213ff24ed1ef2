package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/** A master that Sentinels watch over, and its copies while it is replaced. */
@Tag("server")
class SentinelTest {
    private static final long LEASE_MILLIS = 800;
    private static final List<String> KEYS =
            IntStream.range(0, 30).mapToObj(i -> "key " + i).toList();

    private static RedisSentinels redis;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(CacheFixture.waiting(redis.uri(), "2s"));

    private Cache<String, String> near;
    private TandemCacheMXBean tiers;
    private Cache<String, String> elsewhere;

    @BeforeAll
    static void start() {
        redis = RedisSentinels.start(1);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void fill() {
        redis.primary().command("FLUSHALL");
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_LEASE, LEASE_MILLIS + " ms");
        near = tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        tiers = near.unwrap(TandemCache.class).tiers();
        elsewhere = tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                                .withNear(NearConfiguration.off()));
        KEYS.forEach(key -> putWhenItServes(key, "old"));
        awaitCopies();
    }

    private void awaitCopies() {
        Await.until("every key has a copy", () -> {
            KEYS.forEach(this::readWhenItServes);
            long before = tiers.getNearHits();
            KEYS.forEach(this::readWhenItServes);
            return tiers.getNearHits() - before == KEYS.size();
        });
    }

    /** Null while the master is being replaced, or asked in vain. */
    private @Nullable String readWhenItServes(String key) {
        try {
            return near.get(key);
        } catch (CacheException e) {
            return null;
        }
    }

    private void awaitSeen(String value) {
        KEYS.forEach(key -> Await.until(key + " is seen", () -> value.equals(readWhenItServes(key))));
    }

    private void putWhenItServes(String key) {
        putWhenItServes(key, "new");
    }

    private void putWhenItServes(String key, String value) {
        Await.until("a write of " + key + " succeeds", () -> {
            try {
                elsewhere.put(key, value);
                return true;
            } catch (CacheException e) {
                return false;
            }
        });
    }

    @Test
    void operations_throughSentinels_reachTheMaster() {
        Set<String> found = new HashSet<>();
        near.forEach(entry -> found.add(entry.getKey()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(KEYS);
        redis.primary().command("DEL", CacheFixture.redisKey("key 1"));
        Await.until("the copy is gone", () -> near.get("key 1") == null);
        near.clear();
        assertThat(redis.primary().command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void failover_requested_endsThePromiseOfTheFormerMaster() {
        redis.failover();
        KEYS.forEach(this::putWhenItServes);

        awaitSeen("new");
        awaitCopies();
        redis.primary().command("DEL", CacheFixture.redisKey("key 1"));
        Await.until("the copy is gone", () -> near.get("key 1") == null);
    }

    @Test
    void master_killed_isReplaced() {
        RedisServer former = redis.primary();
        redis.failoverByKill();
        KEYS.forEach(this::putWhenItServes);

        awaitSeen("new");
        awaitCopies();
        former.restart();
        redis.awaitReady();
    }

    /** It calls itself the master for some seconds after it goes on. */
    @Test
    void master_pausedForLongerThanTheFailover_isReadNoMore() {
        RedisServer former = redis.primary();
        redis.failoverByPause();
        KEYS.forEach(this::putWhenItServes);

        // This node may hear later of the other master, and asks in vain; what it serves is none of the old copies.
        KEYS.forEach(key -> Await.until(key + " is seen", () -> {
            String read = readWhenItServes(key);
            assertThat(read).isNotEqualTo("old");
            return "new".equals(read);
        }));
        former.resume();
        for (int i = 0; i < 1_000; i++) {
            KEYS.forEach(key -> assertThat(near.get(key)).isEqualTo("new"));
        }
        redis.awaitReady();
        KEYS.forEach(key -> assertThat(near.get(key)).isEqualTo("new"));
    }

    /** Their epochs begin at zero, and whoever believed in higher ones found the master never again. */
    @Test
    void sentinels_thatWereSetUpAnew_areBelieved() {
        redis.failover(); // an epoch above that of the new ones
        putWhenItServes("before");
        List<RedisServer> sentinels = redis.sentinels();
        RedisServer former = redis.primary();
        try (RedisServer other = RedisServer.embedded()) {
            monitor(sentinels, other);
            try {
                Await.until("the other master is written to", () -> {
                    putWhenItServes("key 1");
                    return other.command("GET", CacheFixture.redisKey("key 1")) != null;
                });
                Await.until("it is read from", () -> "new".equals(readWhenItServes("key 1")));
            } finally {
                monitor(sentinels, former);
            }
        }
        redis.awaitReady();
    }

    private static void monitor(List<RedisServer> sentinels, RedisServer master) {
        String name = redis.primaryName();
        sentinels.forEach(sentinel -> {
            sentinel.command("SENTINEL", "REMOVE", name);
            sentinel.command("SENTINEL", "MONITOR", name, master.host(), "" + master.port(), "2");
            sentinel.command("SENTINEL", "SET", name, "down-after-milliseconds", "2000", "failover-timeout", "3000");
        });
    }

    /** Nothing corrected it: the answers told no later epoch. */
    @Test
    void news_ofASwitchThatWasUndoneSince_doNotDecide() throws IOException {
        RedisServer replica = redis.replicas().get(0);
        RedisServer primary = redis.primary();
        String news = String.join(
                " ", redis.primaryName(), primary.host(), "" + primary.port(), replica.host(), "" + replica.port());
        try (SilentWire wire = new SilentWire(redis.sentinels().get(0))) {
            near = tandem.newManager(CacheFixture.properties(
                            wire.uri().replace("redis:", "redis-sentinel:") + "#" + redis.primaryName()))
                    .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            tiers = near.unwrap(TandemCache.class).tiers();
            awaitCopies();
            Await.until("the Sentinel is listened to", wire::hasSubscribers);

            wire.tellSubscribers("+switch-master", news);

            Await.until(
                    "the copies have lost their promise",
                    () -> tiers.getFlushes().get("TOPOLOGY_CHANGED") > 0);
            near.put("key 1", "new");
            assertThat(near.get("key 1")).isEqualTo("new");
            awaitCopies();
        }
    }

    @Test
    void sentinels_withAPasswordOfTheirOwn_areAskedByIt() {
        List<RedisServer> sentinels = redis.sentinels();
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.SENTINEL_USER, "watcher");
        properties.setProperty(ManagerSettings.SENTINEL_PASSWORD, "s3cret");
        sentinels.forEach(sentinel -> {
            sentinel.command("ACL", "SETUSER", "watcher", "on", ">s3cret", "allchannels", "+@all");
            sentinel.command("ACL", "SETUSER", "default", "nopass", "-@all", "+auth", "+acl", "+hello");
        });
        try {
            Cache<String, String> refused =
                    tandem.newManager().createCache("refused", CacheFixture.textsConfiguration());
            assertThatThrownBy(() -> refused.get("key")).hasMessageContaining("no Sentinel tells");

            Cache<String, String> cache =
                    tandem.newManager(properties).createCache("own", CacheFixture.textsConfiguration());
            cache.put("key", "value");
            assertThat(cache.get("key")).isEqualTo("value");
        } finally {
            sentinels.forEach(sentinel -> sentinel.command("ACL", "SETUSER", "default", "allchannels", "+@all"));
        }
    }

    @Test
    void sentinel_givenAsAServer_isToldAsThat() {
        RedisServer sentinel = redis.sentinels().get(0);
        Cache<String, String> cache = tandem.newManager(
                        CacheFixture.properties("redis://" + sentinel.host() + ":" + sentinel.port()))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());

        assertThatThrownBy(() -> cache.get("key"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("it is a Sentinel and keeps no entries")
                .hasMessageContaining("redis-sentinel://" + sentinel.host() + ":" + sentinel.port() + "#");
    }

    @Test
    void master_thatNoSentinelKnows_isToldByItsName() {
        String uri = redis.uri().replaceFirst("#.*", "#stranger");
        Cache<String, String> cache = tandem.newManager(CacheFixture.properties(uri))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());

        assertThatThrownBy(() -> cache.get("key"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("stranger")
                .hasMessageContaining("no Sentinel tells where the master is");
    }

    @Test
    void uri_withoutTheNameOfTheMaster_isRefused() {
        assertThatThrownBy(() ->
                        tandem.newManager(CacheFixture.properties(redis.uri().replaceFirst("#.*", ""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis-sentinel://");
    }
}
