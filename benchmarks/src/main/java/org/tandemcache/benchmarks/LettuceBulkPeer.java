package org.tandemcache.benchmarks;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.testkit.RedisServer;

/**
 * Lettuce alone: one MGET, or SETs that go out in one flush. Keys and values are encoded and decoded in the measured
 * time, as a cache has to.
 */
final class LettuceBulkPeer implements BulkPeer {
    private final LettucePeer lettuce;
    private final StatefulRedisConnection<byte[], byte[]> reads;
    private final StatefulRedisConnection<byte[], byte[]> writes;

    LettuceBulkPeer(RedisServer redis) {
        lettuce = new LettucePeer(redis);
        reads = lettuce.connect(ByteArrayCodec.INSTANCE);
        writes = lettuce.connect(ByteArrayCodec.INSTANCE);
        writes.setAutoFlushCommands(false);
    }

    @Override
    public Map<String, String> getAll(Set<String> keys) {
        byte[][] encoded = new byte[keys.size()][];
        int next = 0;
        for (String key : keys) {
            encoded[next++] = LettucePeer.keyBytes(key);
        }
        Map<String, String> found = new HashMap<>(keys.size() * 2);
        var values = reads.sync().mget(encoded).iterator();
        for (String key : keys) {
            KeyValue<byte[], byte[]> value = values.next();
            if (value.hasValue()) {
                found.put(key, LettucePeer.text(value.getValue()));
            }
        }
        return found;
    }

    @Override
    public void putAll(Map<String, String> entries) {
        RedisFuture<?>[] replies = new RedisFuture<?>[entries.size()];
        int next = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            replies[next++] =
                    writes.async().set(LettucePeer.keyBytes(entry.getKey()), LettucePeer.valueBytes(entry.getValue()));
        }
        writes.flushCommands();
        if (!LettuceFutures.awaitAll(Duration.ofSeconds(5), replies)) {
            throw new IllegalStateException("Redis did not answer in time");
        }
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
