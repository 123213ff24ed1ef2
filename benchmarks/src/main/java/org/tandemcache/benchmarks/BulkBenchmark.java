package org.tandemcache.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tandemcache.testkit.RedisServer;

/**
 * {@code getAll} and {@code putAll}: Tandem without near tier, beside MGET and pipelined SETs of Lettuce with the same
 * options and the coding counted in, and Redisson's JCache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BulkBenchmark {
    private static final int BATCHES = 8;

    @Param({"tandem", "lettuce", "redisson-jcache"})
    private String peer;

    /** The length of values, in bytes. */
    @Param({"100", "1024", "10240"})
    private int size;

    /** The number of entries of each call. */
    @Param({"100", "1000"})
    private int count;

    private final List<Map<String, String>> batches = new ArrayList<>();
    private RedisServer redis;
    private BulkPeer opened;

    @Setup
    public void open() {
        redis = RedisServer.start();
        opened = BulkPeer.open(peer, redis);
        for (int batch = 0; batch < BATCHES; batch++) {
            Map<String, String> entries = new HashMap<>();
            for (int i = batch * count; i < (batch + 1) * count; i++) {
                entries.put(Texts.key(i), Texts.value(i, size));
            }
            batches.add(entries);
            opened.putAll(entries);
        }
    }

    @TearDown
    public void close() {
        opened.close();
        redis.close();
    }

    @Benchmark
    public Map<String, String> getAll(Position position) {
        return opened.getAll(batches.get(position.advance() % BATCHES).keySet());
    }

    @Benchmark
    public void putAll(Position position) {
        opened.putAll(batches.get(position.advance() % BATCHES));
    }
}
