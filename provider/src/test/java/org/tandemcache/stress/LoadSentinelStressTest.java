package org.tandemcache.stress;

import java.nio.file.Path;
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

    @TempDir
    private Path directory;

    @Test
    @EnabledIfSystemProperty(named = PROPERTY, matches = "[1-9]\\d*")
    void loads_behindSentinelsUnderFaults_bringBackNothingAndAreMadeOnce() throws Exception {
        try (RedisSentinels redis = RedisSentinels.start(1)) {
            LoadRun.withTakeovers(
                    "behind Sentinels",
                    redis.uri(),
                    SECONDS,
                    directory,
                    (duration, seed, ledger, figures) ->
                            new SentinelChaos(redis, LoadRun.rows(), seed, ledger, figures).run(duration));
        }
    }
}
