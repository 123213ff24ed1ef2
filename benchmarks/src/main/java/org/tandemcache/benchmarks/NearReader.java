package org.tandemcache.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import org.tandemcache.TandemCache;
import org.tandemcache.benchmarks.peer.HeapPeer;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** A cache in memory that holds every key it will be asked for. In one JVM only one of the classes below is loaded. */
abstract class NearReader implements AutoCloseable {
    private static final long MAXIMUM = 10_000;

    abstract Object get(String key);

    @Override
    public abstract void close();

    static NearReader open(String peer, NearValues values, boolean statistics, String[] keys) {
        return switch (peer) {
            case "tandem" -> new OfTandem(values, statistics, keys);
            case "caffeine" -> new OfCaffeine(values, statistics, keys);
            case "caffeine-and-clock" -> new OfCaffeineAndClock(values, statistics, keys);
            case "caffeine-jcache" -> new OfJCache(HeapPeer.caffeine(values.type(), statistics, MAXIMUM), values, keys);
            case "ehcache" -> new OfJCache(HeapPeer.ehcache(values.type(), statistics), values, keys);
            default -> throw new IllegalArgumentException(peer);
        };
    }

    /** Caffeine by itself, bounded as the near tier is. */
    private static class OfCaffeine extends NearReader {
        private final Cache<String, Object> cache;

        OfCaffeine(NearValues values, boolean statistics, String[] keys) {
            Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(MAXIMUM);
            cache = (statistics ? builder.recordStats() : builder).build();
            for (int i = 0; i < keys.length; i++) {
                cache.put(keys[i], values.value(i));
            }
        }

        @Override
        Object get(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public void close() {}
    }

    /** Caffeine and one look at the clock, below which no read can honour a lease and a deadline. */
    private static final class OfCaffeineAndClock extends OfCaffeine {
        private static final long YEAR = TimeUnit.DAYS.toNanos(365);

        private final long start = System.nanoTime();

        OfCaffeineAndClock(NearValues values, boolean statistics, String[] keys) {
            super(values, statistics, keys);
        }

        @Override
        Object get(String key) {
            return System.nanoTime() - start > YEAR ? null : super.get(key);
        }
    }

    /** A provider of JCache. */
    private static final class OfJCache extends NearReader {
        private final OpenCache<Object> open;
        private final javax.cache.Cache<String, Object> cache;

        OfJCache(OpenCache<Object> open, NearValues values, String[] keys) {
            this.open = open;
            cache = open.cache();
            for (int i = 0; i < keys.length; i++) {
                cache.put(keys[i], values.value(i));
            }
        }

        @Override
        Object get(String key) {
            return cache.get(key);
        }

        @Override
        public void close() {
            open.close();
        }
    }

    /** Tandem, each key read once; at the end it tells whether the reads were near hits. */
    private static final class OfTandem extends NearReader {
        private final RedisServer redis = RedisServer.start();
        private final OpenCache<Object> open;
        private final javax.cache.Cache<String, Object> cache;
        private final int keys;

        OfTandem(NearValues values, boolean statistics, String[] keys) {
            this.keys = keys.length;
            open = TandemPeer.open(
                    redis,
                    TandemConfiguration.builder(String.class, values.type())
                            .statistics(statistics)
                            .near(near -> near.maximumEntries(MAXIMUM))
                            .build());
            cache = open.cache();
            for (int i = 0; i < keys.length; i++) {
                cache.put(keys[i], values.value(i));
                cache.get(keys[i]);
            }
        }

        @Override
        Object get(String key) {
            return cache.get(key);
        }

        @Override
        public void close() {
            long far = cache.unwrap(TandemCache.class).tiers().getFarHits();
            open.close();
            redis.close();
            if (far > 10L * keys) { // a proof of life that came late costs each key one read
                throw new IllegalStateException(far + " reads went to Redis: this measured no near hits");
            }
        }
    }
}
