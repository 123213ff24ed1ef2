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
    // 0 until somebody asks: most keys are sent and looked up by no hash of their bytes. Two who find it come to the
    // same.
    private int hash;

    /**
     * @param key the user's key; null where nobody needs it
     * @param bytes the whole key in the far tier, its key space's prefix included
     */
    public FarKey(@Nullable Object key, byte[] bytes) {
        this.key = key;
        this.bytes = bytes;
    }

    /** A key of which nobody needs more than to find what is known of it by its bytes: nothing was decoded. */
    public static FarKey ofBytes(byte[] bytes) {
        return new FarKey(null, bytes);
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
        return other instanceof FarKey that && hashCode() == that.hashCode() && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(bytes);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
