package org.tandemcache.stress;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one writes at first: tracking switched on after connecting and after each reconnect, and get, then put. Here to
 * show that the stress run finds what is wrong with it.
 */
final class NaiveNode implements Node {
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> reads;
    private final StatefulRedisConnection<String, String> writes;
    private final ConcurrentMap<String, Long> near = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();

    @SuppressWarnings("FutureReturnValueIgnored") // naive
    NaiveNode(String redisUri) {
        RedisURI uri = RedisURI.create(redisUri);
        uri.setTimeout(Duration.ofSeconds(1));
        client = RedisClient.create(uri);
        reads = client.connect();
        writes = client.connect();
        reads.addListener(this::pushed);
        reads.sync().clientTracking(TrackingArgs.Builder.enabled());
        reads.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                reads.async().clientTracking(TrackingArgs.Builder.enabled());
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                near.clear();
            }
        });
    }

    private void pushed(PushMessage message) {
        if (message.getType().equals("invalidate")) {
            Object keys = message.getContent().get(1);
            if (keys == null) {
                near.clear();
            } else {
                ((List<?>) keys)
                        .forEach(key -> near.remove(StringCodec.UTF8.decodeKey(((ByteBuffer) key).duplicate())));
            }
        }
    }

    @Override
    public long get(int key) {
        Long copy = near.get(name(key));
        if (copy != null) {
            hits.increment();
            return copy;
        }
        String read = reads.sync().get(name(key));
        if (read == null) {
            return 0;
        }
        near.put(name(key), Long.valueOf(read));
        return Long.parseLong(read);
    }

    @Override
    public void put(int key, long version) {
        try {
            writes.sync().set(name(key), Long.toString(version));
        } finally {
            near.remove(name(key));
        }
    }

    @Override
    public void remove(int key) {
        try {
            writes.sync().del(name(key));
        } finally {
            near.remove(name(key));
        }
    }

    @Override
    public void awaitQuiet() {
        reads.sync().get("a key that nobody writes");
    }

    @Override
    public long inRedis(int key) {
        String read = writes.sync().get(name(key));
        return read == null ? 0 : Long.parseLong(read);
    }

    @Override
    public long nearHits() {
        return hits.sum();
    }

    private static String name(int key) {
        return "naive:" + key;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
}
