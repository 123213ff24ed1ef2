package org.tandemcache.codec;

import java.io.Serializable;

/** Counts how often anybody asks for the hash code of one of its kind, or compares it. */
final class Counted implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<long[]> ASKED = ThreadLocal.withInitial(() -> new long[1]);

    /** By this thread, so far. */
    static long asked() {
        return ASKED.get()[0];
    }

    @Override
    public boolean equals(Object other) {
        ASKED.get()[0]++;
        return other instanceof Counted;
    }

    @Override
    public int hashCode() {
        ASKED.get()[0]++;
        return 1;
    }
}
