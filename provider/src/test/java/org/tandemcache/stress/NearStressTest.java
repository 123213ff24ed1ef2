package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.KeyKind;
import org.tandemcache.testkit.RedisServer;

/**
 * Several processes with several nodes each read and write few keys while connections are killed, entries expire, the
 * server is emptied, frozen and restarted. {@code tandem.test.stress.seconds} (20) and {@code tandem.test.stress.jvms}
 * (2) make it longer and larger.
 */
@Tag("server")
class NearStressTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.stress.seconds", 20);
    private static final int JVMS = Integer.getInteger("tandem.test.stress.jvms", 2);
    private static final int KEYS = 240;
    private static final int NAIVE_ROUNDS = 20;
    private static final int NAIVE_KEYS = 60;
    private static final long LEASE_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 2_000;

    /**
     * Two cores carry a dozen threads in each process: a thread may wait so long between a look at the clock and a
     * read.
     */
    private static final long SCHEDULING_MILLIS = 1_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void nearTier_underFaults_isNeverStaleInTheEndAndNeverForLong(KeyKind kind) throws Exception {
        long seed = System.nanoTime();
        try (RedisServer redis = RedisServer.embedded()) {
            StressRun run = new StressRun(redis.uri().toString(), kind, JVMS, KEYS, LEASE_MILLIS, directory);
            Figures figures = run.with((ledger, counted) ->
                    new Chaos(redis, KEYS, PAUSE_MILLIS, seed, counted).run(Duration.ofSeconds(SECONDS)));
            System.out.println(figures.report("Near tier under stress: " + SECONDS + " s, " + run + ", pauses of up to "
                    + PAUSE_MILLIS + " ms, seed " + seed));
            StressRun.assertCoherent(figures, LEASE_MILLIS + PAUSE_MILLIS + SCHEDULING_MILLIS);
        }
    }

    /** It fails by a race, so it is given some rounds; the near tier above has not one failure in all of its time. */
    @Test
    void naiveVariant_underFaults_leavesStaleSurvivors() throws Exception {
        Figures figures = new Figures();
        for (int round = 0; round < NAIVE_ROUNDS && figures.get(Figures.SURVIVORS) == 0; round++) {
            figures.merge(naiveRound(Ledger.open(directory.resolve("naive-" + round), NAIVE_KEYS), round));
        }
        System.out.println(figures.report("The naive variant under the same stress, in rounds of 3 s"));

        assertThat(figures.get(Figures.SURVIVORS)).isPositive();
    }

    private static Figures naiveRound(Ledger ledger, long seed) throws Exception {
        try (RedisServer redis = RedisServer.embedded()) {
            List<NaiveNode> nodes = List.of(
                    new NaiveNode(redis.uri().toString()),
                    new NaiveNode(redis.uri().toString()),
                    new NaiveNode(redis.uri().toString()));
            FutureTask<Figures> run = new FutureTask<>(() -> new Workload(nodes, 0, 1, ledger).run(1));
            new Thread(run).start();
            new Chaos(redis, NAIVE_KEYS, 1, seed, new Figures()).run(Duration.ofSeconds(3));
            ledger.stop();
            Figures figures = run.get(90, TimeUnit.SECONDS);
            nodes.forEach(Node::close);
            return figures;
        }
    }
}
