package org.tandemcache.examples.recipes.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class ExportTest {
    private static final int THREADS = 4;

    private final AtomicInteger queries = new AtomicInteger();
    private final Stage stage;
    private final Cache<Long, String> report;

    ExportTest(RedisServer redis) {
        stage = Stage.over(redis);
        report = stage.node("node-a").createCache("report", ExportRecipe.configuration());
    }

    @AfterEach
    void closeNodes() {
        stage.close();
    }

    @Test
    void eachRow_isPutOnce_andAllNodesHaveIt() {
        var export = new BatchedExport<>(report, this::rows, THREADS, 100);
        assertThat(export.run(1, 3_004)).isEqualTo(3_003);
        assertThat(queries).hasValue(32); // three parts of 751 rows and one of 750, in eight batches each
        Map<Long, String> all =
                LongStream.range(1, 3_004).boxed().collect(Collectors.toMap(id -> id, id -> "row " + id));
        Cache<Long, String> other = stage.node("node-b").createCache("report", ExportRecipe.configuration());
        assertThat(other.getAll(all.keySet())).isEqualTo(all);
    }

    @Test
    void rangeThatIsSmallerThanTheThreads_isExported() {
        assertThat(new BatchedExport<>(report, this::rows, THREADS, 100).run(5, 7))
                .isEqualTo(2);
        assertThat(new BatchedExport<>(report, this::rows, THREADS, 100).run(5, 5))
                .isZero();
    }

    @Test
    void rangeOfAllIds_isCutIntoPartsThatCoverIt() {
        Map<Long, Long> parts = new ConcurrentHashMap<>();
        var export = new BatchedExport<>(
                report,
                (from, to) -> {
                    parts.put(from, to);
                    return Map.of();
                },
                THREADS,
                Integer.MAX_VALUE);
        long last = Long.MAX_VALUE;
        long from = last - 9_000_000_000L;
        assertThat(export.run(from, last)).isZero();
        long covered = from;
        while (covered < last) {
            assertThat(parts).containsKey(covered);
            covered = parts.get(covered);
        }
    }

    @Test
    void exportByNoThreadsOrInEmptyBatches_isRefused() {
        for (int[] bad : new int[][] {{0, 100}, {1, 0}}) {
            assertThatThrownBy(() -> new BatchedExport<>(report, this::rows, bad[0], bad[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("not " + bad[0] + " and " + bad[1]);
        }
    }

    @Test
    void parts_areReadAtOnce() {
        CountDownLatch all = new CountDownLatch(THREADS);
        var export = new BatchedExport<>(
                report,
                (from, to) -> {
                    all.countDown();
                    await(all);
                    return rows(from, to);
                },
                THREADS,
                100);
        assertThat(export.run(0, 400)).isEqualTo(400);
    }

    @Test
    void partThatFails_isToldAndEndsTheOthersAfterTheirBatch() throws InterruptedException {
        CountDownLatch others = new CountDownLatch(THREADS - 1);
        CountDownLatch interrupted = new CountDownLatch(THREADS - 1);
        var export = new BatchedExport<>(
                report,
                (from, to) -> {
                    if (from == 0) {
                        await(others);
                        throw new IllegalStateException("the database is away");
                    }
                    others.countDown();
                    awaitInterrupt(interrupted);
                    return rows(from, to);
                },
                THREADS,
                100);
        assertThatThrownBy(() -> export.run(0, 4_000))
                .isInstanceOf(CacheException.class)
                .hasMessage("a part of the export to report failed")
                .hasRootCauseMessage("the database is away");
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(queries.get()).isLessThan(THREADS);
    }

    private static void awaitInterrupt(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<Long, String> rows(long from, long to) {
        queries.incrementAndGet();
        return ExportRecipe.rows(from, to);
    }
}
