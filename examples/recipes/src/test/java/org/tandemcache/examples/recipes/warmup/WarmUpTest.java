package org.tandemcache.examples.recipes.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.examples.recipes.Database;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class WarmUpTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Database database = new Database();
    private final Stage stage;
    private CacheManager a;
    private CacheManager b;

    WarmUpTest(RedisServer redis) {
        stage = Stage.over(redis);
    }

    @BeforeEach
    void openNodes() {
        a = stage.node("node-a");
        b = stage.node("node-b");
    }

    @AfterEach
    void closeNodes() {
        stage.close();
    }

    @Test
    void list_loadedInBatches_isReadWithoutTheDatabaseOnEveryNode() {
        new WarmUp<>(products(a), 100).load(ids(0, 1_050));
        assertThat(database.rows()).isEqualTo(1_050);
        assertThat(database.queries()).isEqualTo(11);
        Cache<String, String> ofB = products(b);
        assertThat(ids(0, 1_050)).allSatisfy(id -> assertThat(ofB.get(id)).isEqualTo("product " + id));
        assertThat(database.rows()).isEqualTo(1_050);
    }

    @Test
    void whatIsThere_isNotLoadedAgain() {
        Cache<String, String> products = products(a);
        products.putAll(Map.of("p1", "changed", "p2", "changed"));
        new WarmUp<>(products, 100).load(ids(0, 10));
        assertThat(database.rows()).isEqualTo(8);
        assertThat(products.get("p1")).isEqualTo("changed");
    }

    @Test
    void loaderThatFails_isToldWithItsCause() {
        Cache<String, String> failing =
                a.createCache("failing", database.readThrough().setCacheLoaderFactory(Away::new));
        assertThatThrownBy(() -> new WarmUp<>(failing, 100).load(ids(0, 10)))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("a batch for failing could not be loaded")
                .hasRootCauseMessage("the database is away");
    }

    @Test
    void turn_ofManyNodesAtOnce_isTakenByOne() throws InterruptedException {
        List<Turns> nodes = IntStream.range(0, 6)
                .mapToObj(number -> new Turns(stage.node("turn-" + number), LONG, "turn-" + number))
                .toList();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = nodes.stream()
                .map(turns -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    turns.take("products", runs::incrementAndGet);
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void turn_whoseWorkFails_isAnothersInTheSamePeriod() {
        Turns ofA = new Turns(a, LONG, "node-a");
        Turns ofB = new Turns(b, LONG, "node-b");
        assertThatThrownBy(() -> ofA.take("products", () -> {
                    throw new CacheLoaderException("the database is away");
                }))
                .hasMessage("the database is away");
        assertThat(ofB.take("products", () -> {})).isTrue();
        assertThat(ofA.take("products", () -> {})).isFalse();
    }

    @Test
    void turn_isFreeAgainInTheNextPeriod(RedisServer redis) {
        Turns ofA = new Turns(a, LONG, "node-a");
        Turns ofB = new Turns(b, Duration.ofMillis(50), "node-b");
        assertThat(ofA.take("long", () -> {})).isTrue();
        assertThat((Long) redis.command("PTTL", "tandem:turns:{}s:long")).isBetween(1L, LONG.toMillis());
        assertThat(ofB.take("short", () -> {})).isTrue();
        long start = System.nanoTime();
        while (!ofB.take("short", () -> {})) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
        }
        assertThat(ofB.take("long", () -> {})).isFalse();
    }

    @Test
    void schedule_whoseJobFails_goesOn() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        try (Schedule schedule = new Schedule(Duration.ofMillis(1), () -> {
            runs.countDown();
            throw new CacheException("not this time");
        })) {
            assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void pauses_differAndAreNeverLonger() {
        List<Long> pauses = LongStream.range(0, 1_000)
                .map(any -> Schedule.next(Duration.ofSeconds(100)))
                .boxed()
                .toList();
        assertThat(pauses)
                .allSatisfy(pause -> assertThat(pause)
                        .isBetween(
                                Duration.ofSeconds(90).toNanos(),
                                Duration.ofSeconds(100).toNanos()))
                .anyMatch(pause -> pause < Duration.ofSeconds(92).toNanos())
                .anyMatch(pause -> pause > Duration.ofSeconds(98).toNanos());
    }

    @Test
    void counts_ofTwoNodes_areOneSum(RedisServer redis) {
        try (AccessCounts ofA = counts(a);
                AccessCounts ofB = counts(b)) {
            read(ofA, "p1", 30);
            read(ofA, "p2", 25);
            read(ofB, "p2", 25);
            read(ofB, "p3", 40);
            ofA.flush();
            ofB.flush();
            ofB.flush(); // has nothing left
            assertThat(ofA.top(2)).containsExactly("p2", "p3");
            assertThat(redis.command("ZSCORE", "reads", "p2")).hasToString("50");
        }
    }

    @Test
    void agedCounts_makeRoomForWhatIsReadNow(RedisServer redis) {
        try (AccessCounts counts = counts(a)) {
            read(counts, "old", 100);
            ids(0, 50).forEach(counts::count);
            counts.flush();
            counts.age(10);
            counts.age(10);
            assertThat(redis.command("ZCARD", "reads")).hasToString("10");
            read(counts, "new", 30);
            counts.flush();
            assertThat(counts.top(2)).containsExactly("new", "old");
            assertThat(redis.command("ZSCORE", "reads", "old")).hasToString("25");
        }
    }

    @Test
    void hottest_areThereBeforeTheyAreAskedFor() {
        try (AccessCounts counts = counts(a)) {
            ids(0, 500).forEach(id -> read(counts, id, 1));
            ids(100, 120).forEach(id -> read(counts, id, 9));
            counts.flush();
            Cache<String, String> products = products(b);
            new WarmUp<>(products, 100).load(counts.top(20));
            assertThat(database.rows()).isEqualTo(20);
            ids(100, 120).forEach(products::get);
            assertThat(database.rows()).isEqualTo(20);
        }
    }

    private static void read(AccessCounts counts, String id, int times) {
        for (int i = 0; i < times; i++) {
            counts.count(id);
        }
    }

    private AccessCounts counts(CacheManager node) {
        return new AccessCounts(node, stage.uri(), "reads");
    }

    private static final class Away implements CacheLoader<String, String> {
        @Override
        public String load(String id) {
            throw new CacheLoaderException("the database is away");
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> ids) {
            throw new CacheLoaderException("the database is away");
        }
    }

    private Cache<String, String> products(CacheManager node) {
        return node.createCache("products", database.readThrough());
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> "p" + id).toList();
    }
}
