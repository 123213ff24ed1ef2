package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.JCacheManagerCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.tandemcache.TandemManager;
import org.tandemcache.spring.TandemSpringCacheManager;

/** When the starter configures what, and what becomes of the settings of the environment. Needs no Redis. */
class TandemCacheAutoConfigurationTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class))
            .withUserConfiguration(Caching.class);

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {}

    @Configuration(proxyBeanMethods = false)
    static class OwnCacheManager {
        @Bean
        CacheManager own() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        @Bean
        CacheManagerCustomizer<TandemSpringCacheManager> spring() {
            return manager -> manager.getCache("of-spring");
        }

        @Bean
        JCacheManagerCustomizer jcache() {
            return manager -> manager.createCache("of-jcache", new javax.cache.configuration.MutableConfiguration<>());
        }
    }

    private static String setting(org.springframework.context.ApplicationContext context, String key) {
        return context.getBean(TandemManager.class).settings().get(key).value();
    }

    // ---------------------------------------------------------------------------------------------- conditions

    @Test
    void cacheManager_byDefault_isTandems() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(CacheManager.class).hasSingleBean(TandemManager.class);
            assertThat(context.getBean("cacheManager")).isInstanceOf(TandemSpringCacheManager.class);
        });
    }

    @Test
    void cacheManager_ofTheUser_isLeftAlone() {
        runner.withUserConfiguration(OwnCacheManager.class)
                .run(context -> assertThat(context)
                        .doesNotHaveBean(TandemSpringCacheManager.class)
                        .hasSingleBean(CacheManager.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.cache.type=none", "spring.cache.type=simple", "spring.cache.tandem.enabled=false"})
    void everything_whereAnotherCacheIsChosen_backsOff(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context)
                        .doesNotHaveBean("tandemManager")
                        .doesNotHaveBean(TandemSpringCacheManager.class));
    }

    /** What {@code @AutoConfigureCache} of a test slice sets. */
    @Test
    void slice_ofATest_getsNoCache() {
        runner.withPropertyValues("spring.cache.type=none")
                .run(context -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class));
    }

    @Test
    void starter_withoutSpringDataRedis_works() {
        runner.withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.data.redis", "org.springframework.data"))
                .withPropertyValues("spring.data.redis.url=redis://there:7000")
                .run(context -> assertThat(setting(context, "tandem.redis.uri")).isEqualTo("redis://there:7000"));
    }

    @Test
    void customizers_ofTheUser_areAsked() {
        runner.withUserConfiguration(Customizers.class)
                .run(context -> assertThat(context.getBean(CacheManager.class).getCacheNames())
                        .contains("of-spring", "of-jcache"));
    }

    @Test
    void caches_thatBootNames_areThereAtStart_andOthersOnDemand() {
        runner.withPropertyValues("spring.cache.cache-names=one,two").run(context -> {
            CacheManager manager = context.getBean(CacheManager.class);
            assertThat(manager.getCacheNames()).containsExactly("one", "two");
            assertThat(manager.getCache("three")).isNotNull();
        });
    }

    @Test
    void transactionAware_isAnOption() {
        runner.run(context -> assertThat(context.getBean(CacheManager.class).getCache("c"))
                .isNotInstanceOf(TransactionAwareCacheDecorator.class));
        runner.withPropertyValues("spring.cache.tandem.transaction-aware=true")
                .run(context -> assertThat(context.getBean(CacheManager.class).getCache("c"))
                        .isInstanceOf(TransactionAwareCacheDecorator.class));
    }

    @Test
    void twoApplications_ofOneClassLoader_shareNoManager() {
        runner.run(first -> {
            runner.run(second ->
                    assertThat(second.getBean(TandemManager.class)).isNotSameAs(first.getBean(TandemManager.class)));
            assertThat(first.getBean(TandemManager.class).isClosed()).isFalse();
        });
    }

    @Test
    void manager_isClosedWithItsContext() {
        TandemManager[] manager = new TandemManager[1];
        runner.run(context -> manager[0] = context.getBean(TandemManager.class));

        assertThat(manager[0].isClosed()).isTrue();
    }

    // ------------------------------------------------------------------------------------------------ settings

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tandem.near.lease=3s | tandem.near.lease | 3s",
                "tandem.near.lease=PT3S | tandem.near.lease | 3000000000 ns",
                "tandem.nearLease=3s | |",
                "tandem.cacheDefaults.near.maximumEntries=7 | tandem.cache-defaults.near.maximum-entries | 7",
                "tandem.cache-defaults.near.maximum-bytes=10MB | tandem.cache-defaults.near.maximum-bytes | 10485760 B",
                "tandem.cache-defaults.near.maximum-bytes=10 MiB | tandem.cache-defaults.near.maximum-bytes | 10 MiB",
                "tandem.caches.orders.near.mode=off | tandem.caches.orders.near.mode | off",
                "tandem.caches.myOrders.near.mode=off | tandem.caches.myOrders.near.mode | off",
                "tandem.caches[orders:eu].near.mode=off | tandem.caches.\"orders:eu\".near.mode | off",
                "tandem.caches.orders.eu.near.mode=off | tandem.caches.\"orders.eu\".near.mode | off",
                "tandem.caches[orders.*].expiry.policy=eternal | tandem.caches.\"orders.*\".expiry.policy | eternal",
                "tandem.caches.c.codec.allow[0]=a.B | tandem.caches.c.codec.allow | [\"a.B\"]",
                "tandem.caches.c.codec.allow=a.B,a.C | tandem.caches.c.codec.allow | a.B,a.C",
            })
    void setting_ofTheEnvironment_isTandems(String property, String key, String value) {
        int equals = property.indexOf('=');
        ApplicationContextRunner set = runner.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "file", Map.of(property.substring(0, equals), property.substring(equals + 1)))));
        if (key == null) {
            set.run(context -> assertThat(context).hasFailed());
        } else {
            set.run(context -> assertThat(setting(context, key)).isEqualTo(value));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TANDEM_CACHE_DEFAULTS_FAILURE_MODE, bypass, tandem.cache-defaults.failure.mode",
        "TANDEM_CACHEDEFAULTS_FAILURE_MODE, bypass, tandem.cache-defaults.failure.mode",
        "TANDEM_CACHES_ORDERS_NEAR_MAXIMUM_ENTRIES, 7, tandem.caches.orders.near.maximum-entries",
    })
    void variable_ofTheEnvironment_winsOverFiles(String variable, String value, String key) {
        runner.withPropertyValues(key + "=of-the-file")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(variable, value))))
                .run(context -> assertThat(setting(context, key)).isEqualTo(value));
    }

    @Test
    void setting_withAPlaceholder_isResolved() {
        runner.withPropertyValues("shop=blue", "tandem.namespace=${shop}-caches")
                .run(context -> assertThat(setting(context, "tandem.namespace")).isEqualTo("blue-caches"));
    }

    @Test
    void setting_ofTheSystem_winsOverTheFile_asSpringSays() {
        runner.withSystemProperties("tandem.namespace=of-the-jvm")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addLast(new MapPropertySource("file", Map.of("tandem.namespace", "of-the-file"))))
                .run(context -> assertThat(setting(context, "tandem.namespace")).isEqualTo("of-the-jvm"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tandem.redis.url=redis://h | tandem.redis.uri",
                "tandem.near.leese=2s | tandem.near.lease",
                "tandem.caches.orders.near.max-entries=3 | maximum-entries",
                "tandem.expiry.duration=2s | tandem.cache-defaults.expiry.duration",
                "tandem.lease=2s | tandem.near",
            })
    void setting_thatThereIsNot_isRefusedWithTheNearest(String property, String nearest) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("there is no setting")
                        .hasMessageContaining(nearest));
    }

    @Test
    void settingOfTheStarter_thatThereIsNot_isRefused() {
        runner.withPropertyValues("spring.cache.tandem.async-thread=3")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("[spring.cache.tandem.async-thread]"));
    }

    @Test
    void setting_ofAWrongValue_isToldWithItsOrigin_byAFailureAnalysis() {
        runner.withPropertyValues("tandem.near.lease=soon").run(context -> {
            Throwable failure = context.getStartupFailure();
            assertThat(new TandemStartFailureAnalyzer().analyze(failure).getDescription())
                    .contains("tandem.near.lease is \"soon\"", "from property source", "20 ms to 60 s");
        });
    }

    @Test
    void variable_ofTheMachineThatMeansNothing_isNoFailure() {
        runner.withSystemProperties("tandem.test.something=1", "tandem.unknown=1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void namesOfCaches_likeOrdersColonEu_areAllowed() {
        runner.withPropertyValues("tandem.redis.uri=redis://a:7000,b:7001", "spring.cache.cache-names=orders:eu")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
