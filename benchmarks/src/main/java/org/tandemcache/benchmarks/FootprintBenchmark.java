package org.tandemcache.benchmarks;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * The memory of an entry with a key of 16 bytes and a value of 100, both ASCII text: bytes of this JVM's heap after a
 * full collection for each entry that is kept in memory, and bytes by {@code MEMORY USAGE} for each that lies in Redis.
 * The time is of no interest.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class FootprintBenchmark {
    private static final int LENGTH = 100;

    @Param({
        "tandem",
        "caffeine",
        "caffeine-jcache",
        "ehcache",
        "lettuce",
        "redisson-jcache",
        "redisson-local-cached-map"
    })
    private String peer;

    @Param("100000")
    private int entries;

    private RedisServer redis;
    private FootprintPeer opened;

    /** What JMH shows beside the time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Bytes {
        public double heapBytesPerEntry;
        public double redisBytesPerEntry;
    }

    @Setup(Level.Iteration)
    public void open() {
        redis = RedisServer.start();
        opened = FootprintPeer.open(peer, redis, entries);
        opened.putAll(Map.of(Texts.key(0), Texts.value(0, LENGTH))); // loads the classes
        opened.readAll(Set.of(Texts.key(0)));
    }

    @TearDown(Level.Iteration)
    public void close() {
        opened.close();
        redis.close();
    }

    @Benchmark
    public void fill(Bytes bytes) {
        long before = Heap.used();
        BulkLoad.inBatches(entries, LENGTH, opened::putAll);
        BulkLoad.inBatches(entries, LENGTH, batch -> opened.readAll(batch.keySet()));
        bytes.heapBytesPerEntry = opened.isNear() ? (double) (Heap.used() - before) / entries : 0;
        bytes.redisBytesPerEntry = (double) RedisMemory.ofAllKeys(redis) / entries;
    }
}
