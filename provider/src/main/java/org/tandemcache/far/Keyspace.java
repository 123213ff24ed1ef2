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
    private final byte[] prefix;

    public Keyspace(String namespace, String cacheName) {
        this(escape(namespace) + ":" + escape(cacheName) + ":{}");
    }

    private Keyspace(String name) {
        this.name = name;
        this.prefix = name.getBytes(StandardCharsets.UTF_8);
    }

    /** A space whose keys lie in one slot, {@code <namespace>:{<cache>}:<encoded key>}: {@link OneSlot}. */
    public static Keyspace inOneSlot(String namespace, String cacheName) {
        return new Keyspace(escape(namespace) + ":{" + escape(cacheName) + "}:");
    }

    /** The bytes that every key of this space begins with; not to be changed. */
    public byte[] prefix() {
        return prefix;
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
