package org.tandemcache.codec;

/**
 * The user's own form of keys. Takes the place of Tandem's for every key of a cache; what it makes stands behind
 * {@code k:} in the Redis key, and is best kept readable. Must be thread-safe, and {@link java.io.Serializable} if the
 * configuration is to be.
 *
 * <p>It has to be canonical: equal keys give equal bytes, in every JVM and every version of the program. Tandem tries
 * each class of keys once and refuses one that does not come back equal, or whose copy gives other bytes.
 *
 * <p>It is called in the thread of the user's call, or in a worker thread of the manager for what that has left behind
 * (loads, stores), and on no thread that reads from Redis: what is slow here makes its own callers wait, and nobody
 * else.
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
