package org.tandemcache.benchmarks;

import java.util.HashMap;
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
import org.tandemcache.benchmarks.peer.OpenMap;
import org.tandemcache.benchmarks.peer.RedissonPeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * 95 reads to 5 writes of texts of 100 bytes, keys by Zipf's law: Tandem with its near tier, beside Redisson's JCache,
 * which has none in the free edition, and Redisson's {@code RLocalCachedMap}, which has one. Every key has an entry and
 * fits into memory.
 *
 * <p>After a write, Tandem reads the entry again from Redis; the map keeps what it wrote.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MixedBenchmark {
    @Param({"tandem", "redisson-jcache", "redisson-local-cached-map"})
    private String peer;

    @Param("10000")
    private int entries;

    private String[] keys;
    private String[] values;
    private RedisServer redis;
    private OpenMap map;

    @Setup
    public void open() {
        keys = Texts.keys(entries);
        values = Texts.values(entries, 100);
        redis = RedisServer.start();
        map = switch (peer) {
            case "tandem" ->
                OpenMap.of(TandemPeer.open(
                        redis,
                        TandemConfiguration.builder(String.class, String.class).build()));
            case "redisson-jcache" -> OpenMap.of(RedissonPeer.openCache(redis));
            case "redisson-local-cached-map" -> RedissonPeer.openLocalCachedMap(redis);
            default -> throw new IllegalArgumentException(peer);
        };
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            all.put(keys[i], values[i]);
        }
        map.filler().accept(all);
        for (String key : keys) {
            map.reader().apply(key);
        }
    }

    @TearDown
    public void close() {
        map.close();
        redis.close();
    }

    @Benchmark
    public Object getOrPut(ZipfWorkload workload) {
        int index = workload.next();
        if (workload.isWrite()) {
            map.writer().accept(keys[index], values[index]);
            return keys[index];
        }
        return map.reader().apply(keys[index]);
    }

    int entries() {
        return entries;
    }
}
