package org.tandemcache.stress;

import java.nio.file.Path;
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

    @TempDir
    private Path directory;

    @Test
    @EnabledIfSystemProperty(named = PROPERTY, matches = "[1-9]\\d*")
    void loads_onAClusterUnderFaults_bringBackNothingAndAreMadeOnce() throws Exception {
        try (RedisCluster redis = RedisCluster.start(3, 1)) {
            LoadRun.withTakeovers(
                    "on a cluster",
                    redis.uri(),
                    SECONDS,
                    directory,
                    (duration, seed, ledger, figures) ->
                            new ClusterChaos(redis, LoadRun.rows(), seed, ledger, figures).run(duration));
        }
    }
}
