package org.tandemcache.doctor;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers to a command.
 *
 * @param value bytes, a number, a list of these; null for nothing
 * @param refusal the server's words in place of a value; null where it did as it was told
 */
record Answer(@Nullable Object value, @Nullable String refusal) {
    boolean isRefused() {
        return refusal != null;
    }

    /** The server's words; empty where it did as it was told. */
    String words() {
        return refusal == null ? "" : refusal;
    }

    boolean isForbidden() {
        return words().startsWith("NOPERM");
    }

    /**
     * Whether a key is what the user may not touch; a command that he may not run is named before that is looked at.
     */
    boolean isForbiddenKey() {
        return isForbidden() && !words().contains(" run the ");
    }

    long number() {
        return value instanceof Long number ? number : 0;
    }

    List<?> list() {
        return value instanceof List<?> list ? list : List.of();
    }

    String text() {
        return text(value);
    }

    static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    /** A number of a line; 0 where there is none. */
    static long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Of a list in which names and values alternate. */
    Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        List<?> list = list();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            fields.put(text(list.get(i)), text(list.get(i + 1)));
        }
        return fields;
    }

    /** Of lines with a colon each, as INFO has them. */
    Map<String, String> lines() {
        Map<String, String> lines = new HashMap<>();
        text().lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return lines;
    }
}
