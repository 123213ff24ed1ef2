package org.tandemcache.hibernate;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The version of a row as scripts compare it. Only integers are compared: a version that is a time comes from the wall
 * clock of some JVM, and such clocks are compared with nothing.
 *
 * @param type 0 for none: it is neither older nor newer than any other
 */
record RowVersion(int type, long high, int low) {
    static final int LENGTH = 1 + Long.BYTES + Integer.BYTES;
    static final RowVersion NONE = new RowVersion(0, 0, 0);

    private static final int INTEGER = 1;

    static RowVersion of(@Nullable Object version) {
        if (version instanceof Long
                || version instanceof Integer
                || version instanceof Short
                || version instanceof Byte) {
            long number = ((Number) version).longValue();
            return new RowVersion(INTEGER, number >> Integer.SIZE, (int) number);
        }
        return NONE;
    }

    static RowVersion read(ByteBuffer bytes) {
        return new RowVersion(bytes.get(), bytes.getLong(), bytes.getInt());
    }

    void write(ByteBuffer bytes) {
        bytes.put((byte) type).putLong(high).putInt(low);
    }

    /** Whether this is surely not older than another. */
    boolean isAtLeast(RowVersion other) {
        return type != 0
                && type == other.type
                && (high != other.high ? high > other.high : Integer.compareUnsigned(low, other.low) >= 0);
    }
}
