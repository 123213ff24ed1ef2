package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tandemcache.Await;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Nodes load rows that have tags, and invalidate them by these, while loads are held over invalidations, the tracked
 * connections are killed, and the keys of tags, of the epoch and of the generation are deleted. Beside it the same with
 * tags that are times. {@code tandem.test.tags.seconds} (1) and {@code tandem.test.tags.nodes} (4) make it longer and
 * larger.
 */
@Tag("server")
@WithRedis
class TagStressTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.tags.seconds", 1);
    private static final int NODES = Integer.getInteger("tandem.test.tags.nodes", 4);
    private static final long SKEW_MICROS = 20_000;
    private static final int NAIVE_ROUNDS = 20;
    private static final int NAIVE_MILLIS = 300;

    private final RedisServer redis;

    TagStressTest(RedisServer redis) {
        this.redis = redis;
    }

    @Test
    void invalidatedTags_underFaults_areNeverReadBehindTheirNoticeAndReviveNothing() throws Exception {
        long seed = System.nanoTime();
        TagRows rows = new TagRows();
        List<TandemTagNode> nodes = IntStream.range(0, NODES)
                .mapToObj(i -> new TandemTagNode(redis.uri().toString(), rows, i > 0, true))
                .toList();
        try {
            Random random = new Random(seed);
            Figures figures = new TagWorkload(rows, nodes).run(seed, counted -> {
                Await.until("near copies are read", () -> nodes.stream().anyMatch(node -> node.nearHits() > 0));
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                while (System.nanoTime() < end) {
                    LoadRun.letPass(10 + random.nextInt(60));
                    fault(random, counted);
                }
            });
            nodes.forEach(node -> figures.add(Figures.NEAR_HITS, node.nearHits()));
            System.out.println(
                    figures.report("Tags under stress: " + SECONDS + " s, " + NODES + " nodes, seed " + seed));

            assertThat(figures.get(TagWorkload.OUTDATED))
                    .as(TagWorkload.OUTDATED)
                    .isZero();
            assertThat(figures.get(TagWorkload.REVIVED)).as(TagWorkload.REVIVED).isZero();
            assertThat(figures.get(TagWorkload.INVALIDATIONS)).isPositive();
            assertThat(figures.get(TagWorkload.LOADS)).isPositive();
            assertThat(figures.get(TagWorkload.PRESENT)).isPositive();
            assertThat(figures.get(Figures.NEAR_HITS)).isPositive();
        } finally {
            nodes.forEach(TagNode::close);
        }
    }

    private void fault(Random random, Figures figures) {
        switch (random.nextInt(4)) {
            case 0 -> figures.add("tracked connections killed", redis.killClients(client -> client.isTracking()));
            case 1 -> {
                redis.command("DEL", TandemTagNode.keyOf(random.nextBoolean() ? "" : "*"));
                figures.add("keys of the epoch or the generation deleted", 1);
            }
            default -> {
                redis.command("DEL", TandemTagNode.keyOf(random.nextInt(TagRows.TAGS)));
                figures.add("keys of tags deleted", 1);
            }
        }
    }

    /** What the stress is worth: it finds what times do, of which one node's are 20 ms ahead. */
    @Test
    void tagsByTimes_underTheSameLoad_reviveEntries() throws Exception {
        Figures figures = new Figures();
        for (int round = 0; round < NAIVE_ROUNDS && figures.get(TagWorkload.REVIVED) == 0; round++) {
            TagRows rows = new TagRows();
            List<TimestampTagNode> nodes = IntStream.range(0, NODES)
                    .mapToObj(i -> new TimestampTagNode(redis.uri().toString(), rows, i == 0 ? SKEW_MICROS : 0))
                    .toList();
            try {
                figures.merge(new TagWorkload(rows, nodes).run(round, counted -> LoadRun.letPass(NAIVE_MILLIS)));
            } finally {
                nodes.forEach(TagNode::close);
            }
        }
        System.out.println(figures.report("Tags by times under the same load"));

        assertThat(figures.get(TagWorkload.REVIVED)).isPositive();
    }
}
