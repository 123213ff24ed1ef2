package org.tandemcache.stress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.testkit.RedisSentinels;

/**
 * {@link LoadStressTest} on a master with a replica that three Sentinels watch over: the replica takes over. Runs for
 * as many seconds as {@code tandem.test.loads.sentinel.seconds} says, and only if that is given.
 */
@Tag("server")
class LoadSentinelStressTest {
    private static final String PROPERTY = "tandem.test.loads.sentinel.seconds";
    private static final int SECONDS = Integer.getInteger(PROPERTY, 0);
    private static final int CHAOS_SECONDS = 10;

    /** A former master that takes itself for one answers for so long, and a thread may wait for one of two cores. */
    private static final long STALE_MILLIS = 2_000;

    @TempDir
    private Path directory;

    @Test
    @EnabledIfSystemProperty(named = PROPERTY, matches = "[1-9]\\d*")
    void loads_behindSentinelsUnderFaults_bringBackNothingAndAreMadeOnce() throws Exception {
        long seed = System.nanoTime();
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            LoadRun run = new LoadRun(List.of(redis.uri(), redis.uri()), STALE_MILLIS, STALE_MILLIS, directory);
            Figures figures = run.run(Duration.ofSeconds(SECONDS), seed, (ledger, counted) -> {
                SentinelChaos chaos = new SentinelChaos(redis, LoadRun.rows(), seed, ledger, counted);
                chaos.run(Duration.ofSeconds(CHAOS_SECONDS));
            });
            System.out.println(figures.report(
                    "Loads behind Sentinels under stress: " + SECONDS + " s, " + run + ", seed " + seed));
            run.assertCounts(figures);
        }
    }
}
