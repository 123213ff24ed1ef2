package org.tandemcache;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;

/**
 * Modules that a server names in its answer to HELLO, as Redis 8 ({@code vectorset}) and Valkey 9 ({@code lua}) do.
 * Their arguments may hold the words that tell of the server itself.
 */
public enum NamedModules {
    NONE,
    ONE(module("vectorset")),
    SEVERAL_WITH_ARGUMENTS(
            module("lua"),
            module("search", "mode", "cluster", "role", "replica", "proto", "2"),
            module("ReJSON", "role")),
    /** As nothing is said of what else may come. */
    NESTED_DEEPER(
            "%2\r\n" + text("role") + "%1\r\n" + text("role") + "*1\r\n" + text("replica") + text("x") + "*0\r\n");

    private final int count;
    private final String added;

    NamedModules(String... modules) {
        this.count = modules.length;
        this.added = String.join("", modules);
    }

    /** From now on the server names these modules too, to whoever asks by the wire. */
    public void addTo(HeldWire wire, RedisServer server, boolean resp3) {
        int named = namedBy(server);
        wire.replaceInReplies(
                text("modules") + "*" + named + "\r\n",
                text("modules")
                        + "*"
                        + (named + count)
                        + "\r\n"
                        + (resp3
                                ? added
                                : added.replace("%1\r\n", "*2\r\n")
                                        .replace("%2\r\n", "*4\r\n")
                                        .replace("%4\r\n", "*8\r\n")));
    }

    private static int namedBy(RedisServer server) {
        List<?> hello = (List<?>) server.command("HELLO");
        return ((List<?>) hello.get(hello.indexOf("modules") + 1)).size();
    }

    private static String module(String name, String... arguments) {
        return "%4\r\n" + text("name") + text(name) + text("ver") + ":1\r\n" + text("path") + text("") + text("args")
                + "*"
                + arguments.length + "\r\n"
                + Stream.of(arguments).map(NamedModules::text).collect(Collectors.joining());
    }

    private static String text(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}
