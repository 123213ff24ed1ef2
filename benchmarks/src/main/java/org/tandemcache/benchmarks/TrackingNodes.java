package org.tandemcache.benchmarks;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.testkit.RedisServer;

/** Two clients of Lettuce, of which one is tracked and counts the server's pushes. */
final class TrackingNodes implements TwoNodes {
    private static final byte[] KEY = LettucePeer.keyBytes(Texts.key(0));
    private static final byte[] VALUE = LettucePeer.valueBytes(Texts.value(0, 100));

    private final LettucePeer writing;
    private final LettucePeer reading;
    private final StatefulRedisConnection<byte[], byte[]> writer;
    private final StatefulRedisConnection<byte[], byte[]> reader;

    // Only the reader's event loop writes it.
    private volatile long pushes;

    TrackingNodes(RedisServer redis) {
        writing = new LettucePeer(redis);
        reading = new LettucePeer(redis);
        writer = writing.connect(ByteArrayCodec.INSTANCE);
        reader = reading.connect(ByteArrayCodec.INSTANCE);
        reader.addListener(message -> pushes = pushes + 1);
        reader.sync().clientTracking(TrackingArgs.Builder.enabled());
        write();
    }

    @Override
    public void read() {
        reader.sync().get(KEY);
    }

    @Override
    public void write() {
        writer.sync().set(KEY, VALUE);
    }

    @Override
    public long invalidations() {
        return pushes;
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
