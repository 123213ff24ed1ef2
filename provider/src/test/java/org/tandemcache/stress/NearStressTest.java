package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.testkit.RedisServer;

/**
 * Several processes with several nodes each read and write few keys while connections are killed, entries expire, the
 * server is emptied, frozen and restarted. {@code tandem.test.stress.seconds} (20) and {@code tandem.test.stress.jvms}
 * (2) make it longer and larger.
 */
class NearStressTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.stress.seconds", 20);
    private static final int JVMS = Integer.getInteger("tandem.test.stress.jvms", 2);
    private static final int NODES = 2;
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

    @Test
    void nearTier_underFaults_isNeverStaleInTheEndAndNeverForLong() throws Exception {
        Path file = directory.resolve("ledger");
        Ledger ledger = Ledger.open(file, KEYS);
        Figures figures = new Figures();
        long seed = System.nanoTime();
        try (RedisServer redis = RedisServer.embedded()) {
            List<Process> processes = new ArrayList<>();
            List<CompletableFuture<String>> outputs = new ArrayList<>();
            try {
                for (int i = 0; i < JVMS; i++) {
                    Process process = start(redis, file, i);
                    processes.add(process);
                    outputs.add(CompletableFuture.supplyAsync(() -> output(process)));
                }
                new Chaos(redis, KEYS, PAUSE_MILLIS, seed, figures).run(Duration.ofSeconds(SECONDS));
                ledger.stop();
                for (CompletableFuture<String> output : outputs) {
                    String text = output.get(90, TimeUnit.SECONDS);
                    assertThat(text).as("figures of a process").contains("FIGURE");
                    figures.merge(Figures.parse(text));
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
        }
        System.out.println(figures.report("Near tier under stress: " + SECONDS + " s, " + JVMS + " JVMs with " + NODES
                + " nodes each, " + KEYS + " keys, lease " + LEASE_MILLIS + " ms, pauses of up to " + PAUSE_MILLIS
                + " ms, seed " + seed));

        assertThat(figures.get(Figures.WRITES)).isPositive();
        assertThat(figures.get(Figures.NEAR_HITS)).isPositive();
        assertThat(figures.get(Figures.COMPARED)).isPositive();
        assertThat(figures.get(Figures.SURVIVORS)).isZero();
        assertThat(figures.get(Figures.READ_YOUR_WRITES)).isZero();
        assertThat(figures.get(Figures.LONGEST_STALENESS) / 1_000)
                .isLessThanOrEqualTo(LEASE_MILLIS + PAUSE_MILLIS + SCHEDULING_MILLIS);
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

    private static Process start(RedisServer redis, Path ledger, int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StressProcess.class.getName(),
                        redis.uri().toString(),
                        ledger.toString(),
                        Integer.toString(KEYS),
                        Integer.toString(number),
                        Integer.toString(JVMS),
                        Integer.toString(NODES),
                        Long.toString(LEASE_MILLIS))
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
