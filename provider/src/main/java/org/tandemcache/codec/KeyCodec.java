package org.tandemcache.codec;

/**
 * The user's own form of keys. Takes the place of Tandem's for every key of a cache; what it makes stands behind
 * {@code k:} in the Redis key, and is best kept readable. Must be thread-safe, and {@link java.io.Serializable} if the
 * configuration is to be.
 *
 * <p>It has to be canonical: equal keys give equal bytes, in every JVM and every version of the program. Tandem tries
 * each class of keys once and refuses one that does not come back equal, or whose copy gives other bytes.
 *
 * <p>In a cache with a near tier, {@link #decode}, and {@code hashCode} and {@code equals} of keys, are also called on
 * the threads that read from Redis, for each notice of a change: they must neither block nor take long, for all caches
 * of the manager wait meanwhile. An exception there makes the manager forget all near copies.
 *
 * @param <K> the type of keys
 */
public interface KeyCodec<K> {
    /** The bytes of a key; neither argument nor result is null. */
    byte[] encode(K key);

    /**
     * The key of bytes, equal to the one that gave them. An exception says that they are none of this cache's.
     *
     * @param bytes a copy of the caller's
     */
    K decode(byte[] bytes);
}
