package org.tandemcache.benchmarks;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.testkit.RedisServer;

/**
 * Lettuce alone: one blocking command for each operation, with keys and values that are bytes already. They are those
 * that Tandem would send.
 */
final class LettuceFarPeer implements FarPeer {
    private static final SetArgs IF_ABSENT = SetArgs.Builder.nx();

    private final LettucePeer lettuce;
    private final RedisCommands<byte[], byte[]> commands;
    private final byte[][] keys;
    private final byte[][] values;

    LettuceFarPeer(RedisServer redis, String[] keys, String[] values) {
        lettuce = new LettucePeer(redis);
        commands = lettuce.connect(ByteArrayCodec.INSTANCE).sync();
        this.keys = new byte[keys.length][];
        this.values = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            this.keys[i] = LettucePeer.keyBytes(keys[i]);
            this.values[i] = LettucePeer.valueBytes(values[i]);
            put(i);
        }
    }

    @Override
    public Object get(int index) {
        return commands.get(keys[index]);
    }

    @Override
    public void put(int index) {
        commands.set(keys[index], values[index]);
    }

    @Override
    public Object putIfAbsent(int index) {
        return commands.set(keys[index], values[index], IF_ABSENT);
    }

    @Override
    public Object getAndPut(int index) {
        return commands.setGet(keys[index], values[index]);
    }

    @Override
    public Object remove(int index) {
        return commands.del(keys[index]);
    }

    /** Reads, then writes, and does not care who wrote in between: less than what {@code invoke} promises. */
    @Override
    public Object invoke(int index) {
        byte[] old = commands.get(keys[index]);
        commands.set(keys[index], values[index]);
        return old;
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
