package org.tandemcache.benchmarks.stampede;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.tandemcache.testkit.RedisServer;

/**
 * Prints how often a cold key is loaded that all nodes ask for at once, and for how long they wait, while a load takes
 * 100 ms. Each peer has JVMs and a server of its own, and some rounds that are not counted.
 */
public final class StampedeTable {
    private static final int NODES = Integer.getInteger("stampede.nodes", 50);
    private static final int JVMS = 2;
    private static final int ROUNDS = Integer.getInteger("stampede.rounds", 40);
    private static final int WARM_UP_ROUNDS = 10;
    private static final long LOADER_MILLIS = 100;
    private static final long HEAD_START_MILLIS = 100;

    private StampedeTable() {}

    /** One cold key: how often it was loaded, and how long each node has waited, in microseconds. */
    private record Round(int loads, long[] waits) {}

    /** Takes the peers, by the names of {@link StampedePeer}; all if there are none. */
    public static void main(String[] arguments) throws IOException {
        List<StampedePeer> named = Arrays.stream(arguments)
                .filter(name -> !name.equals(".")) // what the build gives if nothing is chosen
                .map(StampedePeer::valueOf)
                .toList();
        System.out.println(NODES + " nodes in " + JVMS + " JVMs, " + ROUNDS + " cold keys, a load takes "
                + LOADER_MILLIS + " ms; waits in ms");
        System.out.println("| | loads of a key | p50 | p99 | longest |");
        System.out.println("|---|---|---|---|---|");
        for (StampedePeer peer : named.isEmpty() ? List.of(StampedePeer.values()) : named) {
            System.out.println(row(peer, measure(peer)));
        }
    }

    private static String row(StampedePeer peer, List<Round> rounds) {
        int fewest = rounds.stream().mapToInt(Round::loads).min().orElseThrow();
        int most = rounds.stream().mapToInt(Round::loads).max().orElseThrow();
        long[] waits = rounds.stream()
                .flatMapToLong(round -> LongStream.of(round.waits()))
                .sorted()
                .toArray();
        return "| " + peer.title() + " | " + (fewest == most ? most : fewest + " to " + most) + " | "
                + quantile(waits, 0.5) + " | " + quantile(waits, 0.99) + " | " + quantile(waits, 1) + " |";
    }

    private static long quantile(long[] sorted, double share) {
        int at = (int) Math.ceil(share * sorted.length) - 1;
        return Math.round(sorted[at] / 1_000.0);
    }

    private static List<Round> measure(StampedePeer peer) throws IOException {
        List<Process> processes = new ArrayList<>();
        try (RedisServer redis = RedisServer.start()) {
            for (int i = 0; i < JVMS; i++) {
                int nodes = NODES / JVMS + (i < NODES % JVMS ? 1 : 0);
                processes.add(start(peer, redis, nodes));
            }
            List<BufferedReader> outputs = processes.stream()
                    .map(process -> process.inputReader(StandardCharsets.UTF_8))
                    .toList();
            outputs.forEach(output -> {
                String line = line(output);
                if (!line.equals("ready")) {
                    throw new IllegalStateException(line);
                }
            });
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
                Round round = round("key-" + i, processes, outputs);
                if (i >= WARM_UP_ROUNDS) {
                    rounds.add(round);
                }
            }
            return rounds;
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static Round round(String key, List<Process> processes, List<BufferedReader> outputs) throws IOException {
        long at = System.currentTimeMillis() + HEAD_START_MILLIS;
        for (Process process : processes) {
            process.getOutputStream().write((key + " " + at + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }
        int loads = 0;
        long[] waits = {};
        for (BufferedReader output : outputs) {
            long[] numbers = Arrays.stream(line(output).split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
            loads += (int) numbers[0];
            waits = LongStream.concat(
                            LongStream.of(waits), Arrays.stream(numbers).skip(1))
                    .toArray();
        }
        return new Round(loads, waits);
    }

    private static String line(BufferedReader output) {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("a process of nodes has ended; it has told why");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(StampedePeer peer, RedisServer redis, int nodes) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StampedeProcess.class.getName(),
                        peer.name(),
                        redis.uri().toString(),
                        Integer.toString(nodes),
                        Long.toString(LOADER_MILLIS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
