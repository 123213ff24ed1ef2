package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.RedisTlsServer;
import org.tandemcache.testkit.TestCertificate;
import org.tandemcache.testkit.TestCertificates;

/** Connections that are secured, over both clients of a manager, and those that must not be made. */
class TlsTest {
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
        Properties properties = CacheFixture.properties(redis.uri().toString());
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

    private static void assertThatItIsRefused(Cache<String, String> cache) {
        assertThatThrownBy(() -> cache.put("key", "value"))
                .isInstanceOf(CacheException.class)
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
            assertThatItIsRefused(cache(CacheFixture.properties(redis.uri().toString())));
        }
    }

    @Test
    void certificate_ofAnotherHost_isRefusedUnlessHostsAreNotVerified() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.wrongHost())) {
            Properties properties = trusting(redis);
            assertThatItIsRefused(cache(properties));

            properties.setProperty(ManagerSettings.TLS_VERIFY_HOST, "false");
            assertThatItWorks(cache(properties));
        }
    }

    @Test
    void certificate_thatHasExpired_isRefused() {
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.expired())) {
            assertThatItIsRefused(cache(trusting(redis)));
        }
    }

    @Test
    void server_thatAsksForACertificate_isShownTheOneOfTheKeyStore() {
        TestCertificate own = certificates.client();
        try (RedisTlsServer redis = RedisTlsServer.start(certificates.server(), "tls-auth-clients yes")) {
            Properties properties = trusting(redis);
            assertThatItIsRefused(cache(properties));

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
