package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/**
 * {@link TagStressTest} on a cluster of three masters with a replica each, where tags and entries lie apart: the
 * connection of a tag is killed alone, its slot moves, and its replica takes over by request. Runs for as many seconds
 * as {@code tandem.test.tags.cluster.seconds} says, and only if that is given.
 */
@Tag("server")
class TagClusterStressTest {
    private static final String PROPERTY = "tandem.test.tags.cluster.seconds";
    private static final int SECONDS = Integer.getInteger(PROPERTY, 0);
    private static final int NODES = Integer.getInteger("tandem.test.tags.nodes", 4);

    @Test
    @EnabledIfSystemProperty(named = PROPERTY, matches = "[1-9]\\d*")
    void invalidatedTags_onAClusterUnderFaults_areNeverReadBehindTheirNoticeAndReviveNothing() throws Exception {
        long seed = System.nanoTime();
        TagRows rows = new TagRows();
        try (RedisCluster cluster = RedisCluster.start(3, 1)) {
            List<TandemTagNode> nodes = IntStream.range(0, NODES)
                    .mapToObj(i -> new TandemTagNode(cluster.uri(), rows, i > 0, false))
                    .toList();
            try {
                Random random = new Random(seed);
                Figures figures = new TagWorkload(rows, nodes).run(seed, counted -> {
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                    for (int i = 0; System.nanoTime() < end; i++) {
                        LoadRun.letPass(20 + random.nextInt(200));
                        fault(i, cluster, random, counted);
                    }
                    cluster.awaitReady();
                });
                nodes.forEach(node -> figures.add(Figures.NEAR_HITS, node.nearHits()));
                System.out.println(figures.report(
                        "Tags on a cluster under stress: " + SECONDS + " s, " + NODES + " nodes, seed " + seed));

                assertThat(figures.get(TagWorkload.OUTDATED))
                        .as(TagWorkload.OUTDATED)
                        .isZero();
                assertThat(figures.get(TagWorkload.REVIVED))
                        .as(TagWorkload.REVIVED)
                        .isZero();
                assertThat(figures.get(TagWorkload.INVALIDATIONS)).isPositive();
                assertThat(figures.get(Figures.NEAR_HITS)).isPositive();
            } finally {
                nodes.forEach(TagNode::close);
            }
        }
    }

    private static void fault(int number, RedisCluster cluster, Random random, Figures figures) {
        String key =
                random.nextInt(4) == 0 ? TandemTagNode.keyOf("") : TandemTagNode.keyOf(random.nextInt(TagRows.TAGS));
        RedisServer master = cluster.masterOf(key);
        if (number % 10 == 5) {
            cluster.failover(master);
            figures.add("failovers of a tag's master", 1);
        } else if (number % 10 == 9) {
            int slot = RedisCluster.slotOf(key.getBytes(StandardCharsets.UTF_8));
            RedisServer target = cluster.masters().stream()
                    .filter(other -> !other.equals(master))
                    .findAny()
                    .orElseThrow();
            cluster.moveSlots(slot, slot, target);
            figures.add("slots of tags moved", 1);
        } else if (number % 2 == 0) {
            figures.add("connections of a tag killed", master.killClients(client -> client.isTracking()));
        } else {
            master.command("DEL", key);
            figures.add("keys of tags deleted", 1);
        }
    }
}
