package org.tandemcache.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the text that {@code INFO} replies: lines of {@code name:value}, and headings that begin with {@code #}. */
final class InfoReply {
    private InfoReply() {}

    static Map<String, String> parse(String reply) {
        Map<String, String> values = new LinkedHashMap<>();
        reply.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return values;
    }
}
