package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.RedisTlsServer;
import org.tandemcache.testkit.TestCertificates;
import org.tandemcache.testkit.WithRedis;

/** What is said of a server that was reached and is none that Tandem can use: what it is, and never that it is away. */
@Tag("server")
@WithRedis
class FirstContactTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    FirstContactTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private void assertThatItIsToldOf(String uri, String... texts) {
        assertThatItIsToldOf(CacheFixture.properties(uri), texts);
    }

    private void assertThatItIsToldOf(Properties properties, String... texts) {
        Cache<String, String> cache =
                tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        assertThatThrownBy(() -> cache.put("key", "value"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("was reached and can't be used")
                .hasMessageNotContaining("can't be reached")
                .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    }

    @Test
    void server_thatIsTooOld_isToldByItsVersion() throws IOException {
        String version = redis.info("server").get("redis_version");
        String old = "5" + version.substring(1);
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            wire.replaceInReplies(version, old);

            assertThatItIsToldOf(wire.uri(), "Tandem needs Redis 6.2 or later", "this is " + old);
        }
    }

    @Test
    void server_ofHttp_isToldAsThat() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        try {
            assertThatItIsToldOf(
                    "redis://127.0.0.1:" + http.getAddress().getPort(), "answers as an HTTP server and not as Redis");
        } finally {
            http.stop(0);
        }
    }

    @Test
    void server_withTls_toldToAClientWithout() {
        try (TestCertificates certificates = TestCertificates.create();
                RedisTlsServer guarded = RedisTlsServer.start(certificates.server())) {
            assertThatItIsToldOf(
                    guarded.uri().toString().replace("rediss:", "redis:"), "TLS", "rediss:// in place of redis://");
        }
    }

    @Test
    void server_withoutTls_toldToAClientWith() {
        assertThatItIsToldOf(
                redis.uri().toString().replace("redis:", "rediss:"), "speaks no TLS", "redis:// in place of rediss://");
    }

    @Test
    void server_thatAsksForAPassword_isToldAsThat() {
        try (RedisServer guarded = RedisServer.embedded("requirepass secret")) {
            assertThatItIsToldOf(
                    "redis://" + guarded.host() + ":" + guarded.port(), "NOAUTH", "the server asks for a password");
            assertThatItIsToldOf(
                    "redis://:wrong@" + guarded.host() + ":" + guarded.port(), "WRONGPASS", "is none of the server's");
        }
    }

    @Test
    void database_thatIsNotThere_isToldAsThat() {
        assertThatItIsToldOf("redis://" + redis.host() + ":" + redis.port() + "/999", "no database of the number");
    }

    @Test
    void connections_bearTheNameOfNamespaceAndHost() {
        Properties properties = CacheFixture.properties("redis://" + redis.host() + ":" + redis.port());
        properties.setProperty(ManagerSettings.NAMESPACE, "my shop");
        Cache<String, String> cache =
                tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        cache.put("key", "value");
        cache.get("key");

        assertThat(redis.clients().stream().filter(client -> client.name().startsWith("tandem:my_shop:")))
                .hasSize(2);
    }

    @Test
    void connections_whoseAddressNamesThem_bearThatName() {
        Cache<String, String> cache = tandem.newManager(
                        CacheFixture.properties("redis://" + redis.host() + ":" + redis.port() + "?clientName=mine"))
                .createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
        cache.put("key", "value");

        assertThat(redis.clients()).anyMatch(client -> client.name().equals("mine"));
    }
}
