package org.tandemcache.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tandemcache.benchmarks.peer.HeapPeer;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.OpenMap;
import org.tandemcache.benchmarks.peer.RedissonPeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/**
 * Something that holds texts.
 *
 * @param isNear whether it keeps them in this JVM
 * @param writer stores some
 * @param reader reads some, and drops what it read
 * @param owner ends it
 */
record FootprintPeer(boolean isNear, Consumer<Map<String, String>> writer, Consumer<Set<String>> reader, Runnable owner)
        implements AutoCloseable {
    /** Nothing is evicted: the bound, where there is one, is twice the number of entries. */
    static FootprintPeer open(String peer, RedisServer redis, int entries) {
        return switch (peer) {
            case "tandem" ->
                of(
                        true,
                        TandemPeer.open(
                                redis,
                                TandemConfiguration.builder(String.class, String.class)
                                        .near(near -> near.maximumEntries(2L * entries))
                                        .build()));
            case "caffeine" -> caffeine(entries);
            case "caffeine-jcache" -> of(true, HeapPeer.caffeine(String.class, false, 2L * entries));
            case "ehcache" -> of(true, HeapPeer.ehcache(String.class, false));
            case "lettuce" -> {
                BulkPeer lettuce = BulkPeer.open(peer, redis);
                yield new FootprintPeer(false, lettuce::putAll, lettuce::getAll, lettuce::close);
            }
            case "redisson-jcache" -> of(false, RedissonPeer.openCache(redis));
            case "redisson-local-cached-map" -> {
                OpenMap map = RedissonPeer.openLocalCachedMap(redis);
                yield new FootprintPeer(true, map.filler(), keys -> keys.forEach(map.reader()::apply), map::close);
            }
            default -> throw new IllegalArgumentException(peer);
        };
    }

    private static FootprintPeer of(boolean near, OpenCache<String> open) {
        var cache = open.cache();
        return new FootprintPeer(near, cache::putAll, cache::getAll, open::close);
    }

    private static FootprintPeer caffeine(int entries) {
        Cache<String, String> cache =
                Caffeine.newBuilder().maximumSize(2L * entries).build();
        return new FootprintPeer(true, cache::putAll, cache::getAllPresent, cache::invalidateAll);
    }

    void putAll(Map<String, String> entries) {
        writer.accept(entries);
    }

    void readAll(Set<String> keys) {
        reader.accept(keys);
    }

    @Override
    public void close() {
        owner.run();
    }
}
