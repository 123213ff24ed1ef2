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
 * From the beginning of a write on one node until the copy on another node is gone: two managers of Tandem, beside two
 * connections of Lettuce, one that writes and one that the server tracks, with nothing behind it. Both nodes are in one
 * JVM, and the thread that wrote is the one that waits. Before each write the other node reads the entry, unmeasured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InvalidationBenchmark {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Param({"tandem", "tracking-push"})
    private String peer;

    private RedisServer redis;
    private TwoNodes nodes;

    @Setup
    public void open() {
        redis = RedisServer.start();
        nodes = peer.equals("tandem") ? new TandemNodes(redis) : new TrackingNodes(redis);
    }

    @TearDown
    public void close() {
        nodes.close();
        redis.close();
    }

    @Setup(Level.Invocation)
    public void read() {
        nodes.read();
    }

    @Benchmark
    public void write() {
        long start = System.nanoTime();
        nodes.write();
        while (nodes.holdsCopy()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("no notice of the change came");
            }
            Thread.onSpinWait();
        }
    }
}
