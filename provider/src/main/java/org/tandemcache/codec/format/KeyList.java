package org.tandemcache.codec.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.StoredEntry;

/**
 * The form in which a list of keys of one cache lies in Redis, beside its entries; docs/wire-format.md tells it. The
 * keys stand without the prefix of their cache, which is known. The head alone says what it is and how long, so nobody
 * has to read the rest of what somebody else has written.
 */
public final class KeyList {
    /** How long a key is at the most, without the prefix; longer ones are left out. */
    public static final int LONGEST_KEY = 1 << 10;

    /** How long a whole list is at the most, in bytes; what does not fit is left out. */
    public static final int MOST_BYTES = 4 << 20;

    private static final byte CODEC = 8;
    private static final byte NO_FLAGS = 0;
    private static final byte NO_SCHEMA = 0;
    private static final int HEAD = 12;
    private static final int LENGTH = Short.BYTES;

    private KeyList() {}

    /** The list of so many of the first of these keys as fit; null if none does. */
    public static byte @Nullable [] encode(Keyspace keyspace, List<byte[]> keys) {
        int prefix = keyspace.prefix().length;
        List<byte[]> taken = new ArrayList<>(keys.size());
        int bytes = 0;
        for (byte[] key : keys) {
            int length = key.length - prefix;
            if (length > LONGEST_KEY) {
                continue;
            }
            if (HEAD + bytes + LENGTH + length > MOST_BYTES) {
                break;
            }
            taken.add(key);
            bytes += LENGTH + length;
        }
        if (taken.isEmpty()) {
            return null;
        }
        ByteBuffer list = ByteBuffer.allocate(HEAD + bytes)
                .put(StoredEntry.FORMAT)
                .put(CODEC)
                .put(NO_FLAGS)
                .put(NO_SCHEMA)
                .putInt(taken.size())
                .putInt(bytes);
        taken.forEach(key -> list.putShort((short) (key.length - prefix)).put(key, prefix, key.length - prefix));
        return list.array();
    }

    /**
     * How many keys the list has that begins so.
     *
     * @param head at least {@value #HEAD} bytes of it, if there are so many
     * @throws CorruptListException if it is no list that this version can read
     */
    public static int size(byte[] head) throws CorruptListException {
        if (head.length < HEAD || head[0] != StoredEntry.FORMAT || head[1] != CODEC) {
            throw new CorruptListException("does not begin as a list of keys does");
        }
        if (head[2] != NO_FLAGS || head[3] != NO_SCHEMA) {
            throw new CorruptListException("is of a later format");
        }
        ByteBuffer numbers = ByteBuffer.wrap(head, 4, HEAD - 4);
        int size = numbers.getInt();
        int bytes = numbers.getInt();
        if (bytes < 0 || bytes > MOST_BYTES - HEAD || size < 0 || (long) size * LENGTH > bytes) {
            throw new CorruptListException("says that it has " + size + " keys in " + bytes + " bytes");
        }
        return size;
    }

    /**
     * The keys of a list, each with its prefix.
     *
     * @throws CorruptListException if it is no list that this version can read
     */
    public static List<byte[]> decode(Keyspace keyspace, byte[] list) throws CorruptListException {
        int size = size(list);
        ByteBuffer keys = ByteBuffer.wrap(list, HEAD, list.length - HEAD);
        byte[] prefix = keyspace.prefix();
        List<byte[]> decoded = new ArrayList<>(size);
        try {
            for (int i = 0; i < size; i++) {
                int length = Short.toUnsignedInt(keys.getShort());
                if (length > LONGEST_KEY) {
                    throw new CorruptListException("has a key of " + length + " bytes");
                }
                byte[] key = new byte[prefix.length + length];
                System.arraycopy(prefix, 0, key, 0, prefix.length);
                keys.get(key, prefix.length, length);
                decoded.add(key);
            }
        } catch (BufferUnderflowException e) {
            throw new CorruptListException("ends before its last key");
        }
        if (keys.hasRemaining()) {
            throw new CorruptListException("goes on behind its last key");
        }
        return decoded;
    }

    /** What lies there is no list that this version can read. The message goes on behind a name. */
    public static final class CorruptListException extends Exception {
        private static final long serialVersionUID = 1L;

        CorruptListException(String message) {
            super(message);
        }
    }
}
