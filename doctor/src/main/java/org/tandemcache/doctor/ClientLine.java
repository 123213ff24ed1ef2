package org.tandemcache.doctor;

import java.util.HashMap;
import java.util.Map;

/** A line of CLIENT INFO: {@code id=7 addr=10.0.0.1:4711 laddr=10.0.0.2:6379 ...}. */
final class ClientLine {
    private ClientLine() {}

    static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.trim().split(" ", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    /** What stands behind the last colon; empty where there is none. */
    static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }
}
