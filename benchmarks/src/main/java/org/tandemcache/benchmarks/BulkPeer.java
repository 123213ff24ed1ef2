package org.tandemcache.benchmarks;

import java.util.Map;
import java.util.Set;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.RedissonPeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** Reading and writing many entries at once; all go to Redis. Thread-safe. */
interface BulkPeer extends AutoCloseable {
    Map<String, String> getAll(Set<String> keys);

    void putAll(Map<String, String> entries);

    @Override
    void close();

    static BulkPeer open(String peer, RedisServer redis) {
        return switch (peer) {
            case "tandem" ->
                of(TandemPeer.open(
                        redis,
                        TandemConfiguration.builder(String.class, String.class)
                                .build()
                                .withNear(NearConfiguration.off())));
            case "redisson-jcache" -> of(RedissonPeer.openCache(redis));
            case "lettuce" -> new LettuceBulkPeer(redis);
            default -> throw new IllegalArgumentException(peer);
        };
    }

    private static BulkPeer of(OpenCache<String> open) {
        return new BulkPeer() {
            @Override
            public Map<String, String> getAll(Set<String> keys) {
                return open.cache().getAll(keys);
            }

            @Override
            public void putAll(Map<String, String> entries) {
                open.cache().putAll(entries);
            }

            @Override
            public void close() {
                open.close();
            }
        };
    }
}
