package org.tandemcache.far;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key of a cache together with the bytes under which its entry lies in the far tier. Two keys are equal when their
 * bytes are: the encoding is canonical. Immutable by agreement, the bytes are not copied; comparing runs no user code.
 */
public final class FarKey implements Comparable<FarKey> {
    private final @Nullable Object key;
    private final byte[] bytes;
    private final int hash;

    /**
     * @param key the user's key
     * @param bytes the whole key in the far tier, its key space's prefix included
     */
    public FarKey(Object key, byte[] bytes) {
        this(key, bytes, Arrays.hashCode(bytes));
    }

    private FarKey(@Nullable Object key, byte[] bytes, int hash) {
        this.key = key;
        this.bytes = bytes;
        this.hash = hash;
    }

    /** A key of which nobody needs more than to find what is known of it by its bytes: nothing was decoded. */
    public static FarKey ofBytes(byte[] bytes) {
        return new FarKey(null, bytes, Arrays.hashCode(bytes));
    }

    /** The user's key; not to be asked of one that was made {@linkplain #ofBytes of bytes}. */
    public Object key() {
        return Objects.requireNonNull(key, "only the bytes of this key are known");
    }

    /** The whole key in the far tier; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The same order in every JVM, so that whoever locks several keys locks them in one order. */
    @Override
    public int compareTo(FarKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FarKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
