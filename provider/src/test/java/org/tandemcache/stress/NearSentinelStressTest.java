package org.tandemcache.stress;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.KeyKind;
import org.tandemcache.testkit.RedisSentinels;

/**
 * {@link NearStressTest} on a master with a replica that three Sentinels watch over: connections are killed, entries
 * expire, the master is emptied, and the replica takes over by request, after a kill and after a pause that ends
 * afterwards, when the former master still takes itself for one. {@code tandem.test.stress.sentinel.seconds} (20) makes
 * it longer.
 */
@Tag("server")
class NearSentinelStressTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.stress.sentinel.seconds", 20);
    private static final int JVMS = Integer.getInteger("tandem.test.stress.sentinel.jvms", 1);
    private static final int KEYS = 240;

    /** Shorter than the second after which Sentinels take a master for down. */
    private static final long LEASE_MILLIS = 800;

    /** A thread may wait so long between a look at the clock and a read, on two cores with many processes. */
    private static final long SCHEDULING_MILLIS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void nearTier_behindSentinelsUnderFaults_isNeverStaleInTheEndAndNeverForLong() throws Exception {
        long seed = System.nanoTime();
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            StressRun run = new StressRun(redis.uri(), KeyKind.PLAIN, JVMS, KEYS, LEASE_MILLIS, directory);
            Figures figures = run.with((ledger, counted) ->
                    new SentinelChaos(redis, KEYS, seed, ledger, counted).run(Duration.ofSeconds(SECONDS)));
            System.out.println(figures.report(
                    "Near tier behind Sentinels under stress: " + SECONDS + " s, " + run + ", seed " + seed));
            StressRun.assertCoherent(figures, LEASE_MILLIS + SCHEDULING_MILLIS);
        }
    }
}
