package org.tandemcache.hibernate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.ValueFormat;

/**
 * What lies under a key in Redis: a state and what has to be known of it, or the memory that there is none. The scripts
 * beside this class are the only ones that write it, and tell its bytes. Immutable, but for a state that is decoded
 * when it is asked for the first time.
 */
sealed interface Cell {
    /** A state, for those who may see it. */
    final class Value implements Cell {
        private final long unlockedAt;
        private final long since;
        private final RowVersion version;
        private final ValueFormat format;
        // The state, or its bytes as long as nobody has asked for it.
        private volatile Object content;

        @SuppressWarnings("ArrayRecordComponent") // never compared
        private record Encoded(byte[] bytes) {}

        /**
         * A state that is to be kept.
         *
         * @param since when the transaction that knows it began, at the latest, by the clock of the region's record
         */
        Value(Object state, long since, RowVersion version, ValueFormat format) {
            this(new Encoded(format.encode(state)), 0, since, version, format);
        }

        private Value(Object content, long unlockedAt, long since, RowVersion version, ValueFormat format) {
            this.content = content;
            this.unlockedAt = unlockedAt;
            this.since = since;
            this.version = version;
            this.format = format;
        }

        /** When its row was unlocked the last time; 0 if nobody knows of any time. */
        long unlockedAt() {
            return unlockedAt;
        }

        /** A state is dead if its region was invalidated at this time or later. */
        long since() {
            return since;
        }

        RowVersion version() {
            return version;
        }

        /** The state, not to be changed; null if it can't be read. */
        @Nullable
        Object state() {
            Object there = content;
            if (!(there instanceof Encoded encoded)) {
                return there;
            }
            Object state = format.decode(encoded.bytes());
            if (state != null) {
                content = state;
            }
            return state;
        }

        private byte[] bytes() {
            return content instanceof Encoded encoded ? encoded.bytes() : format.encode(content);
        }
    }

    /** No state, and locks perhaps. What is in it, scripts alone know. */
    enum Marker implements Cell {
        MARKER
    }

    /**
     * Of a region or a table: when it was invalidated, by the clock of the server that holds the record.
     *
     * @param at the last time
     * @param processes of the servers that it vouches for, as scripts tell them
     * @param deadlines of those who are about to invalidate it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Invalidations(long at, Set<String> processes, long[] deadlines) implements Cell {
        /** For a record that is about to be written. */
        static final Invalidations NONE = new Invalidations(0, Set.of(), new long[0]);

        /** As what has begun by {@code now} sees it: the end of time while somebody is about to invalidate it. */
        long seenAt(long now) {
            long last = at;
            for (long deadline : deadlines) {
                if (deadline > now) {
                    return Long.MAX_VALUE;
                }
                last = Math.max(last, deadline);
            }
            return last;
        }
    }

    int LOCK_ID = 16;
    int PROCESS = 32;

    private static byte[] headed(char kind, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) kind;
        return bytes;
    }

    static byte[] encode(Cell cell) {
        if (cell instanceof Value value) {
            byte[] state = value.bytes();
            ByteBuffer bytes = ByteBuffer.wrap(headed('V', 1 + 2 * Long.BYTES + RowVersion.LENGTH + state.length));
            bytes.position(1);
            bytes.putLong(value.unlockedAt()).putLong(value.since());
            value.version().write(bytes);
            return bytes.put(state).array();
        }
        // Scripts write the rest.
        return headed(cell == Marker.MARKER ? 'M' : 'R', 1);
    }

    /** @param format of the states; null where there are none */
    static Cell decode(ByteBuffer bytes, @Nullable ValueFormat format) {
        char kind = (char) bytes.get();
        if (kind == 'V' && format != null) {
            long unlockedAt = bytes.getLong();
            long since = bytes.getLong();
            RowVersion version = RowVersion.read(bytes);
            byte[] state = new byte[bytes.remaining()];
            bytes.get(state);
            return new Value(new Value.Encoded(state), unlockedAt, since, version, format);
        }
        if (kind == 'M') {
            return Marker.MARKER;
        }
        if (kind == 'R') {
            long at = bytes.getLong();
            int count = Short.toUnsignedInt(bytes.getShort());
            Set<String> processes = new HashSet<>(2 * count);
            byte[] process = new byte[PROCESS];
            for (int i = 0; i < count; i++) {
                bytes.get(process);
                processes.add(new String(process, StandardCharsets.US_ASCII));
            }
            long[] deadlines = new long[Short.toUnsignedInt(bytes.getShort())];
            for (int i = 0; i < deadlines.length; i++) {
                bytes.position(bytes.position() + LOCK_ID);
                deadlines[i] = bytes.getLong();
            }
            return new Invalidations(at, processes, deadlines);
        }
        throw new CodecException("no cell begins with " + Integer.toHexString(kind), null);
    }

    /** A number as an argument of a script. */
    static byte[] argument(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** A word as an argument of a script. */
    static byte[] argument(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
