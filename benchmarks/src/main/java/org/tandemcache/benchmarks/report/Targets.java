package org.tandemcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tandemcache.benchmarks.report.Target.Kind;

/** What Tandem is to reach. */
final class Targets {
    private static final String NEAR = "NearHitBenchmark.get";
    private static final String GET = "FarBenchmark.get";
    private static final String INVOKE = "FarBenchmark.invoke";
    private static final Map<String, String> SMALL = Map.of("size", "100");
    /** The profiler's own noise. */
    private static final double NO_BYTES = 0.5;

    private final List<Target> all = new ArrayList<>();

    private Targets() {}

    static List<Target> all() {
        Targets targets = new Targets();
        targets.near();
        targets.far();
        targets.bulk();
        targets.others();
        return targets.all;
    }

    private void near() {
        Map<String, String> quiet = Map.of("value", "string", "statistics", "off");
        for (int threads : new int[] {1, 8}) {
            String title = "near hit, String, statistics off, " + threads(threads);
            add(title, NEAR, NEAR, threads, quiet, "caffeine", Kind.AT_LEAST, 0.5);
            add(title, NEAR, NEAR, threads, quiet, "caffeine-jcache", Kind.AT_LEAST, 0.5);
            add(title, NEAR, NEAR, threads, quiet, "", Kind.BYTES, NO_BYTES);
        }
        Map<String, String> counted = Map.of("value", "string", "statistics", "on");
        add("near hit, String, statistics on", NEAR, NEAR, 1, counted, "caffeine-jcache", Kind.AT_LEAST, 0.8);
        Map<String, String> mutable = Map.of("value", "pojo", "statistics", "off");
        String title = "near hit, mutable POJO by value";
        add(title, NEAR, NEAR, 1, mutable, "caffeine-jcache", Kind.AT_LEAST, 3);
        add(title, NEAR, NEAR, 1, mutable, "ehcache", Kind.AT_LEAST, 2);
    }

    private void far() {
        Map<Integer, Double> beyondRedisson = Map.of(1, 1.0, 8, 1.3, 32, 1.8);
        for (String operation : List.of("get", "put")) {
            String benchmark = "FarBenchmark." + operation;
            for (int threads : new int[] {1, 8, 32}) {
                String title = "far " + operation + ", near off, " + threads(threads);
                add(title, benchmark, benchmark, threads, SMALL, "lettuce", Kind.AT_LEAST, 0.9);
                double limit = beyondRedisson.get(threads);
                add(title, benchmark, benchmark, threads, SMALL, "redisson-jcache", Kind.AT_LEAST, limit);
            }
        }
        add("`invoke`, uncontended, to a raw GET", INVOKE, GET, 1, SMALL, "lettuce", Kind.AT_LEAST, 0.45);
        add("`invoke`, uncontended", INVOKE, INVOKE, 1, SMALL, "redisson-jcache", Kind.AT_LEAST, 1.8);
    }

    private void bulk() {
        Map<String, String> hundred = Map.of("size", "100", "count", "100");
        for (String operation : List.of("getAll", "putAll")) {
            String benchmark = "BulkBenchmark." + operation;
            String title = operation + " of 100";
            add(title, benchmark, benchmark, 1, hundred, "lettuce", Kind.AT_LEAST, 0.8);
            add(title, benchmark, benchmark, 1, hundred, "redisson-jcache", Kind.AT_LEAST, 2);
        }
    }

    private void others() {
        String mixed = "MixedBenchmark.getOrPut";
        String title = "mixed 95/5, Zipf over 10,000 keys, near on, 8 threads";
        add(title, mixed, mixed, 8, Map.of(), "redisson-jcache", Kind.AT_LEAST, 5);
        add(title, mixed, mixed, 8, Map.of(), "redisson-local-cached-map", Kind.AT_LEAST, 1.5);
        String write = "InvalidationBenchmark.write";
        add(
                "write to near eviction on another node, p50",
                write,
                write,
                1,
                Map.of(),
                "tracking-push",
                Kind.AT_MOST,
                1.3);
        String heap = "FootprintBenchmark.heapBytesPerEntry";
        add(
                "near heap for each entry (16-byte key, 100 B value)",
                heap,
                heap,
                1,
                Map.of(),
                "caffeine",
                Kind.AT_MOST,
                1.3);
    }

    private static String threads(int number) {
        return number == 1 ? "1 thread" : number + " threads";
    }

    private void add(
            String title,
            String benchmark,
            String peerBenchmark,
            int threads,
            Map<String, String> parameters,
            String peer,
            Kind kind,
            double limit) {
        all.add(new Target(title, benchmark, peerBenchmark, threads, parameters, peer, kind, limit));
    }
}
