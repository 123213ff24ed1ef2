package org.tandemcache.near;

import org.jspecify.annotations.Nullable;

/** A copy of an entry that is to be loaded anew some time before it expires. Thread-safe. */
public final class DueValue extends NearValue {
    private final long dueAt;
    private final byte[] header;
    private volatile @Nullable Object attempt;

    /**
     * @param deadline the {@link System#nanoTime()} from which it must not be served
     * @param dueAt the {@link System#nanoTime()} from which its readers have it loaded anew
     * @param header by which the entry is known; not to be changed
     */
    public DueValue(long deadline, long dueAt, byte[] header, Encoded content, Validity validity, int weight) {
        super(content, validity, weight);
        until(deadline);
        this.dueAt = dueAt;
        this.header = header;
    }

    /** Whether it is to be loaded anew. */
    public boolean isDue(long now) {
        return now - dueAt >= 0;
    }

    /** The header of the entry that it is a copy of; not to be changed. */
    public byte[] header() {
        return header;
    }

    /** What was done about it by who has found it due the last time; null for nothing. */
    public @Nullable Object attempt() {
        return attempt;
    }

    /** Remembers what is done about it. */
    public void attempt(Object begun) {
        attempt = begun;
    }
}
