package org.tandemcache.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The users that a test has added to a server. Thread-safe. */
final class AddedUsers {
    private final Set<String> names = new LinkedHashSet<>();

    synchronized void add(RedisServer server, String name, String password, String... rules) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", ">" + password));
        command.addAll(List.of(rules));
        server.command(command.toArray(String[]::new));
        names.add(name);
    }

    synchronized void removeAll(RedisServer server) {
        names.forEach(name -> server.command("ACL", "DELUSER", name));
        names.clear();
    }

    /** The user as it stands in an address: {@code name:password@}, with special characters as {@code %} and digits. */
    static String userInfo(String name, String password) {
        return encoded(name) + ":" + encoded(password) + "@";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
