package org.tandemcache.stress;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.KeyKind;
import org.tandemcache.testkit.RedisCluster;

/**
 * {@link NearStressTest} on a cluster of three masters with a replica each: connections are killed, entries expire,
 * masters are emptied, slots move, and replicas take over by request, after a kill and after a pause that ends
 * afterwards. {@code tandem.test.stress.cluster.seconds} (20) makes it longer.
 */
@Tag("server")
class NearClusterStressTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.stress.cluster.seconds", 20);
    private static final int JVMS = Integer.getInteger("tandem.test.stress.cluster.jvms", 1);
    private static final int KEYS = 240;
    private static final long LEASE_MILLIS = 1_000;

    /** A thread may wait so long between a look at the clock and a read, on two cores with nine processes. */
    private static final long SCHEDULING_MILLIS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void nearTier_onAClusterUnderFaults_isNeverStaleInTheEndAndNeverForLong() throws Exception {
        long seed = System.nanoTime();
        try (RedisCluster cluster = RedisCluster.start(3, 1)) {
            StressRun run = new StressRun(cluster.uri(), KeyKind.PLAIN, JVMS, KEYS, LEASE_MILLIS, directory);
            Figures figures = run.with((ledger, counted) ->
                    new ClusterChaos(cluster, KEYS, seed, ledger, counted).run(Duration.ofSeconds(SECONDS)));
            System.out.println(figures.report(
                    "Near tier on a cluster under stress: " + SECONDS + " s, " + run + ", seed " + seed));
            StressRun.assertCoherent(figures, LEASE_MILLIS + SCHEDULING_MILLIS);
        }
    }
}
