package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.RedisTlsServer;
import org.tandemcache.testkit.TestCertificates;

/** Whoever is connected to for the first time and is not what was expected is told by what it is. */
@Tag("server")
class FirstContactTest {
    private static final String IN_VAIN = "can't be reached";

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://127.0.0.1:1");

    private Cache<String, String> cache(String uri) {
        return cache(CacheFixture.properties(uri));
    }

    private Cache<String, String> cache(Properties properties) {
        return tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    private static String refusal(Cache<String, String> cache) {
        Throwable failure = catchThrowable(() -> cache.put("key", "value"));
        assertThat(failure).isInstanceOf(CacheException.class);
        return String.valueOf(failure.getMessage());
    }

    /** Whoever answers has time for it, whatever else the machine has to do. */
    private AbstractStringAssert<?> assertThatRefusalBy(String uri) {
        return assertThatSilenceOf(CacheFixture.waiting(uri, "20s"));
    }

    private AbstractStringAssert<?> assertThatSilenceOf(String uri) {
        return assertThat(refusal(cache(uri))).doesNotContain(IN_VAIN, "s3cret").contains("the address came from the ");
    }

    private static String plain(RedisServer redis) {
        return "redis://" + redis.host() + ":" + redis.port();
    }

    // ------------------------------------------------------------------------------------------------ its version

    @Test
    void server_olderThanNeeded_isToldWithBothVersions() throws IOException {
        try (RedisServer redis = RedisServer.embedded();
                HeldWire wire = HeldWire.ofAll(redis)) {
            String version = versionOf(redis);
            wire.replaceInReplies("$" + version.length() + "\r\n" + version, "$6\r\n6.0.16");

            assertThatRefusalBy(wire.uri()).contains("was reached", "of version 6.0.16, and 6.2 or later is needed");
        }
    }

    /** As one before 6.0, which does not know HELLO. */
    @Test
    void server_thatDoesNotKnowHello_isToldWithBothVersions() throws IOException {
        try (RedisServer redis = RedisServer.embedded("rename-command HELLO \"\"");
                HeldWire wire = HeldWire.ofAll(redis)) {
            String version = redis.info("server").get("redis_version");
            String older = "5.0.99999999".substring(0, version.length());
            wire.replaceInReplies("redis_version:" + version, "redis_version:" + older);

            assertThatRefusalBy(wire.uri()).contains("of version " + older + ", and 6.2 or later is needed");
        }
    }

    /** It repeats the arguments of HELLO, the password among them; the log said so. */
    @Test
    void server_thatDoesNotTellItsVersion_isTakenAsItIs_andNoSecretIsLogged() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = listened(root);
        try (RedisServer redis = RedisServer.embedded("rename-command HELLO \"\"")) {
            Cache<String, String> cache = cache(
                    redis.addUser("app", "s3cret", "~*", "&*", "+@all", "-info").toString());

            cache.put("key", "value");

            assertThat(cache.get("key")).isEqualTo("value");
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.contains("ERR unknown command 'HELLO'"))
                    .noneMatch(line -> line.contains("s3cret"));
        } finally {
            root.detachAppender(lines);
        }
    }

    private static ListAppender<ILoggingEvent> listened(Logger logger) {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.list = new CopyOnWriteArrayList<>(); // written by event loops
        lines.start();
        logger.addAppender(lines);
        return lines;
    }

    private static String versionOf(RedisServer redis) {
        List<?> hello = (List<?>) redis.command("HELLO");
        return String.valueOf(hello.get(hello.indexOf("version") + 1));
    }

    // ------------------------------------------------------------------------------------- what it is, and speaks

    @Test
    void webServer_isToldAsOne() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        try {
            assertThatRefusalBy("redis://127.0.0.1:" + web.getAddress().getPort())
                    .contains("it is no Redis, for it answers \"HTTP/1.1 400", "as a web server does");
        } finally {
            web.stop(0);
        }
    }

    @Test
    void tls_onTheServersSideOnly_isTold() {
        try (TestCertificates certificates = TestCertificates.create();
                RedisTlsServer redis = RedisTlsServer.start(certificates.server())) {
            assertThatRefusalBy("redis://" + redis.host() + ":" + redis.port()).contains("rediss://");
        }
    }

    @Test
    void tls_onTheClientsSideOnly_isTold() {
        try (RedisServer redis = RedisServer.embedded()) {
            assertThatSilenceOf("rediss://" + redis.host() + ":" + redis.port() + "?timeout=1s")
                    .contains("speaks no TLS", "redis://");
        }
    }

    @Test
    void serverOfKeys_takenForASentinel_isTold() {
        try (RedisServer redis = RedisServer.embedded()) {
            assertThatRefusalBy("redis-sentinel://" + redis.host() + ":" + redis.port() + "#primary")
                    .contains("what answers is no Sentinel", "redis://");
        }
    }

    @Test
    void master_thatTheSentinelsDoNotKnow_isTold() {
        try (RedisSentinels redis = RedisSentinels.start(0)) {
            RedisServer sentinel = redis.sentinels().get(0);
            assertThatRefusalBy("redis-sentinel://" + sentinel.host() + ":" + sentinel.port() + "#other")
                    .contains("master \"other\"", "the name behind # in the address is none of theirs");
        }
    }

    @Test
    void server_thatIsFrozen_doesNotAnswer() {
        try (RedisServer redis = RedisServer.embedded()) {
            redis.pause();
            assertThatSilenceOf(plain(redis) + "?timeout=1s").contains("does not answer");
        }
    }

    @Test
    void port_whereNobodyListens_cannotBeReached() {
        assertThat(refusal(cache("redis://127.0.0.1:1"))).contains(IN_VAIN, "Connection refused", "127.0.0.1:1");
    }

    // ------------------------------------------------------------------------------------------- whom it lets in

    @Test
    void password_thatIsMissing_isTold() {
        try (RedisServer redis = RedisServer.embedded("requirepass s3cret")) {
            assertThatRefusalBy(plain(redis))
                    .contains("refuses the connection: NOAUTH", "wants a password, and the address has none");
        }
    }

    @Test
    void password_thatIsWrong_isTold() {
        try (RedisServer redis = RedisServer.embedded("requirepass other")) {
            assertThatRefusalBy("redis://:s3cret@" + redis.host() + ":" + redis.port())
                    .contains("refuses the connection: WRONGPASS", "does not accept the user and the password");
        }
    }

    @Test
    void password_thatIsChangedMeanwhile_isToldToWhoeverIsRefused() {
        try (RedisServer redis = RedisServer.embedded()) {
            Cache<String, String> cache =
                    cache(redis.addUser("app", "s3cret", "~*", "&*", "+@all").toString());
            cache.put("key", "value");

            redis.addUser("app", "other", "~*", "&*", "+@all");
            redis.killClients(client -> true);

            Await.until("the refusal tells why", () -> {
                Throwable failure = catchThrowable(() -> cache.put("key", "value"));
                String message = failure == null ? "" : String.valueOf(failure.getMessage());
                return message.contains("refuses the connection")
                        && message.contains("WRONGPASS")
                        && !message.contains(IN_VAIN)
                        && !message.contains("s3cret");
            });
        }
    }

    @Test
    void database_thatIsNotThere_isTold() {
        try (RedisServer redis = RedisServer.embedded()) {
            assertThatRefusalBy(plain(redis) + "/99")
                    .contains("refuses the connection", "the address names database 99, which the server has not");
        }
    }

    // ---------------------------------------------------------------------------------------- what the server sees

    @Test
    void connections_areListedByNamespaceAndHost() {
        try (RedisServer redis = RedisServer.embedded()) {
            Properties properties = CacheFixture.properties(plain(redis));
            properties.setProperty(ManagerSettings.NAMESPACE, "shöp 1");
            assertThatNearHits(cache(properties));

            assertThat(redis.clients())
                    .hasSizeGreaterThan(1)
                    .anyMatch(ClientInfo::isTracking)
                    .allSatisfy(client -> assertThat(client.name()).matches("tandem:sh_p_1:[!-~]+"));
        }
    }

    @Test
    void connections_ofAClusterAndBehindSentinels_areListedToo() {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            Cache<String, String> cache = cache(cluster.uri());
            assertThatNearHits(cache);
            for (int i = 0; i < 30; i++) { // on each node
                cache.put("key " + i, "value");
            }
            assertThat(cluster.nodes())
                    .allSatisfy(node -> assertThat(node.clients()).anyMatch(FirstContactTest::isNamed));
        }
        try (RedisSentinels redis = RedisSentinels.start(0)) {
            assertThatNearHits(cache(redis.uri()));
            assertThat(redis.primary().clients()).anyMatch(FirstContactTest::isNamed);
            RedisServer sentinel = redis.sentinels().get(0);
            Await.until(
                    "the Sentinel is listened to",
                    () -> sentinel.clients().stream().anyMatch(FirstContactTest::isNamed));
        }
    }

    private static boolean isNamed(ClientInfo client) {
        return client.name().startsWith("tandem:tandem:");
    }

    @Test
    void connections_thatTheAddressNames_keepTheirName() {
        try (RedisServer redis = RedisServer.embedded()) {
            assertThatNearHits(cache(plain(redis) + "?clientName=checkout"));

            assertThat(redis.clients()).extracting(ClientInfo::name).containsOnly("checkout");
        }
    }

    private static void assertThatNearHits(Cache<String, String> cache) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        cache.put("key", "value");
        Await.until("a near hit", () -> "value".equals(cache.get("key")) && tiers.getNearHits() > 0);
    }

    @Test
    void line_ofTheConnection_namesVersionModeAndNamespace() {
        Logger logger = (Logger) LoggerFactory.getLogger(ConnectionFactory.class);
        ListAppender<ILoggingEvent> lines = listened(logger);
        logger.setLevel(Level.INFO);
        try (RedisServer redis = RedisServer.embedded();
                RedisCluster cluster = RedisCluster.start(3, 0);
                RedisSentinels sentinels = RedisSentinels.start(0)) {
            String version = versionOf(redis);
            cache(plain(redis)).put("key", "value");
            cache(cluster.uri()).put("key", "value");
            cache(sentinels.uri()).put("key", "value");

            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains(
                                            redis.host() + ":" + redis.port(), version + ", standalone", "\"tandem\""),
                            line -> assertThat(line).contains(version + ", cluster", "\"tandem\""),
                            line -> assertThat(line)
                                    .contains(
                                            "the master \"" + sentinels.primaryName() + "\" of the Sentinels",
                                            version + ", standalone"));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }
}
