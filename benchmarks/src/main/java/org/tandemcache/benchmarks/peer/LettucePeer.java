package org.tandemcache.benchmarks.peer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import java.nio.charset.StandardCharsets;
import org.tandemcache.testkit.RedisServer;

/**
 * Lettuce as Tandem configures it: the client is that of a manager that has no cache, so options, event loops and the
 * handler that joins flushes are the same by construction.
 */
public final class LettucePeer implements AutoCloseable {
    /** The length of what Tandem puts before a value. */
    public static final int ENVELOPE = 20;

    private final TandemPeer tandem;
    private final RedisClient client;
    private final RedisURI server;

    public LettucePeer(RedisServer redis) {
        tandem = new TandemPeer(redis);
        client = tandem.client();
        server = RedisURI.create(redis.uri());
    }

    /** A connection of its own, closed with this. */
    public <V> StatefulRedisConnection<V, V> connect(RedisCodec<V, V> codec) {
        return client.connect(codec, server);
    }

    /** A key as Tandem has it in Redis. */
    public static byte[] keyBytes(String key) {
        return (TandemPeer.KEY_PREFIX + key).getBytes(StandardCharsets.UTF_8);
    }

    /** As many bytes as Tandem has in Redis for a text; those of the envelope are zero. */
    public static byte[] valueBytes(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] stored = new byte[ENVELOPE + text.length];
        System.arraycopy(text, 0, stored, ENVELOPE, text.length);
        return stored;
    }

    /** The text behind the envelope. */
    public static String text(byte[] stored) {
        return new String(stored, ENVELOPE, stored.length - ENVELOPE, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        tandem.close();
    }
}
