package org.tandemcache.benchmarks.stampede;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some of the nodes. For each line with a key and a point in time, all of them ask for that key at that time, and a
 * line tells how often they have loaded it and for how many microseconds each has waited. Ends with its input.
 */
public final class StampedeProcess {
    private final List<StampedeNode> nodes;
    private final ExecutorService threads;
    private final long loaderMillis;
    private final AtomicInteger loads = new AtomicInteger();

    private StampedeProcess(List<StampedeNode> nodes, long loaderMillis) {
        this.nodes = nodes;
        this.threads = Executors.newFixedThreadPool(nodes.size());
        this.loaderMillis = loaderMillis;
    }

    /** Takes the peer, the server's URI, the number of nodes, and for how many milliseconds they load. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            run(arguments);
            status = 0;
        } catch (Exception e) {
            e.printStackTrace();
        } finally {
            System.exit(status); // the threads of its nodes would go on
        }
    }

    private static void run(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[2]);
        List<StampedeNode> nodes = StampedePeer.valueOf(arguments[0]).open(URI.create(arguments[1]), count);
        StampedeProcess process = new StampedeProcess(nodes, Long.parseLong(arguments[3]));
        System.out.println("ready");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                System.out.println(process.ask(words[0], Long.parseLong(words[1])));
            }
        }
    }

    private String ask(String key, long atMillis) throws Exception {
        loads.set(0);
        List<Future<Long>> waits = new ArrayList<>();
        for (StampedeNode node : nodes) {
            waits.add(threads.submit(() -> wait(node, key, atMillis)));
        }
        StringBuilder line = new StringBuilder();
        for (Future<Long> wait : waits) {
            line.append(' ').append(wait.get());
        }
        return loads.get() + line.toString();
    }

    private long wait(StampedeNode node, String key, long atMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(atMillis - System.currentTimeMillis());
        long start = System.nanoTime();
        String value = node.get(key, () -> load(key));
        long end = System.nanoTime();
        if (!value.equals(valueOf(key))) {
            throw new IllegalStateException(key + " has value " + value);
        }
        return TimeUnit.NANOSECONDS.toMicros(end - start);
    }

    private String load(String key) {
        loads.incrementAndGet();
        try {
            TimeUnit.MILLISECONDS.sleep(loaderMillis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return valueOf(key);
    }

    private static String valueOf(String key) {
        return "value of " + key;
    }
}
