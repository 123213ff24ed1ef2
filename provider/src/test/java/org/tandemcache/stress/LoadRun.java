package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tandemcache.config.LoadConfiguration.Protection;

/**
 * Processes that load rows which others change, while processes are killed and frozen, and somebody makes trouble.
 *
 * <p>{@code tandem.test.loads.protection} tells what a run is worth: with {@code NONE} or {@code JVM} in place of
 * {@code CLUSTER} it has to find what is not protected.
 *
 * @param uris where Redis is to each of the processes
 * @param nearMillis for how long a near tier may serve what others have outdated
 * @param farMillis the same without near tier
 * @param directory for the ledgers
 */
record LoadRun(List<String> uris, long nearMillis, long farMillis, Path directory) {
    static final String LEDGER = "ledger";
    static final String LOADS = "loads";
    static final String TWICE = "loads of a key beside another (L2)";
    static final String OUTDATED = "reads of what was outdated (L1)";
    static final String KILLS = "processes killed";
    static final String FREEZES = "processes frozen for longer than the lease";

    private static final Protection PROTECTION =
            Protection.valueOf(System.getProperty("tandem.test.loads.protection", "CLUSTER"));
    private static final int ROWS = 12;
    private static final long LOAD_LEASE_MILLIS = 1_000;
    private static final long NEAR_LEASE_MILLIS = 800;
    private static final long QUIET_MILLIS = 1_500;
    private static final Duration TAKEOVERS = Duration.ofSeconds(10);

    /** A former master that takes itself for one answers for so long, and a thread may wait for one of two cores. */
    private static final long STALE_MILLIS = 2_000;

    private static final long LONGEST_START_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What goes wrong meanwhile; leaves Redis in working order. */
    interface Trouble {
        void make(Ledger ledger, Figures figures) throws Exception;
    }

    /** What goes wrong, for so long, where replicas take over from masters. */
    interface Takeovers {
        void make(Duration duration, long seed, Ledger ledger, Figures figures) throws Exception;
    }

    static int rows() {
        return ROWS;
    }

    /** Two processes, for so long, on servers that take over from each other; reports, and asserts what is counted. */
    static void withTakeovers(String where, String uri, int seconds, Path directory, Takeovers takeovers)
            throws Exception {
        long seed = System.nanoTime();
        LoadRun run = new LoadRun(List.of(uri, uri), STALE_MILLIS, STALE_MILLIS, directory);
        Figures figures = run.run(
                Duration.ofSeconds(seconds),
                seed,
                (ledger, counted) -> takeovers.make(TAKEOVERS, seed, ledger, counted));
        System.out.println(
                figures.report("Loads " + where + " under stress: " + seconds + " s, " + run + ", seed " + seed));
        run.assertCounts(figures);
    }

    /** Quiet and trouble in turn, for so long, once at least. */
    Figures run(Duration duration, long seed, Trouble trouble) throws Exception {
        Figures figures = new Figures();
        Ledger ledger = Ledger.open(directory.resolve(LEDGER), ROWS);
        LoadLedger loads = LoadLedger.open(directory.resolve(LOADS), ROWS, uris.size());
        loads.disturbed();
        for (int row = 0; row < ROWS; row++) {
            loads.store(row, 1);
            ledger.acknowledge(row, 1);
        }
        Random random = new Random(seed);
        List<Process> processes = new ArrayList<>();
        List<CompletableFuture<String>> outputs = new ArrayList<>();
        try {
            for (int i = 0; i < uris.size(); i++) {
                processes.add(start(i));
                outputs.add(output(processes.get(i)));
            }
            long end = System.nanoTime() + duration.toNanos();
            long started = uris.size();
            do {
                awaitReady(loads, started++, processes);
                loads.quiet();
                letPass(QUIET_MILLIS);
                loads.disturbed();
                trouble.make(ledger, figures);
                freeze(processes.get(random.nextInt(uris.size())), figures);
                int victim = random.nextInt(uris.size());
                kill(processes.get(victim), figures);
                notes(outputs.get(victim).get(90, TimeUnit.SECONDS));
                loads.dead(victim);
                processes.set(victim, start(victim));
                outputs.set(victim, output(processes.get(victim)));
                letPass(LOAD_LEASE_MILLIS); // whoever was at work has given up
            } while (System.nanoTime() < end);
            awaitReady(loads, started, processes);
            loads.quiet();
            letPass(QUIET_MILLIS);
            ledger.stop();
            for (CompletableFuture<String> output : outputs) {
                String text = output.get(120, TimeUnit.SECONDS);
                assertThat(text).as("figures of a process").contains("FIGURE");
                notes(text);
                figures.merge(Figures.parse(text));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        figures.add(OUTDATED, loads.outdated());
        figures.add(TWICE, loads.twice());
        return figures;
    }

    private static void awaitReady(LoadLedger loads, long started, List<Process> processes)
            throws InterruptedException {
        long start = System.nanoTime();
        while (loads.readied() < started) {
            assertThat(System.nanoTime() - start)
                    .as("time until processes are ready")
                    .isLessThan(LONGEST_START_NANOS);
            assertThat(processes).as("processes").allMatch(Process::isAlive);
            letPass(5);
        }
    }

    /** Of loads that are protected as {@link Protection} says. */
    void assertCounts(Figures figures) {
        if (PROTECTION == Protection.CLUSTER) {
            assertProtected(figures);
        } else {
            assertThat(figures.get(OUTDATED) + figures.get(Figures.SURVIVORS)).isPositive();
            assertThat(figures.get(TWICE)).isPositive();
        }
    }

    private static void assertProtected(Figures figures) {
        assertThat(figures.get(LoadChanges.CHANGES)).isPositive();
        assertThat(figures.get(LoadWorkload.LOADS)).isPositive();
        assertThat(figures.get(LoadWorkload.FAR_READS)).isPositive();
        assertThat(figures.get(Figures.NEAR_HITS)).isPositive();
        assertThat(figures.get(Figures.COMPARED)).isPositive();
        assertThat(figures.get(LoadWorkload.REFRESHES)).isPositive();
        assertThat(figures.get(LoadWorkload.ABSENT)).isPositive();
        assertThat(figures.get(LoadWorkload.DEAD_THREADS)).isZero();
        assertThat(figures.get(OUTDATED)).as(OUTDATED).isZero();
        assertThat(figures.get(TWICE)).as(TWICE).isZero();
        assertThat(figures.get(Figures.SURVIVORS)).as(Figures.SURVIVORS).isZero();
    }

    private static void notes(String text) {
        text.lines().filter(line -> line.startsWith("NOTE ")).forEach(System.out::println);
    }

    private static void kill(Process process, Figures figures) throws InterruptedException {
        process.destroyForcibly().waitFor();
        figures.add(KILLS, 1);
    }

    private static void freeze(Process process, Figures figures) throws Exception {
        signal("STOP", process);
        try {
            letPass(LOAD_LEASE_MILLIS * 5 / 4);
        } finally {
            signal("CONT", process);
        }
        figures.add(FREEZES, 1);
    }

    private static void signal(String name, Process process) throws Exception {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(exit).as("exit code of kill -%s", name).isZero();
    }

    /** Time is what this run is made of: nobody waits for anything here. */
    static void letPass(long millis) throws InterruptedException {
        if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this down");
        }
    }

    private Process start(int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadProcess.class.getName(),
                        uris.get(number),
                        directory.toString(),
                        Integer.toString(ROWS),
                        Integer.toString(number),
                        Integer.toString(uris.size()),
                        Long.toString(LOAD_LEASE_MILLIS),
                        Long.toString(NEAR_LEASE_MILLIS),
                        Long.toString(nearMillis),
                        Long.toString(farMillis),
                        PROTECTION.name())
                .redirectErrorStream(true)
                .start();
    }

    private static CompletableFuture<String> output(Process process) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public String toString() {
        return uris.size() + " JVMs with 2 nodes each, " + ROWS + " rows, protection " + PROTECTION;
    }
}
