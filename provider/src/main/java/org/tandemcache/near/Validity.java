package org.tandemcache.near;

/** The promise under which a copy is kept. Implementations are thread-safe. */
public interface Validity {
    /**
     * Whether copies under this promise may be served. Once it is broken for good it never holds again; it can fail to
     * hold for a while.
     *
     * @param now {@link System#nanoTime()}
     */
    boolean holds(long now);

    /**
     * Whether the promise held at that moment or after it, and nothing has been heard since that contradicts it: it is
     * lost, not broken. Never so for promises that can't tell.
     *
     * @param moment a {@link System#nanoTime()}
     */
    default boolean heldSince(long moment) {
        return false;
    }
}
