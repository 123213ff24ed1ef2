package org.tandemcache.far.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A reply that lists names and values: a map of RESP3, a list of RESP2. Only what stands at its top level is read, for
 * a value may be a list itself, as that of the modules in HELLO, with names of its own.
 *
 * @param texts the names whose values are texts or numbers
 */
public record ReplyFields(Map<String, String> texts) {
    /** @param reply names and values in turns, texts as bytes or as {@link String} */
    public static ReplyFields of(List<?> reply) {
        Map<String, String> texts = new HashMap<>();
        for (Iterator<?> parts = reply.iterator(); parts.hasNext(); ) {
            Object name = parts.next();
            Object value = parts.hasNext() ? parts.next() : null;
            if (!(name instanceof List<?> || value instanceof List<?> || value == null)) {
                texts.put(text(name), text(value));
            }
        }
        return new ReplyFields(Map.copyOf(texts));
    }

    private static String text(Object part) {
        return part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(part);
    }

    /** Whether the field is there and has this value. */
    public boolean has(String name, String value) {
        return value.equals(texts.get(name));
    }
}
