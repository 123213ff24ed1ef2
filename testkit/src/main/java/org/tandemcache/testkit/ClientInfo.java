package org.tandemcache.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection as the server sees it: one line of {@code CLIENT LIST}.
 *
 * @param id the server's number for the connection, never used twice
 * @param name what the client called itself by {@code CLIENT SETNAME}; empty if it didn't
 * @param fields all the fields of the line, by Redis's names, such as {@code addr}, {@code cmd}, {@code age}
 */
public record ClientInfo(long id, String name, Map<String, String> fields) {
    static ClientInfo parse(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : line.strip().split(" ", -1)) {
            int equalsSign = field.indexOf('=');
            if (equalsSign > 0) {
                fields.put(field.substring(0, equalsSign), field.substring(equalsSign + 1));
            }
        }
        return new ClientInfo(
                Long.parseLong(fields.getOrDefault("id", "0")),
                fields.getOrDefault("name", ""),
                Collections.unmodifiableMap(fields));
    }

    /** Whether the connection asked for invalidation messages ({@code CLIENT TRACKING ON}). */
    public boolean isTracking() {
        return hasFlag('t');
    }

    /** Whether the connection has subscribed to channels. */
    public boolean isSubscriber() {
        return hasFlag('P');
    }

    private boolean hasFlag(char flag) {
        return fields.getOrDefault("flags", "").indexOf(flag) >= 0;
    }
}
