package org.tandemcache.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server's lack of memory, and the settings to restore after it. Thread-safe. */
final class MemoryShortage {
    private final Map<String, String> settingsBefore = new LinkedHashMap<>();

    synchronized void begin(RedisServer server) {
        for (String name : List.of("maxmemory-policy", "maxmemory")) {
            settingsBefore.computeIfAbsent(name, absent -> setting(server, absent));
        }
        server.command("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1");
    }

    synchronized void end(RedisServer server) {
        settingsBefore.forEach((name, value) -> server.command("CONFIG", "SET", name, value));
        settingsBefore.clear();
    }

    private static String setting(RedisServer server, String name) {
        if (server.command("CONFIG", "GET", name) instanceof List<?> reply && reply.size() == 2) {
            return String.valueOf(reply.get(1));
        }
        throw new RedisServerException(server + " has no setting " + name);
    }
}
