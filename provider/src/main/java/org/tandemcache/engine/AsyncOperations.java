package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.AsyncFarTier;

/** The operations of one cache that no thread waits for. Immutable and thread-safe. */
public record AsyncOperations<K, V>(AsyncReads<K, V> reads, AsyncWrites<K, V> writes) {
    /** Wires them to the engine of a cache. */
    public interface Wiring<K, V> {
        /**
         * Makes them, for the first who asks.
         *
         * @param reads sends what is read by the ordinary connection; null where others than masters answer
         * @param writes sends what changes
         */
        AsyncOperations<K, V> of(@Nullable AsyncFarTier reads, AsyncFarTier writes, AsyncWork work);
    }
}
