package org.tandemcache.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.RedisServer;

/** The service, called over HTTP. */
class ShopTest {
    private static final String OFFER = "{\"name\":\"Tandem\",\"price\":1990.00}";

    private static EmbeddedPostgres postgres;
    private static RedisServer redis;
    private static Shop shop;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        redis = RedisServer.embedded();
        shop = Shop.start(postgres.getJdbcUrl("postgres", "postgres"), redis.uri() + "?timeout=30s");
    }

    @AfterAll
    static void stop() throws IOException {
        shop.close();
        redis.close();
        postgres.close();
    }

    private static Shop.Answer call(String method, String path, String body) throws IOException, InterruptedException {
        return shop.call(method, path, body);
    }

    private static void givenProduct(long id) throws IOException, InterruptedException {
        assertThat(call("PUT", "/products/" + id, OFFER).status()).isEqualTo(200);
        evict("products", id);
    }

    private static void evict(String cache, long id) {
        shop.context().getBean(CacheManager.class).getCache(cache).remove(id);
    }

    @Test
    void cacheManager_isTandems() {
        org.springframework.cache.CacheManager manager =
                shop.context().getBean(org.springframework.cache.CacheManager.class);

        assertThat(manager.getCache("products").getNativeCache()).isInstanceOf(TandemCache.class);
    }

    @Test
    void get_secondTime_makesNoStatement() throws IOException, InterruptedException {
        givenProduct(1);

        Shop.Answer first = call("GET", "/products/1", null);
        Shop.Answer second = call("GET", "/products/1", null);

        assertThat(first.statements()).isEqualTo(1);
        assertThat(second.statements()).isZero();
        assertThat(second.body()).isEqualTo(first.body()).contains("\"name\":\"Tandem\"");
    }

    @Test
    void get_ofWhatIsNotThere_isRememberedToo() throws IOException, InterruptedException {
        Shop.Answer first = call("GET", "/products/404", null);
        Shop.Answer second = call("GET", "/products/404", null);

        assertThat(Stream.of(first, second).map(Shop.Answer::status)).containsExactly(404, 404);
        assertThat(Stream.of(first, second).map(Shop.Answer::statements)).containsExactly(1L, 0L);
    }

    @Test
    void put_fillsTheCache() throws IOException, InterruptedException {
        call("PUT", "/products/2", OFFER);

        Shop.Answer read = call("GET", "/products/2", null);

        assertThat(read.statements()).isZero();
        assertThat(read.body()).contains("\"id\":2", "\"price\":1990.00");
    }

    @Test
    void delete_evicts() throws IOException, InterruptedException {
        call("PUT", "/products/3", OFFER);
        assertThat(call("DELETE", "/products/3", null).status()).isEqualTo(204);

        Shop.Answer read = call("GET", "/products/3", null);

        assertThat(read.status()).isEqualTo(404);
        assertThat(read.statements()).isEqualTo(1);
    }

    @Test
    void get_synchronized_makesOneStatement() throws IOException, InterruptedException {
        givenProduct(4);

        assertThat(call("GET", "/products/4/once", null).statements()).isEqualTo(1);
        assertThat(call("GET", "/products/4/once", null).statements()).isZero();
        assertThat(call("GET", "/products/4", null).statements()).isZero();
    }

    @Test
    void get_synchronizedByManyAtOnce_makesOneStatement() throws Exception {
        givenProduct(8);
        StatementCounter counter = shop.context().getBean(StatementCounter.class);
        long before = counter.statements();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            Callable<Shop.Answer> get = () -> call("GET", "/products/8/once", null);
            for (Future<Shop.Answer> answer : clients.invokeAll(Collections.nCopies(8, get), 60, TimeUnit.SECONDS)) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        } finally {
            clients.shutdownNow();
        }

        assertThat(counter.statements() - before).isEqualTo(1);
    }

    @Test
    void annotationsOfJsr107_cache() throws IOException, InterruptedException {
        call("PUT", "/products/5", OFFER);

        call("PUT", "/products/5/description", "For two");
        Shop.Answer afterPut = call("GET", "/products/5/description", null);
        call("DELETE", "/products/5/description", null);
        Shop.Answer afterRemove = call("GET", "/products/5/description", null);
        Shop.Answer again = call("GET", "/products/5/description", null);

        assertThat(afterPut.body()).isEqualTo("For two");
        assertThat(afterPut.statements()).isZero();
        assertThat(afterRemove.status()).isEqualTo(404);
        assertThat(afterRemove.statements()).isEqualTo(1);
        assertThat(again.statements()).isZero();
    }

    @Test
    void actuator_countsHitsAndMisses() throws IOException, InterruptedException {
        givenProduct(6);
        long hits = shop.gets("products", "hit");
        long misses = shop.gets("products", "miss");

        call("GET", "/products/6", null);
        call("GET", "/products/6", null);
        call("GET", "/products/6", null);

        assertThat(shop.gets("products", "hit") - hits).isEqualTo(2);
        assertThat(shop.gets("products", "miss") - misses).isEqualTo(1);
    }
}
