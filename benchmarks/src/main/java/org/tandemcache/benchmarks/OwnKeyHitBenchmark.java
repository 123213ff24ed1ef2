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
import org.tandemcache.TandemCache;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * A near hit by a text, by which the near tier itself is kept, and by a key of one's own class, whose bytes have to be
 * found first; in a cache of that type of keys, and in one of any.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OwnKeyHitBenchmark {
    /** As one writes them. */
    public record Seat(String train, int number) {}

    @Param({"text", "own"})
    private String key;

    @Param({"exact", "any"})
    private String type;

    private final Object[] keys = new Object[Position.KEYS];
    private final RedisServer redis = RedisServer.start();
    private OpenCache<Object> open;
    private javax.cache.Cache<Object, Object> cache;

    @Setup
    @SuppressWarnings("unchecked") // keys of one class
    public void open() {
        String[] texts = Texts.keys(keys.length);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key.equals("text") ? texts[i] : new Seat(texts[i], i);
        }
        Class<?> keyType = type.equals("any") ? Object.class : keys[0].getClass();
        open = TandemPeer.open(
                redis,
                TandemConfiguration.builder((Class<String>) keyType, Object.class)
                        .build());
        cache = (javax.cache.Cache<Object, Object>) (javax.cache.Cache<?, ?>) open.cache();
        for (Object each : keys) {
            cache.put(each, "v".repeat(100));
            cache.get(each);
        }
    }

    @TearDown
    public void close() {
        long far = cache.unwrap(TandemCache.class).tiers().getFarHits();
        open.close();
        redis.close();
        if (far > 10L * keys.length) { // a proof of life that came late costs each key one read
            throw new IllegalStateException(far + " reads went to Redis: this measured no near hits");
        }
    }

    @Benchmark
    public Object get(Position position) {
        return cache.get(keys[position.advance()]);
    }
}
