package org.tandemcache.far;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry carries between its header and its payload, where the third byte of the header has the {@link #FLAG}:
 * the length of all blocks, then each with its type, its length and its bytes. Immutable.
 *
 * <p>A type that is not known makes the whole entry unreadable: it may say that the value is not valid any more.
 *
 * @param generation of the cache, as it was before the value was found out; {@link #NO_VERSION} where nobody knew
 * @param tags in the order of their names
 */
public record Stamps(long generation, List<Stamp> tags) {
    /** In the byte of the flags: blocks follow the header. */
    public static final int FLAG = 0x80;

    /** A version that nothing has. */
    public static final long NO_VERSION = 0;

    /** How long the name of a tag is at the most, in bytes of UTF-8. */
    public static final int LONGEST_TAG = 255;

    /** How many tags an entry has at the most. */
    public static final int MOST_TAGS = 100;

    private static final int FLAGS = 2;
    private static final int BLOCKS_LENGTH = Short.BYTES;
    private static final int BLOCK_HEADER = Byte.BYTES + Short.BYTES;
    private static final byte GENERATION = 1;
    private static final byte TAGS = 2;

    /**
     * One tag of an entry.
     *
     * @param version of the tag, as it was before the value was found out
     */
    public record Stamp(String tag, long version) {}

    public Stamps {
        tags = List.copyOf(tags);
    }

    /** Where the payload of a value begins that has Tandem's header; above its length if the blocks say nonsense. */
    public static int payloadAt(byte[] stored) {
        int header = StoredEntry.HEADER_LENGTH;
        if ((stored[FLAGS] & FLAG) == 0) {
            return header;
        }
        return stored.length < header + BLOCKS_LENGTH
                ? Integer.MAX_VALUE
                : header
                        + BLOCKS_LENGTH
                        + Short.toUnsignedInt(ByteBuffer.wrap(stored).getShort(header));
    }

    /** Whether blocks follow the header of what lies there. */
    public static boolean areIn(byte[] stored) {
        return stored.length >= StoredEntry.HEADER_LENGTH
                && stored[0] == StoredEntry.FORMAT
                && (stored[FLAGS] & FLAG) != 0;
    }

    /** The blocks, to stand between header and payload. */
    public byte[] toBytes() {
        List<byte[]> names = new ArrayList<>(tags.size());
        int tagBytes = 0;
        for (Stamp stamp : tags) {
            byte[] name = stamp.tag().getBytes(StandardCharsets.UTF_8);
            names.add(name);
            tagBytes += Byte.BYTES + name.length + Long.BYTES;
        }
        int length = BLOCK_HEADER + Long.BYTES + (tags.isEmpty() ? 0 : BLOCK_HEADER + tagBytes);
        ByteBuffer blocks = ByteBuffer.allocate(BLOCKS_LENGTH + length)
                .putShort((short) length)
                .put(GENERATION)
                .putShort((short) Long.BYTES)
                .putLong(generation);
        if (!tags.isEmpty()) {
            blocks.put(TAGS).putShort((short) tagBytes);
            for (int i = 0; i < names.size(); i++) {
                blocks.put((byte) names.get(i).length)
                        .put(names.get(i))
                        .putLong(tags.get(i).version());
            }
        }
        return blocks.array();
    }

    /**
     * The stamps of what lies there; null if it has none, or some that can't be read.
     *
     * @param stored up to the payload at the least
     */
    public static @Nullable Stamps of(byte[] stored) {
        if (!areIn(stored)) {
            return null;
        }
        int end = payloadAt(stored);
        if (end > stored.length) {
            return null;
        }
        int from = StoredEntry.HEADER_LENGTH + BLOCKS_LENGTH;
        return read(ByteBuffer.wrap(stored, from, end - from));
    }

    private static @Nullable Stamps read(ByteBuffer blocks) {
        long generation = NO_VERSION;
        List<Stamp> tags = new ArrayList<>();
        while (blocks.hasRemaining()) {
            if (blocks.remaining() < BLOCK_HEADER) {
                return null;
            }
            byte type = blocks.get();
            int length = Short.toUnsignedInt(blocks.getShort());
            if (length > blocks.remaining()) {
                return null;
            }
            int end = blocks.position() + length;
            if (type == GENERATION && length == Long.BYTES) {
                generation = blocks.getLong();
            } else if (type != TAGS || !readTags(blocks, end, tags)) {
                return null;
            }
        }
        return new Stamps(generation, tags);
    }

    /** @return whether they fill the block to its end */
    private static boolean readTags(ByteBuffer blocks, int end, List<Stamp> tags) {
        while (blocks.position() < end) {
            int length = Byte.toUnsignedInt(blocks.get());
            if (end - blocks.position() < length + Long.BYTES) {
                return false;
            }
            byte[] name = new byte[length];
            blocks.get(name);
            tags.add(new Stamp(new String(name, StandardCharsets.UTF_8), blocks.getLong()));
        }
        return true;
    }
}
