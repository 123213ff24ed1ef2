package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;
import org.tandemcache.TandemManager;
import org.tandemcache.config.EffectiveSetting;

/** Where Redis is, and who says so. */
class RedisPlaceTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, DataRedisAutoConfiguration.class, TandemCacheAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    static class OfAService {
        @Bean
        DataRedisConnectionDetails service() {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("container", 7001, 3);
                }

                @Override
                public String getPassword() {
                    return "p@ss:word";
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OfACluster {
        @Bean
        DataRedisConnectionDetails service() {
            return new DataRedisConnectionDetails() {
                @Override
                public Cluster getCluster() {
                    return () -> List.of(new Node("a", 1), new Node("b", 2));
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        TandemConnectionDetails own() {
            return () -> "redis://own:7002";
        }
    }

    private static EffectiveSetting uri(org.springframework.context.ApplicationContext context) {
        return context.getBean(TandemManager.class).settings().get("tandem.redis.uri");
    }

    @Test
    void place_whereNobodySaysAnything_isTandemsDefault() {
        runner.run(context -> {
            assertThat(uri(context).value()).isEqualTo("redis://localhost:6379");
            assertThat(uri(context).origin()).contains("reference.conf");
        });
    }

    @Test
    void place_ofTandem_winsOverPropertiesOfSpringData() {
        runner.withPropertyValues("tandem.redis.uri=redis://tandem:1", "spring.data.redis.host=data")
                .run(context -> assertThat(uri(context).value()).isEqualTo("redis://tandem:1"));
    }

    @Test
    void place_ofAService_winsOverBoth_andItsPasswordIsHidden() {
        runner.withUserConfiguration(OfAService.class)
                .withPropertyValues("tandem.redis.uri=redis://tandem:1", "spring.data.redis.host=data")
                .run(context -> assertThat(uri(context).value()).isEqualTo("redis://***@container:7001/3"));
    }

    @Test
    void place_ofACluster_namesItsNodes() {
        runner.withUserConfiguration(OfACluster.class)
                .run(context -> assertThat(uri(context).value()).isEqualTo("redis://a:1,b:2"));
    }

    @Test
    void place_ofTandemsOwnDetails_winsOverAll() {
        runner.withUserConfiguration(OfAService.class, Own.class)
                .run(context -> assertThat(uri(context))
                        .isEqualTo(new EffectiveSetting("redis://own:7002", "bean of type TandemConnectionDetails")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url=redis://u:p@h:7/2 | redis://u:p@h:7/2",
                "url=redis://h:7;ssl.enabled=true;timeout=500ms | rediss://h:7?timeout=500ms",
                "host=h | redis://h:6379",
                "host=fe80::1;port=7 | redis://[fe80::1]:7",
                "port=7;database=2;username=u;password=a b | redis://u:a%20b@localhost:7/2",
                "password=p;username= | redis://p@localhost:6379",
                "ssl.bundle=x;host=h | rediss://h:6379",
                "cluster.nodes=a:1,b:2;password=p | redis://p@a:1,b:2",
                "masterreplica.nodes=a:1,b:2 | redis://a:1,b:2",
                "sentinel.master=m;sentinel.nodes=a:1,b:2;database=3;timeout=1s | redis-sentinel://a:1,b:2/3?timeout=1000ms#m",
            })
    void address_ofSpringDatasProperties_isTandems(String properties, String address) {
        MockEnvironment environment = new MockEnvironment();
        for (String property : properties.split(";", -1)) {
            int equals = property.indexOf('=');
            environment.setProperty(
                    "spring.data.redis." + property.substring(0, equals), property.substring(equals + 1));
        }

        assertThat(RedisProperties.of(environment).address().uri()).isEqualTo(address);
    }

    @Test
    void sentinels_withAUserOfTheirOwn_areToldSo() {
        runner.withPropertyValues(
                        "spring.data.redis.sentinel.master=m",
                        "spring.data.redis.sentinel.nodes=a:1",
                        "spring.data.redis.sentinel.username=watcher",
                        "spring.data.redis.sentinel.password=secret",
                        "spring.data.redis.connect-timeout=3s")
                .run(context -> {
                    var settings = context.getBean(TandemManager.class).settings();
                    assertThat(settings.get("tandem.redis.sentinel.user").value())
                            .isEqualTo("watcher");
                    assertThat(settings.get("tandem.redis.sentinel.password").value())
                            .isEqualTo("***");
                    assertThat(settings.get("tandem.redis.connect-timeout").value())
                            .isEqualTo("3000000000 ns");
                });
    }

    @Test
    void bundle_thatThereIsNot_isRefused() {
        runner.withPropertyValues("spring.cache.tandem.ssl-bundle=nowhere")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("nowhere"));
    }
}
