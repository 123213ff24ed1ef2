package org.tandemcache.benchmarks;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.BatchStrategy;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.tandemcache.TandemCache;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.RedissonPeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * Prints how a small cache is emptied while its server has many keys of others: in which time, by how many commands.
 */
public final class ClearTable {
    private static final int FOREIGN = Integer.getInteger("clear.foreign", 10_000_000);
    private static final int ENTRIES = Integer.getInteger("clear.entries", 100);
    private static final int ROUNDS = Integer.getInteger("clear.rounds", 5);
    private static final int SCAN_PAGE = 1_000;
    private static final Pattern CALLS = Pattern.compile("calls=(\\d+),");

    private ClearTable() {}

    /** A cache that can be filled and emptied. */
    private record Cleared(Consumer<Map<String, String>> putAll, Runnable clear, Runnable close) {}

    private enum Way {
        TANDEM_INVALIDATE_ALL("Tandem, `invalidateAll()`") {
            @Override
            Cleared open(RedisServer redis) {
                OpenCache<String> open = tandem(redis, TagConfiguration.Mode.GENERATION);
                return new Cleared(
                        open.cache()::putAll, open.cache().unwrap(TandemCache.class)::invalidateAll, open.owner());
            }
        },
        TANDEM_CLEAR("Tandem, `clear()`: SCAN, UNLINK") {
            @Override
            Cleared open(RedisServer redis) {
                OpenCache<String> open = tandem(redis, TagConfiguration.Mode.OFF);
                return new Cleared(open.cache()::putAll, open.cache()::clear, open.owner());
            }
        },
        SPRING_KEYS("Spring Data Redis, `invalidate()`, as it is: KEYS, DEL") {
            @Override
            Cleared open(RedisServer redis) {
                return spring(redis, BatchStrategies.keys());
            }
        },
        SPRING_SCAN("Spring Data Redis, `BatchStrategies.scan(1000)`") {
            @Override
            Cleared open(RedisServer redis) {
                return spring(redis, BatchStrategies.scan(SCAN_PAGE));
            }
        },
        REDISSON("Redisson's JCache, `clear()`: a hash for each cache") {
            @Override
            Cleared open(RedisServer redis) {
                OpenCache<String> open = RedissonPeer.openCache(redis);
                return new Cleared(open.cache()::putAll, open.cache()::clear, open.owner());
            }
        };

        private final String title;

        Way(String title) {
            this.title = title;
        }

        abstract Cleared open(RedisServer redis);

        private static OpenCache<String> tandem(RedisServer redis, TagConfiguration.Mode mode) {
            return TandemPeer.open(
                    redis,
                    TandemConfiguration.builder(String.class, String.class)
                            .tags(tags -> tags.mode(mode))
                            .build());
        }

        private static Cleared spring(RedisServer redis, BatchStrategy strategy) {
            URI uri = redis.uri();
            LettuceConnectionFactory connections =
                    new LettuceConnectionFactory(new RedisStandaloneConfiguration(uri.getHost(), uri.getPort()));
            connections.afterPropertiesSet();
            connections.start();
            RedisCacheManager manager = RedisCacheManager.builder(
                            RedisCacheWriter.nonLockingRedisCacheWriter(connections, strategy))
                    .build();
            manager.afterPropertiesSet();
            Cache cache = Objects.requireNonNull(manager.getCache("clear"));
            return new Cleared(
                    entries -> entries.forEach(cache::put),
                    cache::invalidate,
                    connections::destroy); // clear waits for nothing
        }
    }

    /** Takes the ways, by their names; all if there are none. */
    public static void main(String[] arguments) {
        System.out.println(ENTRIES + " entries beside " + FOREIGN + " keys of others; median of " + ROUNDS);
        System.out.println("| | time | commands |");
        System.out.println("|---|---|---|");
        try (RedisServer redis = RedisServer.start()) {
            BulkLoad.foreignKeys(redis, FOREIGN);
            Arrays.stream(Way.values())
                    .filter(way -> arguments.length == 0
                            || arguments[0].equals(".") // what the build gives if nothing is chosen
                            || Arrays.asList(arguments).contains(way.name()))
                    .forEach(way -> System.out.println("| " + way.title + " | " + measured(redis, way)));
        }
    }

    private static String measured(RedisServer redis, Way way) {
        Cleared cleared = way.open(redis);
        try {
            long[] nanos = new long[ROUNDS];
            long commands = 0;
            for (int round = -1; round < ROUNDS; round++) { // the first is not counted
                BulkLoad.inBatches(ENTRIES, ENTRIES, cleared.putAll());
                redis.command("CONFIG", "RESETSTAT");
                long began = System.nanoTime();
                cleared.clear().run();
                if (round >= 0) {
                    nanos[round] = System.nanoTime() - began;
                    commands = commands(redis);
                }
            }
            Arrays.sort(nanos);
            return String.format(
                    "%.1f ms | %d |", nanos[ROUNDS / 2] / (double) TimeUnit.MILLISECONDS.toNanos(1), commands);
        } finally {
            cleared.close().run();
        }
    }

    /** Without those of this class, and those by which Tandem asks whether its server is there. */
    private static long commands(RedisServer redis) {
        return redis.info("commandstats").entrySet().stream()
                .filter(each -> !each.getKey().matches("cmdstat_(info|hello|config.*)"))
                .mapToLong(each -> {
                    Matcher calls = CALLS.matcher(each.getValue());
                    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
                })
                .sum();
    }
}
