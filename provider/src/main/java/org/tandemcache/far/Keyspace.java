package org.tandemcache.far;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The part of the far tier's keys that belongs to one cache: {@code <namespace>:<cache>:{}<encoded key>}. Colons,
 * braces and per cent signs in the two names are escaped, so that no name reaches into another's keys; the empty braces
 * keep braces in user keys from acting as a Redis Cluster hash tag. Immutable.
 */
public final class Keyspace {
    private final String name;
    private final String auxiliary;
    private final byte[] prefix;

    public Keyspace(String namespace, String cacheName) {
        this.auxiliary = besides(namespace, cacheName);
        this.name = auxiliary + "{}";
        this.prefix = name.getBytes(StandardCharsets.UTF_8);
    }

    private Keyspace(byte[] prefix, String name, String auxiliary) {
        this.auxiliary = auxiliary;
        this.name = name;
        this.prefix = prefix;
    }

    private static Keyspace named(String name, String auxiliary) {
        return new Keyspace(name.getBytes(StandardCharsets.UTF_8), name, auxiliary);
    }

    private static String besides(String namespace, String cacheName) {
        return escape(namespace) + ":" + escape(cacheName) + ":";
    }

    /** A space whose keys lie in one slot, {@code <namespace>:{<cache>}:<encoded key>}: {@link OneSlot}. */
    public static Keyspace inOneSlot(String namespace, String cacheName) {
        return named(escape(namespace) + ":{" + escape(cacheName) + "}:", besides(namespace, cacheName));
    }

    /** The bytes that every key of this space begins with; not to be changed. */
    public byte[] prefix() {
        return prefix;
    }

    /**
     * The keys beside the entries of this space that serve a purpose, {@code <namespace>:<cache>:<purpose>:{}<encoded
     * key>}: no entry of any cache has such a name, for theirs have braces in the third part.
     *
     * @param purpose letters
     */
    public Keyspace beside(String purpose) {
        return named(auxiliary + purpose + ":{}", auxiliary);
    }

    /** The key of this space that has the same encoded key as one of another space. */
    public byte[] of(byte[] key, Keyspace other) {
        int length = key.length - other.prefix.length;
        byte[] own = Arrays.copyOf(prefix, prefix.length + length);
        System.arraycopy(key, other.prefix.length, own, prefix.length, length);
        return own;
    }

    /** Whether a key of the far tier belongs to this space. */
    public boolean owns(byte[] key) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The glob pattern that matches the keys of this space and no others. */
    public String pattern() {
        StringBuilder pattern = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ("*?[]^\\-".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return pattern.append('*').toString();
    }

    private static String escape(String part) {
        StringBuilder escaped = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == ':' || c == '{' || c == '}' || c == '%' || c < ' ' || Character.isSurrogate(c)) {
                // code units, not code points: a lone surrogate has no UTF-8 form and would be folded into '?'
                escaped.append(String.format(c < 0x100 ? "%%%02X" : "%%u%04X", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
