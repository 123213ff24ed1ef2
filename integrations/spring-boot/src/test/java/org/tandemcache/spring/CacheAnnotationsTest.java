package org.tandemcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.tandemcache.spring.boot.TandemCacheAutoConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The annotations, Spring's and those of JSR-107, on two instances of an application. */
@WithRedis
@Timeout(120)
class CacheAnnotationsTest {
    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
    private final RedisServer redis;
    private final Shop shop;

    CacheAnnotationsTest(RedisServer redis) {
        this.redis = redis;
        this.shop = instance();
    }

    private Shop instance() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        org.springframework.boot.test.util.TestPropertyValues.of(Patience.uri(redis.uri()), Patience.LEASE)
                .applyTo(context);
        context.register(Application.class);
        context.refresh();
        contexts.add(context);
        return context.getBean(Shop.class);
    }

    @AfterEach
    void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @EnableCaching
    @Import({Shop.class, TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {}

    record Product(long id, String name, BigDecimal price) {}

    @CacheConfig(cacheNames = "products")
    static class Shop {
        private final AtomicInteger calls = new AtomicInteger();

        /** By a method: the field is that of the proxy. */
        public AtomicInteger calls() {
            return calls;
        }

        private Product product(long id) {
            calls.incrementAndGet();
            return id < 0 ? null : new Product(id, "product " + id, new BigDecimal("9.90"));
        }

        @Cacheable
        public Product find(long id) {
            return product(id);
        }

        @Cacheable(sync = true)
        public Product findOnce(long id) {
            return product(id);
        }

        @Cacheable(cacheNames = "optional")
        public Optional<Product> findOptional(long id) {
            return Optional.ofNullable(product(id));
        }

        @Cacheable(cacheNames = "lists")
        public List<Product> list(long... ids) {
            return java.util.Arrays.stream(ids).mapToObj(this::product).toList();
        }

        @Cacheable(cacheNames = "maps")
        public Map<String, Product> map(String name, long id) {
            return Map.of(name, product(id));
        }

        @Cacheable(cacheNames = "pages")
        public Page<Product> page(Pageable page) {
            return new PageImpl<>(List.of(product(1), product(2)), page, 10);
        }

        @Cacheable(cacheNames = "futures")
        public CompletableFuture<Product> future(long id) {
            return CompletableFuture.completedFuture(product(id));
        }

        @Cacheable(cacheNames = "futures", sync = true)
        public CompletableFuture<Product> futureOnce(long id) {
            return CompletableFuture.completedFuture(product(id));
        }

        @Cacheable(cacheNames = "monos")
        public Mono<Product> mono(long id) {
            return Mono.fromSupplier(() -> product(id)).subscribeOn(Schedulers.parallel());
        }

        @Cacheable(cacheNames = "fluxes")
        public Flux<Product> flux(long id) {
            return Flux.defer(() -> Flux.just(product(id), product(id + 1))).subscribeOn(Schedulers.parallel());
        }

        @CacheEvict(cacheNames = "monos")
        public Mono<Void> evictMono(long id) {
            return Mono.<Void>empty().subscribeOn(Schedulers.parallel());
        }

        @Cacheable(cacheNames = "conditions", condition = "#id > 1", unless = "#result == null")
        public Product findSome(long id) {
            return product(id);
        }

        @org.springframework.cache.annotation.CachePut(key = "#product.id")
        public Product save(Product product) {
            return product;
        }

        @CacheEvict
        public void delete(long id) {}

        @CacheEvict(beforeInvocation = true)
        public void deleteAndFail(long id) {
            throw new IllegalStateException("no database");
        }

        @CacheEvict(allEntries = true)
        public void deleteAll() {}

        @Caching(evict = {@CacheEvict(cacheNames = "products"), @CacheEvict(cacheNames = "optional")})
        public void deleteEverywhere(long id) {}

        @Cacheable(cacheNames = "failures", sync = true)
        public Product fail(long id) {
            calls.incrementAndGet();
            throw new IllegalArgumentException("no product " + id);
        }

        @CacheResult(cacheName = "descriptions")
        public String describe(long id) {
            calls.incrementAndGet();
            return id < 0 ? null : "description of " + id;
        }

        @CachePut(cacheName = "descriptions")
        public void describe(long id, @CacheValue String text) {}

        @CacheRemove(cacheName = "descriptions")
        public void forget(long id) {}

        @CacheRemoveAll(cacheName = "descriptions")
        public void forgetAll() {}
    }

    /** What a call gives is given again with no further call, here and by another instance that starts afterwards. */
    private void isCached(java.util.function.Function<Shop, Object> call) {
        Object first = call.apply(shop);
        int before = shop.calls().get();
        assertThat(call.apply(shop)).isEqualTo(first);
        assertThat(shop.calls()).hasValue(before);
        Shop other = instance();
        assertThat(call.apply(other)).isEqualTo(first);
        assertThat(other.calls()).hasValue(0);
    }

    @Test
    void record_isCached() {
        isCached(any -> any.find(1));
    }

    @Test
    void record_withSync_isCached() {
        isCached(any -> any.findOnce(1));
    }

    @Test
    void null_isCached() {
        isCached(any -> any.find(-1));
    }

    @Test
    void optional_isCached_emptyToo() {
        isCached(any -> any.findOptional(1));
        isCached(any -> any.findOptional(-1));
    }

    @Test
    void list_isCached_byAKeyOfAnArray() {
        isCached(any -> any.list(1, 2, 3));
    }

    @Test
    void map_isCached_byAKeyOfTwo() {
        isCached(any -> any.map("a", 1));
    }

    @Test
    void page_isCached_byAPageable() {
        isCached(any -> any.page(PageRequest.of(0, 2)));
    }

    @Test
    void future_isCached() {
        isCached(any -> any.future(1).join());
        isCached(any -> any.future(-1).join());
        isCached(any -> any.futureOnce(2).join());
    }

    @Test
    void mono_isCached_emptyToo() {
        isCached(any -> any.mono(1).block());
        isCached(any -> any.mono(-1).block());
    }

    @Test
    void flux_isCached() {
        isCached(any -> any.flux(1).collectList().block());
    }

    @Test
    void mono_thatEvicts_isSeenByWhoReadsThen() {
        shop.mono(1).block();
        shop.evictMono(1).block();

        int before = shop.calls().get();
        shop.mono(1).block();

        assertThat(shop.calls()).hasValue(before + 1);
    }

    @Test
    void condition_andUnless_hold() {
        shop.findSome(1);
        shop.findSome(1);
        assertThat(shop.calls()).hasValue(2);
        shop.findSome(2);
        shop.findSome(2);
        assertThat(shop.calls()).hasValue(3);
    }

    @Test
    void put_isSeenByAnotherInstance_evictionsToo() {
        Shop other = instance();
        shop.save(new Product(7, "new", BigDecimal.ONE));
        assertThat(other.find(7).name()).isEqualTo("new");
        assertThat(other.calls()).hasValue(0);

        shop.delete(7);
        org.assertj.core.api.Assertions.assertThat(untilCalled(other, 7)).isTrue();
    }

    /** The notice of the eviction travels. */
    private static boolean untilCalled(Shop other, long id) {
        long end = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(30);
        while (other.calls().get() == 0 && System.nanoTime() < end) {
            other.find(id);
        }
        return other.calls().get() == 1;
    }

    @Test
    void evictions_inAllForms_removeTheEntry() {
        shop.find(1);
        assertThatThrownBy(() -> shop.deleteAndFail(1)).isInstanceOf(IllegalStateException.class);
        shop.find(1);
        shop.deleteAll();
        shop.find(1);
        shop.deleteEverywhere(1);
        shop.find(1);

        assertThat(shop.calls()).hasValue(4);
    }

    @Test
    void exception_ofAMethod_isTheCallersOwn() {
        assertThatThrownBy(() -> shop.fail(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shop.fail(1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(shop.calls()).hasValue(2);
    }

    @Test
    void annotationsOfJsr107_work() {
        isCached(any -> any.describe(1));
        isCached(any -> any.describe(-1));
        shop.describe(1, "better");
        assertThat(shop.describe(1)).isEqualTo("better");
        shop.forget(1);
        assertThat(shop.describe(1)).isEqualTo("description of 1");
        shop.forgetAll();
        int before = shop.calls().get();
        shop.describe(1);
        assertThat(shop.calls()).hasValue(before + 1);
    }

    @Test
    void manager_ofTheContext_isTheStarters() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TandemCacheAutoConfiguration.class))
                .run(context ->
                        assertThat(context.getBean(CacheManager.class)).isInstanceOf(TandemSpringCacheManager.class));
    }
}
