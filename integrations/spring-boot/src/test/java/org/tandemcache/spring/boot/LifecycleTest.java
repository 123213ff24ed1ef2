package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.TandemManager;
import org.tandemcache.spring.Patience;
import org.tandemcache.spring.TandemSpringCacheManager;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Shutdown, restarts of devtools, and several managers. */
@WithRedis
@Timeout(60)
class LifecycleTest {
    private final RedisServer redis;
    private final ApplicationContextRunner runner;

    LifecycleTest(RedisServer redis) {
        this.redis = redis;
        this.runner = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class))
                .withPropertyValues(Patience.uri(redis.uri()), Patience.LEASE);
    }

    // --------------------------------------------------------------------------------------------------- shutdown

    /** A user of the cache that works to its end. */
    static class Last {
        private final CacheManager caches;

        Last(CacheManager caches) {
            this.caches = caches;
        }

        @PreDestroy
        void save() {
            caches.getCache("c").put("last", "words");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithLast {
        @Bean
        Last last(CacheManager caches) {
            return new Last(caches);
        }
    }

    @Test
    void shutdown_letsBeansUseTheirCachesToTheirEnd() {
        runner.withUserConfiguration(WithLast.class)
                .run(context -> assertThat(context).hasNotFailed());

        runner.run(context -> assertThat(context.getBean(CacheManager.class)
                        .getCache("c")
                        .get("last")
                        .get())
                .isEqualTo("words"));
    }

    @Test
    void shutdown_letsReactiveCallsEnd_andRefusesLaterOnes() {
        CompletableFuture<?>[] pending = new CompletableFuture<?>[2];
        Cache[] cache = new Cache[1];
        runner.run(context -> {
            cache[0] = context.getBean(CacheManager.class).getCache("c");
            pending[0] = cache[0].retrieve("a", () -> CompletableFuture.completedFuture("brought"));
        });

        assertThat(pending[0].join()).isEqualTo("brought");
        assertThat(cache[0].retrieve("b")).isCompletedExceptionally();
    }

    // --------------------------------------------------------------------------------------------------- devtools

    /** A class of the application. */
    record Product(long id) {}

    /** As devtools restart an application: its own classes anew, by another loader. */
    private static final class Restarted extends ClassLoader {
        Restarted() {
            super(LifecycleTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Product.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> there = findLoadedClass(name);
            if (there != null) {
                return there;
            }
            try (InputStream bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] read = bytes.readAllBytes();
                return defineClass(name, read, 0, read.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        Object product() throws ReflectiveOperationException {
            var constructor = loadClass(Product.class.getName()).getDeclaredConstructor(long.class);
            constructor.setAccessible(true);
            return constructor.newInstance(7);
        }
    }

    @Test
    void restart_ofDevtools_givesValuesOfTheNewClasses() throws ReflectiveOperationException {
        Restarted first = new Restarted();
        Restarted second = new Restarted();
        String allowed = "tandem.cache-defaults.codec.allow=" + Product.class.getPackageName() + ".*";
        runner.withClassLoader(first)
                .withPropertyValues(allowed)
                .run(context ->
                        context.getBean(CacheManager.class).getCache("c").put("a", first.product()));

        runner.withClassLoader(second).withPropertyValues(allowed).run(context -> {
            Object value =
                    context.getBean(CacheManager.class).getCache("c").get("a").get();
            assertThat(value.getClass().getClassLoader()).isSameAs(second);
            assertThat(value).isEqualTo(second.product());
        });
    }

    // ------------------------------------------------------------------------------------------- several managers

    @Configuration(proxyBeanMethods = false)
    static class TwoManagers {
        @Bean
        @Primary
        CacheManager cacheManager(TandemManager manager) {
            return new TandemSpringCacheManager(manager);
        }

        @Bean
        CacheManager otherCacheManager(
                @org.springframework.beans.factory.annotation.Value("${tandem.redis.uri}") String uri) {
            Properties properties = new Properties();
            properties.setProperty("tandem.redis.uri", uri);
            properties.setProperty("tandem.namespace", "other");
            return new TandemSpringCacheManager(new TandemCachingProvider()
                    .getCacheManager(URI.create("other"), null, properties)
                    .unwrap(TandemManager.class));
        }
    }

    @Test
    void managers_ofTheUser_oneOnTheStartersAndOneOfHisOwn_workBesideEachOther() {
        runner.withUserConfiguration(TwoManagers.class).run(context -> {
            CacheManager own = context.getBean(CacheManager.class);
            TandemSpringCacheManager other = context.getBean("otherCacheManager", TandemSpringCacheManager.class);
            own.getCache("c").put("a", 1);

            assertThat(other.getCache("c").get("a")).isNull();
            assertThat(redis.command("EXISTS", "tandem:c:{}s:a")).isEqualTo(1L);
            other.getNativeManager().close();
        });
    }
}
