package org.tandemcache.note;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.StoredEntry;

/**
 * The bytes of a note. The server completes those of a change, for it alone knows what the write finds: behind
 * {@link #head what the writer knows} come the type, the length of what was stored, or of the header of what has
 * expired, and that, then a {@code +} and what was there before, or a {@code -}. Later forms get another first byte;
 * who does not know it takes the note for a missed one.
 */
final class NoteFormat {
    private static final byte CHANGE = 1;
    private static final byte BEAT = 2;
    private static final byte FAREWELL = 3;
    private static final byte LOST = 4;

    private static final byte OLD = '+';
    private static final byte NONE = '-';
    private static final int LONGEST_INSTANCE = 255;

    private NoteFormat() {}

    /** What the note of a change begins with. */
    static byte[] head(UUID writer, long number, long millis, byte[] instance, byte[] key) {
        return numbered(CHANGE, writer, number, 8 + 1 + instance.length + 4 + key.length)
                .putLong(millis)
                .put((byte) instance.length)
                .put(instance)
                .putInt(key.length)
                .put(key)
                .array();
    }

    /** The name of an instance as it is told: what is longer than 255 bytes loses its end. */
    static byte[] instance(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_INSTANCE) {
            return bytes;
        }
        int end = LONGEST_INSTANCE;
        while ((bytes[end] & 0xC0) == 0x80) { // not through the middle of a character
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    static byte[] beat(UUID writer, long number) {
        return numbered(BEAT, writer, number, 0).array();
    }

    static byte[] farewell(UUID writer, long number) {
        return numbered(FAREWELL, writer, number, 0).array();
    }

    /**
     * The whole note of an entry that was found to have expired.
     *
     * @param head {@link #head}
     * @param header of the entry
     * @param old the entry; null where nobody is shown it
     */
    static byte[] expired(byte[] head, byte[] header, byte @Nullable [] old) {
        ByteBuffer note = ByteBuffer.allocate(head.length + 1 + 4 + header.length + 1 + (old == null ? 0 : old.length))
                .put(head)
                .put((byte) Note.Type.EXPIRED.code())
                .putInt(header.length)
                .put(header);
        return old == null ? note.put(NONE).array() : note.put(OLD).put(old).array();
    }

    /** What stands in a journal where changes are missing. */
    static byte[] lost(UUID writer, long changes) {
        return numbered(LOST, writer, changes, 0).array();
    }

    private static ByteBuffer numbered(byte form, UUID writer, long number, int more) {
        return ByteBuffer.allocate(1 + 16 + 8 + more)
                .put(form)
                .putLong(writer.getMostSignificantBits())
                .putLong(writer.getLeastSignificantBits())
                .putLong(number);
    }

    /**
     * Reads a note.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    static Note read(byte[] bytes) {
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            byte form = from.get();
            UUID writer = new UUID(from.getLong(), from.getLong());
            long number = from.getLong();
            Note note = switch (form) {
                case CHANGE -> change(writer, number, from);
                case BEAT -> new Note.Beat(writer, number);
                case FAREWELL -> new Note.Farewell(writer, number);
                case LOST -> new Note.Lost(writer, number);
                default -> throw new IllegalArgumentException("a note of unknown form " + form);
            };
            if (from.hasRemaining()) {
                throw new IllegalArgumentException(from.remaining() + " bytes too many at the end of a note");
            }
            return note;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a note of " + bytes.length + " bytes that ends too early", e);
        }
    }

    private static Note change(UUID writer, long number, ByteBuffer from) {
        long millis = from.getLong();
        String instance = new String(bytes(from, from.get() & 0xFF), StandardCharsets.UTF_8);
        byte[] key = bytes(from, from.getInt());
        Note.Type type = Note.Type.of(from.get());
        boolean hasEntry = type == Note.Type.CREATED || type == Note.Type.UPDATED || type == Note.Type.EXPIRED;
        StoredEntry value = hasEntry ? new StoredEntry(bytes(from, from.getInt())) : null;
        return new Note.Changed(writer, number, millis, instance, key, type, value, old(from));
    }

    private static @Nullable StoredEntry old(ByteBuffer from) {
        return from.get() == OLD ? new StoredEntry(bytes(from, from.remaining())) : null;
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
