package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.Credentials;
import org.tandemcache.config.CredentialsProvider;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Users and passwords that change while caches are open. */
@Tag("server")
@WithRedis
class CredentialsTest {
    private static final String[] EVERYTHING = {"~*", "&*", "+@all"};

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    private final Rotating provider = new Rotating("0ne");
    private final Logger logger = (Logger) LoggerFactory.getLogger("root");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    CredentialsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
        logged.list = new CopyOnWriteArrayList<>(); // written by event loops
    }

    @BeforeEach
    void addUser() {
        redis.addUser("app", "0ne", EVERYTHING);
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void noSecretIsLogged() {
        logger.detachAppender(logged);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("0ne") || line.contains("tw0"));
    }

    /** What a program hands over. */
    private static final class Rotating implements CredentialsProvider {
        private final Set<String> threads = ConcurrentHashMap.newKeySet();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile Credentials current;
        private volatile Runnable renewed;

        Rotating(String password) {
            rotateTo("app", password);
        }

        void rotateTo(String user, String password) {
            current = new Credentials(user, password);
        }

        @Override
        public Credentials credentials() {
            calls.incrementAndGet();
            threads.add(Thread.currentThread().getName());
            return current;
        }

        @Override
        public void onRenewal(Runnable run) {
            renewed = run;
        }
    }

    private static Properties properties(String uri, CredentialsProvider provider) {
        Properties properties = CacheFixture.properties(uri);
        properties.put(ManagerSettings.CREDENTIALS_PROVIDER, provider);
        return properties;
    }

    private Cache<String, String> cache(String uri, CredentialsProvider asked) {
        return tandem.newManager(properties(uri, asked))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    private Cache<String, String> cache(CredentialsProvider asked) {
        return cache(redis.uri().toString(), asked);
    }

    /** Waits for connections that are being made again. */
    private static void awaitWriteAndNearHit(Cache<String, String> cache, String value) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        Await.until("a write of " + value, () -> {
            try {
                cache.put("key", value);
                return true;
            } catch (CacheException e) {
                return false;
            }
        });
        Await.until("a near hit of " + value, () -> {
            long before = tiers.getNearHits();
            return value.equals(cache.get("key")) && tiers.getNearHits() > before;
        });
    }

    private static void rotate(RedisServer server) {
        server.command("ACL", "SETUSER", "app", "resetpass", ">tw0");
        server.killClients(client -> true);
    }

    private static String user(ClientInfo client) {
        return client.fields().get("user");
    }

    private static Throwable failure(Cache<String, String> cache) {
        Throwable failure = catchThrowable(() -> cache.put("key", "value"));
        assertThat(failure).isInstanceOf(CacheException.class);
        assertThat(Throwables.getStackTrace(failure)).doesNotContain("0ne").doesNotContain("tw0");
        return failure;
    }

    @Test
    void password_rotatedOnTheServer_isAskedForAnew() {
        Cache<String, String> cache = cache(provider);
        awaitWriteAndNearHit(cache, "before");

        provider.rotateTo("app", "tw0");
        rotate(redis);

        awaitWriteAndNearHit(cache, "after");
        assertThat(provider.threads).isNotEmpty().allMatch(name -> name.startsWith("tandem-"));
    }

    @Test
    void connection_each_asksOnce() {
        Cache<String, String> cache = cache(provider);
        awaitWriteAndNearHit(cache, "value");

        assertThat(redis.clients()).hasSize(2);
        assertThat(provider.calls).hasValue(2);
    }

    @Test
    void password_rotatedInACluster_isAskedForAnew() {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            cluster.addUser("app", "0ne", EVERYTHING);
            Cache<String, String> cache = cache(cluster.uri(), provider);
            awaitWriteAndNearHit(cache, "before");

            provider.rotateTo("app", "tw0");
            cluster.nodes().forEach(CredentialsTest::rotate);

            awaitWriteAndNearHit(cache, "after");
        }
    }

    @Test
    void password_rotatedBehindSentinels_isAskedForAnew() {
        try (RedisSentinels sentinels = RedisSentinels.start(1)) {
            sentinels.addUser("app", "0ne", EVERYTHING);
            Cache<String, String> cache = cache(sentinels.uri(), provider);
            awaitWriteAndNearHit(cache, "before");

            provider.rotateTo("app", "tw0");
            sentinels.servers().forEach(server -> {
                server.command("ACL", "SETUSER", "app", "resetpass", ">tw0");
                server.killClients(client -> user(client).equals("app"));
            });

            awaitWriteAndNearHit(cache, "after");
            sentinels.failover();
            awaitWriteAndNearHit(cache, "of the new master");
        }
    }

    @Test
    void renewal_isSaidOnOpenConnections_andCopiesStay() {
        redis.addUser("app-2", "tw0", EVERYTHING);
        Cache<String, String> cache = cache(provider);
        awaitWriteAndNearHit(cache, "value");
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        Set<Long> connections = redis.clients().stream().map(ClientInfo::id).collect(Collectors.toSet());

        provider.rotateTo("app-2", "tw0");
        provider.renewed.run();
        Await.until(
                "both connections are of the new user",
                () -> redis.clients().stream().allMatch(client -> user(client).equals("app-2")));

        long hits = tiers.getNearHits();
        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(tiers.getNearHits()).isEqualTo(hits + 1);
        redis.command("DEL", CacheFixture.redisKey("key"));
        Await.until("the copy is called back", () -> cache.get("key") == null);
        assertThat(redis.clients()).extracting(ClientInfo::id).containsExactlyInAnyOrderElementsOf(connections);
    }

    @Test
    void renewal_thatTheServerRefuses_leavesConnectionsAsTheyAre() {
        Cache<String, String> cache = cache(provider);
        awaitWriteAndNearHit(cache, "before");
        int asked = provider.calls.get();

        provider.rotateTo("app", "tw0");
        provider.renewed.run();
        Await.until("the provider was asked", () -> provider.calls.get() > asked);
        Await.until(
                "the server has refused",
                () -> logged.list.stream()
                        .anyMatch(event -> event.getFormattedMessage().contains("Re-authentication failed")));

        awaitWriteAndNearHit(cache, "after");
    }

    @Test
    void wrongPassword_isToldWithItsOrigin() {
        provider.rotateTo("app", "tw0");

        assertThat(failure(cache(provider)))
                .hasMessageContaining("WRONGPASS")
                .hasMessageContaining(redis.host() + ":" + redis.port())
                .hasMessageContaining("property tandem.redis.uri")
                .hasMessageContaining(Rotating.class.getName())
                .hasMessageContaining("cache manager's properties");
    }

    @Test
    void password_rotatedAndNotToldToTheProvider_isToldToWhoeverIsRefused() {
        Cache<String, String> cache = cache(provider);
        awaitWriteAndNearHit(cache, "before");

        rotate(redis);

        Await.until("the refusal names its cause", () -> {
            Throwable failure = catchThrowable(() -> cache.put("key", "value"));
            return failure != null && String.valueOf(failure.getMessage()).contains("WRONGPASS");
        });
        provider.rotateTo("app", "tw0");
        awaitWriteAndNearHit(cache, "after");
    }

    @Test
    void provider_thatThrows_isNamed() {
        assertThat(failure(cache(() -> {
                    throw new IllegalStateException("the vault is sealed");
                })))
                .hasMessageContaining("credentials provider " + CredentialsTest.class.getName())
                .hasMessageContaining("the vault is sealed")
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void provider_thatTellsNothing_isNamed() {
        assertThat(failure(cache(() -> null))).hasMessageContaining("has returned null");
    }

    @Test
    void provider_thatDoesNotAnswer_isWaitedForNoLongerThanForRedis() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try {
            Cache<String, String> cache = cache(CacheFixture.waiting(redis.uri().toString(), "1s"), () -> {
                end.await(10, TimeUnit.MINUTES);
                return new Credentials("app", "0ne");
            });
            CompletableFuture.runAsync(() -> failure(cache)).get(1, TimeUnit.MINUTES);
        } finally {
            end.countDown();
        }
    }

    /** Named by a setting, and closed with the manager. */
    public static final class Named implements CredentialsProvider, AutoCloseable {
        static final AtomicInteger CLOSED = new AtomicInteger();

        @Override
        public Credentials credentials() {
            return new Credentials("app", "0ne");
        }

        @Override
        public void close() {
            CLOSED.incrementAndGet();
        }
    }

    @Test
    void provider_ofASetting_isMadeAndClosedWithTheManager() {
        Properties properties = CacheFixture.properties(redis.uri().toString());
        properties.setProperty(ManagerSettings.CREDENTIALS_PROVIDER, Named.class.getName());
        int before = Named.CLOSED.get();
        CacheManager manager = tandem.newManager(properties);
        Cache<String, String> cache = manager.createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        awaitWriteAndNearHit(cache, "value");

        assertThat(redis.clients()).extracting(CredentialsTest::user).containsOnly("app");
        manager.close();
        assertThat(Named.CLOSED).hasValue(before + 1);
    }

    @Test
    void provider_besideAPasswordInTheAddress_isRefused() {
        for (String userInfo : List.of("app:0ne@", ":0ne@")) {
            String uri = "redis://" + userInfo + redis.host() + ":" + redis.port();
            assertThatThrownBy(() -> cache(uri, provider))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one of the two")
                    .hasMessageContaining("property tandem.redis.uri")
                    .hasMessageNotContaining("0ne");
        }
    }

    @Test
    void object_thatIsNoProvider_isRefused() {
        Properties properties = tandem.properties();
        properties.put(ManagerSettings.CREDENTIALS_PROVIDER, 7);
        assertThatThrownBy(() -> tandem.newManager(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining(CredentialsProvider.class.getName());
    }

    @Test
    void credentials_withoutAPassword_areRefused_andTheirTextShowsNone() {
        assertThatThrownBy(() -> new Credentials("app", "")).hasMessageContaining("password is empty");
        assertThatThrownBy(() -> new Credentials("", "0ne")).hasMessageContaining("user is empty");
        assertThat(new Credentials(null, "0ne")).asString().contains("default").doesNotContain("0ne");
    }
}
