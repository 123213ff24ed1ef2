package org.tandemcache.stress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.testkit.RedisCluster;

/**
 * {@link LoadStressTest} on a cluster of three masters with a replica each: slots move, and replicas take over. Runs
 * for as many seconds as {@code tandem.test.loads.cluster.seconds} says, and only if that is given.
 */
@Tag("server")
class LoadClusterStressTest {
    private static final String PROPERTY = "tandem.test.loads.cluster.seconds";
    private static final int SECONDS = Integer.getInteger(PROPERTY, 0);
    private static final int CHAOS_SECONDS = 10;

    /** A former master that takes itself for one answers for so long, and a thread may wait for one of two cores. */
    private static final long STALE_MILLIS = 2_000;

    @TempDir
    private Path directory;

    @Test
    @EnabledIfSystemProperty(named = PROPERTY, matches = "[1-9]\\d*")
    void loads_onAClusterUnderFaults_bringBackNothingAndAreMadeOnce() throws Exception {
        long seed = System.nanoTime();
        try (RedisCluster redis = RedisCluster.start(3, 1)) {
            LoadRun run = new LoadRun(List.of(redis.uri(), redis.uri()), STALE_MILLIS, STALE_MILLIS, directory);
            Figures figures = run.run(Duration.ofSeconds(SECONDS), seed, (ledger, counted) -> {
                ClusterChaos chaos = new ClusterChaos(redis, LoadRun.rows(), seed, ledger, counted);
                chaos.run(Duration.ofSeconds(CHAOS_SECONDS));
            });
            System.out.println(
                    figures.report("Loads on a cluster under stress: " + SECONDS + " s, " + run + ", seed " + seed));
            run.assertCounts(figures);
        }
    }
}
