package org.tandemcache.near;

import org.jspecify.annotations.Nullable;

/**
 * The copies of a near tier as readers find them, by the keys that they have at hand. Thread-safe.
 *
 * @param <K> the type of keys
 */
public interface NearView<K> {
    /** {@link #find(Object, long)} now. */
    @Nullable
    NearValue find(K key);

    /**
     * The copy to serve, or null. Counts a hit.
     *
     * @param now {@link System#nanoTime()} or a test's clock, read after the user's call began: it was good then
     */
    @Nullable
    NearValue find(K key, long now);

    /**
     * A copy whose promise is lost, for readers who can't have a better one: not past its deadline, never called back.
     * Counts nothing.
     *
     * @param provenSince the {@link System#nanoTime()} at which or after which its promise must have held
     */
    @Nullable
    NearValue findUnproven(K key, long provenSince);
}
