package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.RedisTlsServer;
import org.tandemcache.testkit.TestCertificate;
import org.tandemcache.testkit.TestCertificates;

/** Connections that are secured, over both clients of a manager, and those that must not be made. */
@Tag("server")
class TlsTest {
    private static final String UNTRUSTED = "tandem.redis.tls.trust-store can name a file with its authority";
    private static final String WRONG_HOST = "the server's certificate is made out to another host";
    private static final String NOT_SHOWN = "tandem.redis.tls.key-store can name a file";
    private static final String EXPIRED = "the server's certificate has expired";

    private static TestCertificates certificates;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://unused");

    @BeforeAll
    static void create() {
        certificates = TestCertificates.create();
    }

    @AfterAll
    static void delete() {
        certificates.close();
    }

    private static Properties trusting(RedisTlsServer redis) {
        return trusting(redis.uri().toString());
    }

    private static Properties trusting(String uri) {
        Properties properties = CacheFixture.properties(uri);
        properties.setProperty(
                ManagerSettings.TLS_TRUST_STORE, certificates.trustStore().toString());
        properties.setProperty(ManagerSettings.TLS_TRUST_STORE_PASSWORD, TestCertificates.PASSWORD);
        return properties;
    }

    private Cache<String, String> cache(Properties properties) {
        return tandem.newManager(properties).createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
    }

    private static void assertThatItWorks(Cache<String, String> cache) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        cache.put("key", "value");
        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(tiers.getNearHits()).isPositive();
    }

    private static void assertThatItIsRefused(Cache<String, String> cache, String... texts) {
        assertThatThrownBy(() -> cache.put("key", "value"))
                .isInstanceOf(CacheException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(texts))
                .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain(TestCertificates.PASSWORD));
    }

    @Test
    void trustStore_ofOnesOwn_letsTheServerIn() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.server())) {
            assertThatItWorks(cache(trusting(redis)));
        }
    }

    @Test
    void server_thatTheJvmDoesNotTrust_isRefused() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.server())) {
            assertThatItIsRefused(cache(CacheFixture.properties(redis.uri().toString())), UNTRUSTED);
        }
    }

    @Test
    void certificate_ofAnotherHost_isRefusedUnlessHostsAreNotVerified() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.wrongHost())) {
            Properties properties = trusting(redis);
            assertThatItIsRefused(cache(properties), WRONG_HOST);

            properties.setProperty(ManagerSettings.TLS_VERIFY_HOST, "false");
            assertThatItWorks(cache(properties));
        }
    }

    @Test
    void certificate_thatHasExpired_isRefused() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.expired())) {
            Cache<String, String> cache = cache(trusting(redis));
            assertThatItIsRefused(cache, EXPIRED);

            show(redis.server(), certificates.server());
            awaitThatItWorks(cache);
        }
    }

    @Test
    void certificate_thatExpiresLater_isToldToWhoeverIsRefused_untilThereIsANewOne() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.server())) {
            Cache<String, String> cache = cache(trusting(redis));
            assertThatItWorks(cache);

            show(redis.server(), certificates.expired());
            redis.server().killClients(client -> true);
            Await.until("the refusal tells why", () -> {
                Throwable failure = catchThrowable(() -> cache.put("key", "value"));
                return failure != null && String.valueOf(failure.getMessage()).contains(EXPIRED);
            });

            show(redis.server(), certificates.server());
            awaitThatItWorks(cache);
        }
    }

    @Test
    void cluster_byTls_works_andItsCertificateIsJudged() {
        try (RedisCluster cluster = RedisCluster.startTls(certificates, certificates.server(), 3, 0)) {
            Cache<String, String> cache = cache(trusting(cluster.uri()));
            for (int i = 0; i < 30; i++) { // on each node
                cache.put("key " + i, "value");
                assertThat(cache.get("key " + i)).isEqualTo("value");
            }
            awaitThatItWorks(cache);
            cache.clear();
            assertThat(cache).isEmpty();

            assertThatItIsRefused(cache(CacheFixture.properties(cluster.uri())), UNTRUSTED);
            cluster.nodes().forEach(node -> show(node, certificates.wrongHost()));
            assertThatItIsRefused(cache(trusting(cluster.uri())), WRONG_HOST);
            cluster.nodes().forEach(node -> show(node, certificates.expired()));
            assertThatItIsRefused(cache(trusting(cluster.uri())), EXPIRED);
        }
    }

    @Test
    void sentinels_byTls_work_andTheirCertificateIsJudged() {
        try (RedisSentinels sentinels = RedisSentinels.startTls(certificates, certificates.server(), 1)) {
            Cache<String, String> cache = cache(trusting(sentinels.uri()));
            awaitThatItWorks(cache);
            sentinels.failover();
            awaitThatItWorks(cache);

            assertThatItIsRefused(
                    cache(CacheFixture.properties(sentinels.uri())),
                    "no Sentinel tells where the master is",
                    UNTRUSTED);
        }
    }

    private static void show(RedisServer server, TestCertificate certificate) {
        server.command(
                "CONFIG",
                "SET",
                "tls-cert-file",
                certificate.certificate().toString(),
                "tls-key-file",
                certificate.key().toString());
    }

    /** The connections are made again beside the operations. */
    private static void awaitThatItWorks(Cache<String, String> cache) {
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        Await.until("a near hit", () -> {
            try {
                long before = tiers.getNearHits();
                cache.put("key", "value");
                cache.get("key");
                return "value".equals(cache.get("key")) && tiers.getNearHits() > before;
            } catch (CacheException e) {
                return false;
            }
        });
    }

    @Test
    void server_thatAsksForACertificate_isShownTheOneOfTheKeyStore() {
        TestCertificate own = certificates.client();
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.server(), "tls-auth-clients yes")) {
            Properties properties = trusting(redis);
            assertThatItIsRefused(cache(properties), NOT_SHOWN);

            properties.setProperty(ManagerSettings.TLS_KEY_STORE, own.keyStore().toString());
            properties.setProperty(ManagerSettings.TLS_KEY_STORE_PASSWORD, TestCertificates.PASSWORD);
            assertThatItWorks(cache(properties));
        }
    }

    @Test
    void trustStore_thatIsNotThere_isToldWhenTheManagerIsMade() {
        Properties properties = CacheFixture.properties("rediss://localhost");
        properties.setProperty(ManagerSettings.TLS_TRUST_STORE, "nowhere.p12");

        assertThatThrownBy(() -> tandem.newManager(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem.redis.tls.trust-store")
                .hasMessageContaining("nowhere.p12");
    }
}
