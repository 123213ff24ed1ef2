package org.tandemcache.far.redis;

import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The keys of one command that names nothing else, encoded at one go: Lettuce, which encodes one argument after the
 * other into a buffer that grows, takes three times as long on the event loop. Immutable.
 */
final class ManyKeys extends CommandArgs<byte[], byte[]> {
    /** The mark of a text, its length, and the two ends of lines. */
    private static final int FRAME = 1 + 10 + 2 + 2;

    private final List<byte[]> keys;

    /** @param keys at least one; not to be changed */
    ManyKeys(List<byte[]> keys) {
        super(Commands.CODEC);
        this.keys = keys;
        addKey(keys.get(0)); // by which a cluster's slot is found
    }

    @Override
    public int count() {
        return keys.size();
    }

    @Override
    public void encode(ByteBuf target) {
        int longest = 0;
        for (byte[] key : keys) {
            longest += FRAME + key.length;
        }
        byte[] encoded = new byte[longest];
        int end = 0;
        for (byte[] key : keys) {
            encoded[end++] = '$';
            end = lineEnd(encoded, number(encoded, end, key.length));
            System.arraycopy(key, 0, encoded, end, key.length);
            end = lineEnd(encoded, end + key.length);
        }
        target.writeBytes(encoded, 0, end);
    }

    private static int lineEnd(byte[] into, int at) {
        into[at] = '\r';
        into[at + 1] = '\n';
        return at + 2;
    }

    private static int number(byte[] into, int at, int number) {
        int end = at + 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            end++;
        }
        int left = number;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return end;
    }
}
