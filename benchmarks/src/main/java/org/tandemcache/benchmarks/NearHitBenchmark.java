package org.tandemcache.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A {@code get} that memory answers. Tandem's near tier, with its lease and deadline, beside caches that have no other
 * nodes to honour: Caffeine by {@code getIfPresent}, Caffeine's JCache and Ehcache's JCache, both by value.
 *
 * <p>A text and a record of immutable parts may be shared by all callers; a mutable object has to be copied for each.
 * Caffeine itself copies nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NearHitBenchmark {
    @Param({"tandem", "caffeine", "caffeine-and-clock", "caffeine-jcache", "ehcache"})
    private String peer;

    @Param({"string", "record", "pojo"})
    private String value;

    @Param({"off", "on"})
    private String statistics;

    private final String[] keys = Texts.keys(Position.KEYS);
    private NearReader reader;

    @Setup
    public void open() {
        NearValues values = NearValues.valueOf(value.toUpperCase(Locale.ROOT));
        reader = NearReader.open(peer, values, statistics.equals("on"), keys);
    }

    @TearDown
    public void close() {
        reader.close();
    }

    @Benchmark
    public Object get(Position position) {
        return reader.get(keys[position.advance()]);
    }
}
