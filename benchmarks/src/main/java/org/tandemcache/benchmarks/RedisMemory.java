package org.tandemcache.benchmarks;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.List;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.testkit.RedisServer;

/** The memory of a Redis. */
final class RedisMemory {
    private RedisMemory() {}

    /** The sum of {@code MEMORY USAGE} of all keys of the database. */
    static long ofAllKeys(RedisServer redis) {
        long bytes = 0;
        try (LettucePeer lettuce = new LettucePeer(redis)) {
            StatefulRedisConnection<byte[], byte[]> connection = lettuce.connect(ByteArrayCodec.INSTANCE);
            ScanCursor cursor = ScanCursor.INITIAL;
            do {
                KeyScanCursor<byte[]> page = connection.sync().scan(cursor, ScanArgs.Builder.limit(1_000));
                List<RedisFuture<Long>> sizes = page.getKeys().stream()
                        .map(connection.async()::memoryUsage)
                        .toList();
                for (RedisFuture<Long> size : sizes) {
                    bytes += size.toCompletableFuture().join();
                }
                cursor = page;
            } while (!cursor.isFinished());
        }
        return bytes;
    }
}
