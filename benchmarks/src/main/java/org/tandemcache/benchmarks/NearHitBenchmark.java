package org.tandemcache.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.testkit.RedisServer;

/** A near hit of a String beside Caffeine itself, which has no lease, no deadline and no other nodes to honour. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NearHitBenchmark {
    private static final int KEYS = 1024;

    private final String[] keys = new String[KEYS];
    private com.github.benmanes.caffeine.cache.Cache<String, String> caffeine;
    private RedisServer redis;
    private TandemCachingProvider provider;
    private Cache<String, String> tandem;

    /** Where a thread is in the round of keys. */
    @State(Scope.Thread)
    public static class Position {
        private int next;

        int advance() {
            next = (next + 1) & (KEYS - 1);
            return next;
        }
    }

    @Setup
    public void open() {
        redis = RedisServer.start();
        provider = new TandemCachingProvider();
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", redis.uri().toString());
        tandem = provider.getCacheManager(URI.create("benchmark"), null, properties)
                .createCache("near", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        caffeine = Caffeine.newBuilder().maximumSize(10_000).build();
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "key-" + i;
            caffeine.put(keys[i], "value-" + i);
            tandem.put(keys[i], "value-" + i);
            tandem.get(keys[i]);
        }
    }

    @TearDown
    public void close() {
        long far = tandem.unwrap(TandemCache.class).tiers().getFarHits();
        provider.close();
        redis.close();
        if (far > 2 * KEYS) { // a proof of life that came late costs each key one read
            throw new IllegalStateException(far + " reads went to Redis: this measured no near hits");
        }
    }

    @Benchmark
    public String caffeineGetIfPresent(Position position) {
        return caffeine.getIfPresent(keys[position.advance()]);
    }

    @Benchmark
    public String tandemGet(Position position) {
        return tandem.get(keys[position.advance()]);
    }
}
