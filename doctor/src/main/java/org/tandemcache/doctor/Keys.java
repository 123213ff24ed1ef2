package org.tandemcache.doctor;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.tandemcache.far.Keyspace;

/** How keys of a namespace look, whatever their cache. */
final class Keys {
    /** What is under the namespace and of no cache. */
    static final String NO_CACHE = "(of no cache)";

    private static final Pattern AUXILIARY = Pattern.compile("[^:{}]+:[a-z]+:\\{}");
    private static final String ANY = "any";
    private static final String ANY_END = ANY + ":{}";

    private Keys() {}

    /** What every key of the namespace begins with. */
    static String prefix(String namespace) {
        String whole = new Keyspace(namespace, ANY).toString();
        return whole.substring(0, whole.length() - ANY_END.length());
    }

    /** The glob pattern that matches them. */
    static String pattern(String namespace) {
        String whole = new Keyspace(namespace, ANY).pattern();
        return whole.substring(0, whole.length() - ANY_END.length() - 1) + "*";
    }

    /** The cache of a key, by the name that stands in it, where colons, braces and control characters are escaped. */
    static String cacheOf(byte[] key, String prefix) {
        String rest = new String(key, StandardCharsets.UTF_8).substring(prefix.length());
        int colon = rest.indexOf(':');
        if (colon <= 0) {
            return NO_CACHE;
        }
        String name = rest.substring(0, colon);
        if (isInOneSlot(name)) {
            return name.substring(1, name.length() - 1);
        }
        return rest.startsWith("{}", colon + 1) ? name : NO_CACHE;
    }

    /** Whether it lies beside the entries of a cache, and serves them: {@code <cache>:<purpose>:{}<rest>}. */
    static boolean isAuxiliary(byte[] key, String prefix) {
        String rest = new String(key, StandardCharsets.UTF_8).substring(prefix.length());
        return AUXILIARY.matcher(rest).lookingAt();
    }

    private static boolean isInOneSlot(String name) {
        return name.length() > 2 && name.startsWith("{") && name.endsWith("}");
    }
}
