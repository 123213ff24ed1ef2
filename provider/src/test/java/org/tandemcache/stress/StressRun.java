package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tandemcache.KeyKind;

/**
 * Processes with two nodes each, that read and write few keys while somebody makes trouble.
 *
 * @param uri where Redis is
 * @param kind how the near tiers hold their keys
 * @param directory for the ledger
 */
record StressRun(String uri, KeyKind kind, int jvms, int keys, long leaseMillis, Path directory) {
    private static final int NODES = 2;

    /** What goes wrong meanwhile; leaves Redis in working order. */
    interface Trouble {
        void make(Ledger ledger, Figures figures) throws InterruptedException;
    }

    /** Runs for as long as there is trouble; what all processes and the trouble have counted. */
    Figures with(Trouble trouble) throws Exception {
        Path file = directory.resolve("ledger");
        Ledger ledger = Ledger.open(file, keys);
        Figures figures = new Figures();
        List<Process> processes = new ArrayList<>();
        List<CompletableFuture<String>> outputs = new ArrayList<>();
        try {
            for (int i = 0; i < jvms; i++) {
                Process process = start(file, i);
                processes.add(process);
                outputs.add(CompletableFuture.supplyAsync(() -> output(process)));
            }
            trouble.make(ledger, figures);
            ledger.stop();
            for (CompletableFuture<String> output : outputs) {
                String text = output.get(90, TimeUnit.SECONDS);
                assertThat(text).as("figures of a process").contains("FIGURE");
                text.lines().filter(line -> line.startsWith("NOTE ")).forEach(System.out::println);
                figures.merge(Figures.parse(text));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        return figures;
    }

    /** Something that explains a figure, with the time on the clock that all processes share. */
    static void note(String text) {
        System.out.printf("NOTE %,d us: %s%n", System.nanoTime() / 1_000, text);
    }

    static void assertCoherent(Figures figures, long longestStalenessMillis) {
        assertThat(figures.get(Figures.WRITES)).isPositive();
        assertThat(figures.get(Figures.NEAR_HITS)).isPositive();
        assertThat(figures.get(Figures.COMPARED)).isPositive();
        assertThat(figures.get(Figures.SURVIVORS)).isZero();
        assertThat(figures.get(Figures.READ_YOUR_WRITES)).isZero();
        assertThat(figures.get(Figures.LONGEST_STALENESS) / 1_000).isLessThanOrEqualTo(longestStalenessMillis);
    }

    private Process start(Path ledger, int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StressProcess.class.getName(),
                        uri,
                        ledger.toString(),
                        Integer.toString(keys),
                        Integer.toString(number),
                        Integer.toString(jvms),
                        Integer.toString(NODES),
                        Long.toString(leaseMillis),
                        kind.name())
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

    @Override
    public String toString() {
        return jvms + " JVMs with " + NODES + " nodes each, " + keys + " keys " + kind + ", lease " + leaseMillis
                + " ms";
    }
}
