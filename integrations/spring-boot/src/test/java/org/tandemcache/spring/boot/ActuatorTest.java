package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.JCacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.JCachePropertiesCustomizer;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tandemcache.TandemManager;
import org.tandemcache.doctor.CacheSpace;
import org.tandemcache.doctor.Diagnosis;
import org.tandemcache.doctor.Doctor;
import org.tandemcache.spring.Patience;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Health, endpoint and metrics. */
@WithRedis(own = true)
@Timeout(60)
class ActuatorTest {
    private final RedisServer redis;
    private final ApplicationContextRunner runner;

    ActuatorTest(RedisServer redis) {
        this.redis = redis;
        this.runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        TandemCacheAutoConfiguration.class,
                        TandemCacheMetricsAutoConfiguration.class,
                        TandemHealthAutoConfiguration.class,
                        TandemEndpointAutoConfiguration.class,
                        TandemDoctorAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        CacheAutoConfiguration.class,
                        CacheMetricsAutoConfiguration.class,
                        MetricsAutoConfiguration.class))
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        Patience.uri(redis.uri()),
                        Patience.LEASE,
                        "spring.cache.tandem.health-timeout=60s",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoints.jmx.exposure.include=*");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Application {
        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    private static Health health(ApplicationContext context) {
        return context.getBean("tandemHealthIndicator", HealthIndicator.class).health();
    }

    private static List<Thread> askingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tandem-health"))
                .toList();
    }

    private static Cache cache(ApplicationContext context, String name) {
        return context.getBean(CacheManager.class).getCache(name);
    }

    /** Reads of all caches leave near copies from now on. */
    private static void awaitCopies(ApplicationContext context) {
        TandemManager manager = context.getBean(TandemManager.class);
        Patience.awaitCopies(manager.openCache("warm"));
        manager.destroyCache("warm");
    }

    /** What registers meters is made before most beans, and whatever it has made with it. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void applicationThatMeasures_isWarnedOfNoBeanThatIsMadeTooEarly(CapturedOutput output) {
        runner.run(context -> assertThat(context).hasNotFailed());

        assertThat(output).doesNotContain("not eligible for getting processed by all BeanPostProcessors");
    }

    // ---------------------------------------------------------------------------------------------------- health

    @Test
    void health_beforeTheFirstUse_isUp_andTellsTheServer() {
        runner.run(context -> {
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsKeys("servers", "mode", "nodes", "coherence", "breaker")
                    .doesNotContainKeys("degraded");
            assertThat(health.getDetails().get("servers").toString()).contains("standalone");
        });
    }

    @Test
    void health_withoutRedis_isDown_whereACacheFails() {
        runner.run(context -> {
            cache(context, "orders").get("warm");
            redis.kill();

            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("failing").toString()).contains("orders");
            assertThat(health.getDetails().get("reason").toString()).contains("Redis at");
        });
    }

    @Test
    void health_withoutRedis_beforeTheFirstUse_followsTheDefaults() {
        redis.kill();
        runner.run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
        runner.withPropertyValues("tandem.cache-defaults.failure.mode=bypass")
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void health_withoutRedis_isUpAndDegraded_whereEveryCacheGoesOn() {
        runner.withPropertyValues("tandem.cache-defaults.failure.mode=serve-near")
                .run(context -> {
                    cache(context, "orders").get("warm");
                    redis.kill();

                    Health health = health(context);
                    assertThat(health.getStatus()).isEqualTo(Status.UP);
                    assertThat(health.getDetails()).containsKey("degraded");
                });
    }

    @Test
    void health_whileTheFirstConnectionIsBeingMade_isUnknown_andNotDown() {
        runner.withPropertyValues("spring.cache.tandem.health-timeout=50ms").run(context -> {
            redis.pause();
            try {
                Health health = health(context);
                assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
                assertThat(health.getDetails().get("reason"))
                        .isEqualTo("the first connection is still being made after 50 ms");
            } finally {
                redis.resume();
            }
        });
    }

    @Test
    void health_whileRedisDoesNotAnswer_isToldWithinItsBound_byOneThread() {
        runner.withPropertyValues("spring.cache.tandem.health-timeout=50ms").run(context -> {
            health(context);
            for (Thread first : askingThreads()) {
                first.join();
            }
            redis.pause();
            try {
                for (int i = 0; i < 3; i++) {
                    Health health = health(context);
                    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.getDetails().get("reason")).isEqualTo("Redis did not answer within 50 ms");
                }
                assertThat(askingThreads()).hasSizeLessThanOrEqualTo(1);
            } finally {
                redis.resume();
            }
        });
    }

    @Test
    void health_switchedOff_orWithoutItsModule_isNotThere() {
        runner.withPropertyValues("management.health.tandem.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("tandemHealthIndicator"));
        runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("tandemHealthIndicator"));
    }

    // -------------------------------------------------------------------------------------------------- endpoint

    @Test
    void endpoint_tellsCachesAndSettings_andDropsNearCopies() {
        runner.run(context -> {
            awaitCopies(context);
            Cache orders = cache(context, "orders");
            orders.put("a", 1);
            orders.get("a");
            orders.get("a");
            TandemEndpoint endpoint = context.getBean(TandemEndpoint.class);

            assertThat(endpoint.describe().caches()).containsOnlyKeys("orders");
            assertThat(endpoint.cache("orders").nearHits()).isEqualTo(1);
            assertThat(endpoint.describe().settings().get("tandem.redis.uri").origin())
                    .contains("tandem.redis.uri");
            assertThat(endpoint.drop("orders", "near").done()).contains("dropped 1 near copies");
            assertThat(endpoint.cache("orders").nearEntries()).isZero();
            assertThat(orders.get("a").get()).isEqualTo(1);
            assertThat(endpoint.cache("nowhere")).isNull();
            assertThat(endpoint.drop("nowhere", "near")).isNull();
            assertThatThrownBy(() -> endpoint.drop("orders", "all")).hasMessageContaining("allowed: near");
        });
    }

    @Test
    void endpoint_thatIsNotExposed_isNotThere() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=health",
                        "management.endpoints.jmx.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(TandemEndpoint.class));
    }

    // ---------------------------------------------------------------------------------------------------- doctor

    @Test
    void doctor_examinesTheServer_ofTheApplicationsOwnSettings() {
        String address =
                redis.addUser("shop", "s3cret", "+@all", "-getdel", "~*").toString();
        runner.withPropertyValues("tandem.redis.uri=" + address + "?timeout=30s", "tandem.namespace=shop")
                .run(context -> {
                    cache(context, "orders").put("a", 1);
                    Diagnosis diagnosis =
                            context.getBean(TandemDoctorEndpoint.class).examine(null);

                    assertThat(diagnosis.status()).isEqualTo(org.tandemcache.doctor.Status.FAIL);
                    assertThat(diagnosis.caches()).extracting(CacheSpace::cache).containsExactly("orders");
                    assertThat(diagnosis.findings())
                            .anySatisfy(finding -> assertThat(finding.remedy()).contains("+getdel"));
                    assertThat(diagnosis.toString()).doesNotContain("s3cret");
                });
    }

    @Test
    void doctor_withoutItsModule_isNotThere() {
        runner.withClassLoader(new FilteredClassLoader(Doctor.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("tandemDoctorEndpoint"));
    }

    // --------------------------------------------------------------------------------------------------- metrics

    @Test
    void metrics_ofACacheMadeAfterTheStart_areBound() {
        runner.run(context -> {
            awaitCopies(context);
            Cache late = cache(context, "late");
            late.get("a");
            late.put("a", 1);
            late.get("a");
            late.get("a");
            late.evict("a");

            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(count(registry, "cache.gets", "late", "hit")).isEqualTo(2);
            assertThat(count(registry, "cache.gets", "late", "miss")).isEqualTo(1);
            assertThat(count(registry, "cache.near.requests", "late", "hit")).isEqualTo(1);
            assertThat(registry.get("cache.puts")
                            .tag("cache", "late")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("cache.removals")
                            .tag("cache", "late")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("cache.gets").functionCounters())
                    .allSatisfy(meter ->
                            assertThat(meter.getId().getTag("cache.manager")).isEqualTo("cacheManager"));
        });
    }

    @Test
    void metrics_ofTiersAndManager_areThereOnceWithTheNameOfTheCacheManager() {
        runner.run(context -> {
            awaitCopies(context);
            Cache prices = cache(context, "prices");
            prices.put("a", 1);
            prices.get("a");
            prices.get("a");

            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("tandem.cache.reads")
                            .tags("cache", "prices", "source", "near", "cache.manager", "cacheManager")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("tandem.redis.calls")
                            .tags("cache", "prices", "operation", "put")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("tandem.nodes")
                            .tags("state", "up", "cache.manager", "cacheManager")
                            .gauges())
                    .hasSize(1);
            assertThat(registry.get("cache.gets").tags("cache", "prices").functionCounters())
                    .hasSize(2);
        });
    }

    private static double count(MeterRegistry registry, String name, String cache, String result) {
        return registry.get(name)
                .tag("cache", cache)
                .tag("result", result)
                .functionCounter()
                .count();
    }

    /** Boot's binder for JCache makes names of MBeans itself, of which some are none: the application did not start. */
    @Test
    void metrics_ofACacheNamedOrdersColonEu_onAnAddressOfTwoHosts_doNotStopTheStart() {
        runner.withPropertyValues(
                        "tandem.redis.uri=redis://" + redis.host() + ":" + redis.port() + ",localhost:" + redis.port()
                                + "?timeout=30s",
                        "spring.cache.cache-names=orders:eu,a,b")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("cache.gets")
                                    .tag("cache", "orders:eu")
                                    .functionCounters())
                            .isNotEmpty();
                });
    }

    /** The same application on Spring's own manager for JCache did not start either. */
    @Test
    void metrics_ofACacheNamedOrdersColonEu_ofSpringsManagerForJCache_areTandems() {
        runner.withConfiguration(AutoConfigurations.of(TandemJCacheMetricsAutoConfiguration.class))
                .withPropertyValues(
                        "spring.cache.type=jcache",
                        "spring.cache.jcache.provider=org.tandemcache.TandemCachingProvider")
                .withBean(
                        JCachePropertiesCustomizer.class,
                        () -> properties -> properties.put("tandem.redis.uri", redis.uri() + "?timeout=30s"))
                .withBean(
                        JCacheManagerCustomizer.class,
                        () -> manager -> manager.createCache("orders:eu", new MutableConfiguration<>()))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    cache(context, "orders:eu").get("absent");
                    assertThat(count(context.getBean(MeterRegistry.class), "cache.gets", "orders:eu", "miss"))
                            .isEqualTo(1);
                });
    }

    @Test
    void metrics_ofATransactionAwareCache_areBound() {
        runner.withPropertyValues("spring.cache.tandem.transaction-aware=true", "spring.cache.cache-names=early")
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .get("cache.gets")
                                .tag("cache", "early")
                                .functionCounters())
                        .isNotEmpty());
    }
}
