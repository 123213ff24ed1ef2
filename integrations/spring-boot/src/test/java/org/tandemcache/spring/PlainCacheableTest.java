package org.tandemcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.tandemcache.spring.boot.TandemCacheAutoConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;
import reactor.core.publisher.Mono;

/**
 * Two instances of an application: what a plain {@code @Cacheable} method has read before an eviction on the other one
 * is not stored behind it, and a method that throws keeps nobody waiting.
 */
@WithRedis
@Timeout(120)
class PlainCacheableTest {
    private static final int LOAD_LEASE_SECONDS = 60;

    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
    private final RedisServer redis;
    private final Rows here;
    private final Rows there;

    PlainCacheableTest(RedisServer redis) {
        this.redis = redis;
        this.here = instance();
        this.there = instance();
    }

    private Rows instance() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(
                        Patience.uri(redis.uri()),
                        Patience.LEASE,
                        "tandem.caches.rows.load.protection=cluster",
                        "tandem.caches.rows.load.lease=" + LOAD_LEASE_SECONDS + "s")
                .applyTo(context);
        context.register(Application.class);
        context.refresh();
        contexts.add(context);
        return context.getBean(Rows.class);
    }

    @AfterEach
    void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import({Rows.class, TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {}

    /** What a method does once it has read the row. */
    interface Behind {
        void run() throws Exception;
    }

    static class Rows {
        private final Rows self;
        private final AtomicInteger calls = new AtomicInteger();

        Rows(@Lazy Rows self) {
            this.self = self;
        }

        public int calls() {
            return calls.get();
        }

        private String read(String row, Behind behind) {
            calls.incrementAndGet();
            try {
                behind.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return row;
        }

        @Cacheable(cacheNames = "rows", key = "#id")
        public String find(long id, String row, Behind behind) {
            return read(row, behind);
        }

        @Cacheable(cacheNames = "rows", key = "#id")
        public @Nullable String findNone(long id, Behind behind) {
            read("", behind);
            return null;
        }

        @Cacheable(cacheNames = "rows", key = "#id", unless = "#result.startsWith('secret')")
        public String findUnlessSecret(long id, String row, Behind behind) {
            return read(row, behind);
        }

        @Cacheable(cacheNames = "rows", key = "#id", sync = true)
        public String findOnce(long id, String row) {
            return read(row, () -> {});
        }

        @Cacheable(cacheNames = "rows", key = "#id")
        public CompletableFuture<String> findLater(long id, String row, Behind behind) {
            return CompletableFuture.supplyAsync(() -> read(row, behind));
        }

        @Cacheable(cacheNames = "rows", key = "#id")
        public Mono<String> findReactively(long id, String row, Behind behind) {
            return Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> read(row, behind)));
        }

        /** The same key, within its own method. */
        @Cacheable(cacheNames = "rows", key = "#id")
        public String findNested(long id, String outer, String inner) {
            return outer + " in " + self.find(id, inner, () -> {});
        }

        @CachePut(cacheNames = "rows", key = "#id")
        public String put(long id, String row, Behind behind) {
            return read(row, behind);
        }

        @CacheEvict(cacheNames = "rows", key = "#id")
        public void evict(long id) {}
    }

    interface Find {
        String by(Rows rows, String row, Behind behind);
    }

    static Stream<Arguments> finds() {
        return Stream.of(
                find("blocking", (rows, row, behind) -> rows.find(1, row, behind)),
                find(
                        "CompletableFuture",
                        (rows, row, behind) -> rows.findLater(1, row, behind).join()),
                find(
                        "Mono",
                        (rows, row, behind) ->
                                rows.findReactively(1, row, behind).block()));
    }

    private static Arguments find(String name, Find find) {
        return Arguments.of(name, find);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("finds")
    void cacheable_whoseKeyAnotherInstanceEvictsMeanwhile_isNotStored(String name, Find find) {
        assertThat(find.by(here, "old", () -> there.evict(1))).isEqualTo("old");

        assertThat(find.by(there, "new", () -> {})).isEqualTo("new");
        assertThat(find.by(here, "unread", () -> {})).isEqualTo("new");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("finds")
    void cacheable_whoseKeyIsEvictedHereMeanwhile_isNotStored(String name, Find find) {
        assertThat(find.by(here, "old", () -> here.evict(1))).isEqualTo("old");

        assertThat(find.by(here, "new", () -> {})).isEqualTo("new");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("finds")
    void cacheable_thatNothingDisturbs_isStored(String name, Find find) {
        assertThat(find.by(here, "row", () -> {})).isEqualTo("row");

        assertThat(find.by(there, "unread", () -> {})).isEqualTo("row");
        assertThat(here.calls() + there.calls()).isEqualTo(1);
    }

    @Test
    void cacheable_whoseKeyAnotherInstancePutsMeanwhile_leavesWhatThatHasPut() {
        assertThat(here.find(1, "old", () -> there.put(1, "new", () -> {}))).isEqualTo("old");

        assertThat(here.find(1, "unread", () -> {})).isEqualTo("new");
    }

    @Test
    void cachePut_whoseKeyIsEvictedMeanwhile_isStored() {
        assertThat(here.put(1, "put", () -> there.evict(1))).isEqualTo("put");

        assertThat(there.find(1, "unread", () -> {})).isEqualTo("put");
    }

    /** The claim of a method that has thrown is not taken for one of a put that comes later in the same thread. */
    @Test
    void cachePut_behindAMethodThatHasThrown_isStoredWhateverHasHappened() {
        assertThatThrownBy(() -> here.find(1, "", () -> {
                    throw new IllegalStateException("no database");
                }))
                .hasMessage("no database");
        there.put(1, "before", () -> {});

        here.put(1, "last", () -> {});

        assertThat(there.find(1, "unread", () -> {})).isEqualTo("last");
    }

    @Test
    void methodThatHasThrown_keepsNobodyWaiting() {
        assertThatThrownBy(() -> here.find(1, "", () -> {
                    throw new IllegalStateException("no database");
                }))
                .hasMessage("no database");

        long start = System.nanoTime();
        assertThat(there.findOnce(1, "row")).isEqualTo("row");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(LOAD_LEASE_SECONDS / 2));
        assertThat(here.find(1, "unread", () -> {})).isEqualTo("row");
    }

    @Test
    void cacheables_ofBothInstancesAtATime_runBesideEachOtherAndOneIsStored() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Behind meet = () -> {
            both.countDown();
            assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
        };
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> there.find(1, "row", meet));

        assertThat(here.find(1, "row", meet)).isEqualTo("row");
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("row");
        assertThat(there.find(1, "unread", () -> {})).isEqualTo("row");
    }

    @Test
    void nullResult_isKeptUnlessItsKeyIsEvictedMeanwhile() {
        assertThat(here.findNone(1, () -> there.evict(1))).isNull();
        assertThat(here.findNone(1, () -> {})).isNull();
        assertThat(there.findNone(1, () -> {})).isNull();
        assertThat(here.calls() + there.calls()).isEqualTo(2);
    }

    @Test
    void resultThatIsNotToBeStored_leavesNothingThatIsRead() {
        assertThat(here.findUnlessSecret(1, "secret 1", () -> {})).isEqualTo("secret 1");

        assertThat(there.findUnlessSecret(1, "row", () -> {})).isEqualTo("row");
        assertThat(here.findUnlessSecret(1, "unread", () -> {})).isEqualTo("row");
    }

    @Test
    void nestedCallOfTheSameKey_isStoredByOneOfThem() {
        assertThat(here.findNested(1, "outer", "inner")).isEqualTo("outer in inner");

        assertThat(there.find(1, "unread", () -> {})).isEqualTo("inner");
    }

    @Test
    void cachingConfigurerOfTheApplication_isLeftAlone() {
        new org.springframework.boot.test.context.runner.ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class))
                .withPropertyValues("tandem.redis.uri=" + redis.uri())
                .withBean("own", CachingConfigurer.class, () -> new CachingConfigurer() {})
                .run(context -> assertThat(context.getBeansOfType(CachingConfigurer.class))
                        .containsOnlyKeys("own"));
    }

    @Test
    void programmaticPut_isUnconditional() {
        Cache cache = contexts.get(0).getBean(CacheManager.class).getCache("rows");
        assertThat(cache.get(1L)).isNull();
        there.put(1, "before", () -> {});

        cache.put(1L, "last");

        assertThat(there.find(1, "unread", () -> {})).isEqualTo("last");
    }
}
