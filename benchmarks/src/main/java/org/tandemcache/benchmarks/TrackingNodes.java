package org.tandemcache.benchmarks;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.testkit.RedisServer;

/** Two clients of Lettuce, of which one is tracked and hears the server's pushes. */
final class TrackingNodes implements TwoNodes {
    private static final byte[] KEY = LettucePeer.keyBytes(Texts.key(0));
    private static final byte[] VALUE = LettucePeer.valueBytes(Texts.value(0, 100));

    private final LettucePeer writing;
    private final LettucePeer reading;
    private final StatefulRedisConnection<byte[], byte[]> writer;
    private final StatefulRedisConnection<byte[], byte[]> reader;

    // Set by the thread that reads and writes, cleared by the reader's event loop.
    private volatile boolean copy;

    TrackingNodes(RedisServer redis) {
        writing = new LettucePeer(redis);
        reading = new LettucePeer(redis);
        writer = writing.connect(ByteArrayCodec.INSTANCE);
        reader = reading.connect(ByteArrayCodec.INSTANCE);
        reader.addListener(message -> copy = false);
        reader.sync().clientTracking(TrackingArgs.Builder.enabled());
        write();
    }

    @Override
    public void read() {
        copy = true;
        reader.sync().get(KEY);
    }

    @Override
    public void write() {
        writer.sync().set(KEY, VALUE);
    }

    @Override
    public boolean holdsCopy() {
        return copy;
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
