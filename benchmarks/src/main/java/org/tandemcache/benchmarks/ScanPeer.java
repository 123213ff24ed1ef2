package org.tandemcache.benchmarks;

import java.util.Map;
import javax.cache.Cache;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.RedissonPeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** Operations on all entries of a cache. */
interface ScanPeer extends AutoCloseable {
    void putAll(Map<String, String> entries);

    /** Reads every key and value, and tells how many there were. */
    long iterate();

    void clear();

    @Override
    void close();

    static ScanPeer open(String peer, RedisServer redis) {
        return switch (peer) {
            case "tandem" ->
                of(TandemPeer.open(
                        redis,
                        TandemConfiguration.builder(String.class, String.class).build()));
            case "redisson-jcache" -> of(RedissonPeer.openCache(redis));
            case "lettuce" -> new LettuceScanPeer(redis);
            default -> throw new IllegalArgumentException(peer);
        };
    }

    private static ScanPeer of(OpenCache<String> open) {
        return new ScanPeer() {
            @Override
            public void putAll(Map<String, String> entries) {
                open.cache().putAll(entries);
            }

            @Override
            public long iterate() {
                long seen = 0;
                for (Cache.Entry<String, String> entry : open.cache()) {
                    seen += entry.getKey().isEmpty() || entry.getValue().isEmpty() ? 0 : 1;
                }
                return seen;
            }

            @Override
            public void clear() {
                open.cache().clear();
            }

            @Override
            public void close() {
                open.close();
            }
        };
    }
}
