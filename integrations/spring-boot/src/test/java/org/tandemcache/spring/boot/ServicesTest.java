package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tandemcache.TandemManager;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.RedisTlsServer;
import org.tandemcache.testkit.TestCertificates;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Servers that are started for the application, and those that are secured by its SSL bundles. */
class ServicesTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class,
                    ServiceConnectionAutoConfiguration.class,
                    TandemTestkitAutoConfiguration.class,
                    TandemCacheAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    static class OfTheTestkit {
        @Bean
        RedisServer redis() {
            return RedisServer.embedded();
        }
    }

    private static void works(Cache cache) {
        cache.put("a", 1);
        assertThat(cache.get("a").get()).isEqualTo(1);
    }

    @Test
    void server_ofTheTestkit_isTheApplications() {
        runner.withUserConfiguration(OfTheTestkit.class)
                .withPropertyValues("tandem.redis.uri=redis://nowhere:1")
                .run(context -> {
                    works(context.getBean(CacheManager.class).getCache("c"));
                    assertThat(context.getBean(TandemManager.class)
                                    .settings()
                                    .get("tandem.redis.uri")
                                    .value())
                            .isEqualTo(context.getBean(RedisServer.class).uri().toString());
                });
    }

    @Test
    void starter_withoutTheTestkit_works() {
        runner.withClassLoader(new FilteredClassLoader("org.tandemcache.testkit"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TandemManager.class));
    }

    /** A container that is not started: there is no Docker here. */
    static final class NotStarted extends GenericContainer<NotStarted> {
        NotStarted(String image) {
            super(DockerImageName.parse(image));
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return "docker";
        }

        @Override
        public Integer getMappedPort(int port) {
            return port + 1;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Valkey {
        @Bean
        @ServiceConnection("valkey/valkey")
        NotStarted valkey() {
            return new NotStarted("valkey/valkey:8");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Redis {
        @Bean
        @ServiceConnection("redis")
        NotStarted redis() {
            return new NotStarted("redis:8");
        }
    }

    @ParameterizedTest
    @CsvSource({"valkey", "redis"})
    void container_ofAServiceConnection_isTheApplications(String image) {
        runner.withUserConfiguration(image.equals("valkey") ? Valkey.class : Redis.class)
                .run(context -> assertThat(
                                context.getBean(TandemConnectionDetails.class).getUri())
                        .isEqualTo("redis://docker:6380"));
    }

    @Test
    void bundle_ofTheApplication_securesTheConnection() {
        try (TestCertificates certificates = TestCertificates.create();
                RedisTlsServer server = RedisTlsServer.start(certificates.server())) {
            String[] bundle = {
                "spring.ssl.bundle.jks.cache.truststore.location="
                        + certificates.trustStore().toUri(),
                "spring.ssl.bundle.jks.cache.truststore.password=" + TestCertificates.PASSWORD,
                "spring.ssl.bundle.jks.cache.truststore.type=PKCS12",
                "tandem.redis.connect-timeout=20s", // the first handshake of a JVM on a busy machine
            };
            runner.withPropertyValues(bundle)
                    .withPropertyValues(
                            "tandem.redis.uri=" + server.uri() + "?timeout=30s", "spring.cache.tandem.ssl-bundle=cache")
                    .run(context -> works(context.getBean(CacheManager.class).getCache("c")));
            runner.withPropertyValues(bundle)
                    .withPropertyValues(
                            "spring.data.redis.host=" + server.host(),
                            "spring.data.redis.port=" + server.port(),
                            "spring.data.redis.timeout=30s",
                            "spring.data.redis.ssl.bundle=cache")
                    .run(context -> works(context.getBean(CacheManager.class).getCache("c")));
        }
    }
}
