package org.tandemcache.benchmarks.listeners;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * Prints what a write costs that other nodes hear of, or that is written into a journal, and what arrives in another
 * JVM when many are made as fast as they can be.
 */
public final class ListenersTable {
    private static final int EVENTS = Integer.getInteger("listeners.events", 1_000_000);
    private static final int WRITES = Integer.getInteger("listeners.writes", 20_000);
    private static final int CHUNK = 500;
    private static final int KEYS = 100_000;
    private static final int PACED = 5_000;
    private static final long BETWEEN_PACED_MICROS = 1_000;

    private ListenersTable() {}

    /** Takes nothing. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("| write | us at the writer | us of the server |");
        System.out.println("|---|---|---|");
        System.out.println("| plain | " + cost(configuration(), 0) + " |");
        System.out.println("| `listener-scope = cluster`, nobody listens | " + cost(told(), 0) + " |");
        System.out.println("| 1 manager listens | " + cost(told(), 1) + " |");
        System.out.println("| 50 managers listen | " + cost(told(), 50) + " |");
        System.out.println("| `journal.length = 100000` | "
                + cost(configuration().journal(journal -> journal.length(100_000)), 0) + " |");
        System.out.println("| the same with `journal.values` | "
                + cost(
                        configuration()
                                .journal(journal -> journal.length(100_000).values(true)),
                        0) + " |");
        System.out.println();
        System.out.println("| writes | told | told as missed | dropped and counted | p50 us | p99 us |");
        System.out.println("|---|---|---|---|---|---|");
        arrivals();
        System.exit(0); // the threads of the managers would go on
    }

    private static TandemConfiguration.Builder<Long, Long> configuration() {
        return TandemConfiguration.builder(Long.class, Long.class).near(near -> near.mode(NearConfiguration.Mode.OFF));
    }

    private static TandemConfiguration.Builder<Long, Long> told() {
        return configuration().listenerScope(ListenerScope.CLUSTER);
    }

    /** The median of the writer, and the mean of the server by what it counts of the commands that travel. */
    private static String cost(TandemConfiguration.Builder<Long, Long> configuration, int listening)
            throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            Process listeners = listening == 0 ? null : start(redis, listening);
            try {
                Cache<Long, Long> cache = ListeningProcess.open(redis.uri(), configuration);
                writes(cache);
                redis.command("CONFIG", "RESETSTAT");
                long[] nanos = writes(cache);
                Map<String, String> commands = redis.info("commandstats");
                String sent = commands.getOrDefault("cmdstat_evalsha", commands.getOrDefault("cmdstat_set", ""));
                String line = nanos[nanos.length / 2] / 1_000 + " | " + perCall(sent);
                cache.getCacheManager().close();
                return line;
            } finally {
                if (listeners != null) {
                    listeners.destroyForcibly();
                }
            }
        }
    }

    private static String perCall(String counts) {
        return Arrays.stream(counts.split(","))
                .filter(part -> part.startsWith("usec_per_call="))
                .map(part -> part.substring(part.indexOf('=') + 1))
                .findFirst()
                .orElse("?");
    }

    private static long[] writes(Cache<Long, Long> cache) {
        long[] nanos = new long[WRITES];
        for (int i = 0; i < WRITES; i++) {
            long start = System.nanoTime();
            cache.put((long) i % KEYS, start);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static void arrivals() throws IOException, InterruptedException {
        try (RedisServer redis = RedisServer.start()) {
            Process listener = start(redis, 1);
            try (BufferedReader output = listener.inputReader(StandardCharsets.UTF_8)) {
                Cache<Long, Long> cache = ListeningProcess.open(redis.uri(), told());
                paced(cache, 0);
                reported(listener, output, PACED); // its code is compiled by then
                paced(cache, BETWEEN_PACED_MICROS);
                System.out.println(row(PACED + ", one each millisecond", reported(listener, output, PACED)));
                long start = System.nanoTime();
                atFullSpeed(cache);
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                System.out.println(row(
                        EVENTS + ", by `putAll` of " + CHUNK + ", in " + millis + " ms",
                        reported(listener, output, EVENTS)));
            } finally {
                listener.destroyForcibly();
            }
        }
    }

    private static void paced(Cache<Long, Long> cache, long betweenMicros) throws InterruptedException {
        for (int i = 0; i < PACED; i++) {
            cache.put((long) i, System.nanoTime());
            TimeUnit.MICROSECONDS.sleep(betweenMicros);
        }
    }

    private static void atFullSpeed(Cache<Long, Long> cache) {
        for (int i = 0; i < EVENTS; i += CHUNK) {
            Map<Long, Long> chunk = new HashMap<>();
            for (int j = 0; j < Math.min(CHUNK, EVENTS - i); j++) {
                chunk.put((long) (i + j) % KEYS, System.nanoTime());
            }
            cache.putAll(chunk);
        }
    }

    private static String row(String writes, String report) {
        return "| " + writes + " | " + report.replace(" ", " | ") + " |";
    }

    private static String reported(Process listener, BufferedReader output, long sent) throws IOException {
        listener.getOutputStream().write((sent + "\n").getBytes(StandardCharsets.UTF_8));
        listener.getOutputStream().flush();
        return line(output);
    }

    private static String line(BufferedReader output) throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IllegalStateException("the process that listens has ended; it has told why");
        }
        return line;
    }

    private static Process start(RedisServer redis, int managers) throws IOException {
        URI uri = redis.uri();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListeningProcess.class.getName(),
                        uri.toString(),
                        Integer.toString(managers))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = line(process.inputReader(StandardCharsets.UTF_8));
        if (!line.equals("ready")) {
            throw new IllegalStateException(line);
        }
        return process;
    }
}
