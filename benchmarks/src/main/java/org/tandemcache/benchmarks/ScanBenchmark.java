package org.tandemcache.benchmarks;

import java.util.concurrent.TimeUnit;
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
 * Iterating over a cache, and clearing it, while the database holds ten times as many keys of others: Tandem walks all
 * keys of the database and so does Lettuce, with SCAN, MGET and UNLINK; a cache of Redisson's JCache is one hash, which
 * has to be in one slot of a cluster and is walked and deleted by itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class ScanBenchmark {
    @Param({"tandem", "lettuce", "redisson-jcache"})
    private String peer;

    @Param("100000")
    private int entries;

    @Param("1000000")
    private int foreign;

    private RedisServer redis;
    private ScanPeer opened;

    @Setup
    public void open() {
        redis = RedisServer.start();
        BulkLoad.foreignKeys(redis, foreign);
        opened = ScanPeer.open(peer, redis);
    }

    /** Puts back what was cleared. */
    @Setup(Level.Iteration)
    public void fill() {
        BulkLoad.inBatches(entries, 100, opened::putAll);
    }

    @TearDown
    public void close() {
        opened.close();
        redis.close();
    }

    @Benchmark
    public long iterate() {
        long seen = opened.iterate();
        if (seen < entries) {
            throw new IllegalStateException("of " + entries + " entries only " + seen + " came");
        }
        return seen;
    }

    @Benchmark
    public void clear() {
        opened.clear();
    }
}
