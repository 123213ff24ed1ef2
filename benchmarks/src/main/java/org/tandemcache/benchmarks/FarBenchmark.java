package org.tandemcache.benchmarks;

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
 * Single operations that go to Redis: Tandem without near tier, beside Lettuce with the same bytes and options, and
 * Redisson's JCache with the same texts. Each thread works on keys of its own, but in {@link #invokeContended}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FarBenchmark {
    @Param({"tandem", "lettuce", "redisson-jcache"})
    private String peer;

    /** The length of values, in bytes. */
    @Param({"100", "1024", "10240"})
    private int size;

    private RedisServer redis;
    private FarPeer opened;

    @Setup
    public void open() {
        redis = RedisServer.start();
        opened = FarPeer.open(peer, redis, Texts.keys(Position.KEYS), Texts.values(Position.KEYS, size));
    }

    @TearDown
    public void close() {
        opened.close();
        redis.close();
    }

    @Benchmark
    public Object get(Position position) {
        return opened.get(position.advance());
    }

    @Benchmark
    public void put(Position position) {
        opened.put(position.advance());
    }

    @Benchmark
    public Object putIfAbsent(Position position) {
        return opened.putIfAbsent(position.advance());
    }

    @Benchmark
    public Object getAndPut(Position position) {
        return opened.getAndPut(position.advance());
    }

    /** Two operations: what was removed is put again. */
    @Benchmark
    public Object removeAndPut(Position position) {
        int index = position.advance();
        Object removed = opened.remove(index);
        opened.put(index);
        return removed;
    }

    @Benchmark
    public Object invoke(Position position) {
        return opened.invoke(position.advance());
    }

    /** All threads on one key. */
    @Benchmark
    public Object invokeContended() {
        return opened.invoke(0);
    }
}
