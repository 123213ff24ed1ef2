package org.tandemcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.options.TimeValue;
import org.tandemcache.benchmarks.BulkBenchmark;
import org.tandemcache.benchmarks.CodecBenchmark;
import org.tandemcache.benchmarks.FarBenchmark;
import org.tandemcache.benchmarks.FootprintBenchmark;
import org.tandemcache.benchmarks.InvalidationBenchmark;
import org.tandemcache.benchmarks.MixedBenchmark;
import org.tandemcache.benchmarks.NearHitBenchmark;
import org.tandemcache.benchmarks.ScanBenchmark;

/**
 * What is measured, and for how long.
 *
 * @param name of the plan
 * @param forks JVMs for each benchmark, in turn with its peers, but one for those that run once an iteration; 0 runs it
 *     in this one
 * @param warmups iterations that are not counted, unless a suite has its own number
 * @param iterations iterations that are
 * @param time of an iteration
 * @param suites the benchmarks
 */
record Plan(String name, int forks, int warmups, int iterations, TimeValue time, List<Suite> suites) {
    private static final Suite NEAR_HITS_OF_TEXT = Suite.of(NearHitBenchmark.class, "get")
            .with("peer", "tandem", "caffeine", "caffeine-jcache", "caffeine-and-clock")
            .with("value", "string")
            .with("statistics", "off");

    static Plan named(String name) {
        return switch (name) {
            case "short" -> shortPlan();
            case "targets" -> targetsPlan();
            case "full" -> fullPlan();
            case "smoke" -> smoke();
            default ->
                throw new IllegalArgumentException("the plan is " + name + "; allowed: short, targets, full, smoke");
        };
    }

    /** What the targets name; ends within 10 minutes on two cores. */
    private static Plan shortPlan() {
        return new Plan("short", 1, 5, 3, TimeValue.milliseconds(400), ofTargets(5));
    }

    /** The same as the targets want it, by the median of 5 forks; takes half an hour. */
    private static Plan targetsPlan() {
        return new Plan("targets", 5, 6, 4, TimeValue.milliseconds(400), ofTargets(15));
    }

    /** @param farWarmups of calls of Redis by many threads */
    private static List<Suite> ofTargets(int farWarmups) {
        return List.of(
                NEAR_HITS_OF_TEXT,
                NEAR_HITS_OF_TEXT.threads(8).warmups(25),
                Suite.of(NearHitBenchmark.class, "get")
                        .with("peer", "tandem", "caffeine-jcache")
                        .with("value", "string")
                        .with("statistics", "on"),
                Suite.of(NearHitBenchmark.class, "get")
                        .with("peer", "tandem", "caffeine-jcache", "ehcache")
                        .with("value", "pojo")
                        .with("statistics", "off"),
                Suite.of(FarBenchmark.class, "get", "put").with("size", "100"),
                Suite.of(FarBenchmark.class, "get", "put")
                        .with("size", "100")
                        .threads(8, 32)
                        .warmups(farWarmups),
                Suite.of(FarBenchmark.class, "invoke").with("size", "100"),
                Suite.of(FarBenchmark.class, "invokeContended")
                        .with("size", "100")
                        .with("peer", "tandem", "redisson-jcache")
                        .threads(8),
                Suite.of(BulkBenchmark.class, "getAll", "putAll")
                        .with("size", "100")
                        .with("count", "100"),
                Suite.of(MixedBenchmark.class, "getOrPut").threads(8).warmups(40),
                Suite.of(InvalidationBenchmark.class, "write").warmups(15),
                Suite.of(ScanBenchmark.class, "iterate", "clear").shots(2),
                Suite.of(FootprintBenchmark.class, "fill").shots(1));
    }

    /** Everything, with every parameter, in one JVM each: an overview, which takes longer than the targets. */
    private static Plan fullPlan() {
        return new Plan(
                "full",
                1,
                3,
                4,
                TimeValue.milliseconds(300),
                List.of(
                        Suite.of(NearHitBenchmark.class, "get").threads(1, 2, 8),
                        Suite.of(FarBenchmark.class, "get", "put", "putIfAbsent", "getAndPut", "removeAndPut", "invoke")
                                .threads(1, 8, 32),
                        Suite.of(FarBenchmark.class, "invokeContended")
                                .with("peer", "tandem", "redisson-jcache")
                                .threads(8, 32),
                        Suite.of(BulkBenchmark.class, "getAll", "putAll").threads(1, 8),
                        Suite.of(MixedBenchmark.class, "getOrPut")
                                .threads(1, 8, 32)
                                .warmups(15),
                        Suite.of(InvalidationBenchmark.class, "write").warmups(15),
                        Suite.of(ScanBenchmark.class, "iterate", "clear").shots(2),
                        Suite.of(FootprintBenchmark.class, "fill").shots(1),
                        Suite.of(CodecBenchmark.class, "encode", "decode")));
    }

    /** Every method once, so that none of them rots; what it measures means nothing. */
    static Plan smoke() {
        List<Suite> suites = new ArrayList<>();
        suites.add(Suite.of(NearHitBenchmark.class, "get").with("value", "pojo").with("statistics", "on"));
        suites.add(Suite.of(
                        FarBenchmark.class,
                        "get",
                        "put",
                        "putIfAbsent",
                        "getAndPut",
                        "removeAndPut",
                        "invoke",
                        "invokeContended")
                .with("size", "10"));
        suites.add(Suite.of(BulkBenchmark.class, "getAll", "putAll")
                .with("size", "10")
                .with("count", "10"));
        suites.add(Suite.of(MixedBenchmark.class, "getOrPut").with("entries", "100"));
        suites.add(Suite.of(InvalidationBenchmark.class, "write"));
        suites.add(Suite.of(ScanBenchmark.class, "iterate", "clear")
                .with("entries", "100")
                .with("foreign", "100")
                .shots(1));
        suites.add(Suite.of(FootprintBenchmark.class, "fill")
                .with("entries", "1000")
                .shots(1));
        suites.add(Suite.of(CodecBenchmark.class, "encode", "decode")
                .with("codec", "kryo")
                .with("compressor", "lz4")
                .with("sample", "POJO_100_BYTES"));
        return new Plan("smoke", 0, 0, 1, TimeValue.milliseconds(5), suites);
    }
}
