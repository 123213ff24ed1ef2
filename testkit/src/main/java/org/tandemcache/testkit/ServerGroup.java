package org.tandemcache.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Servers that belong together, and end together. Thread-safe. */
final class ServerGroup implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Duration limit;
    private final List<RedisServer> servers = new CopyOnWriteArrayList<>();

    /** An empty group. The name begins the messages of its errors. */
    ServerGroup(String name) {
        this(name, LIMIT);
    }

    ServerGroup(String name, Duration limit) {
        this.name = name;
        this.limit = limit;
    }

    RedisServer add(List<String> configLines, String... programArguments) {
        RedisServer server = RedisServer.embedded(configLines, programArguments);
        servers.add(server);
        return server;
    }

    List<RedisServer> all() {
        return List.copyOf(servers);
    }

    /** Those that are neither killed nor paused. */
    List<RedisServer> serving() {
        return servers.stream().filter(RedisServer::isServing).toList();
    }

    /** The server that listens on the port, if it is one of these. */
    Optional<RedisServer> at(int port) {
        return servers.stream().filter(server -> server.port() == port).findAny();
    }

    /** Adds the user to each server that serves, and returns it as it stands in an address. */
    String addUser(String name, String password, String... rules) {
        serving().forEach(server -> server.addUser(name, password, rules));
        return AddedUsers.userInfo(name, password);
    }

    /** The addresses of servers, with commas between them. */
    static String addresses(List<RedisServer> servers) {
        return servers.stream()
                .map(server -> server.host() + ":" + server.port())
                .collect(Collectors.joining(","));
    }

    /**
     * Returns when nothing is in the way of a goal any more.
     *
     * @throws RedisServerException after the limit; the message says what is in the way, and has the end of each log
     */
    void await(String goal, Supplier<Optional<String>> obstacle) {
        try {
            Readiness.awaitNo(obstacle, limit);
        } catch (RedisServerException e) {
            throw new RedisServerException(name + ", " + goal + ": " + e.getMessage() + "\n" + logTails(), e);
        }
    }

    String logTails() {
        return servers.stream()
                .map(server -> server + ", end of its log:\n" + server.logTail())
                .collect(Collectors.joining("\n"));
    }

    /** The password, if there is one, as it stands in an address: {@code :password@}. */
    static String userInfo(List<String> configLines) {
        return RedisServer.passwordIn(configLines)
                .map(password -> ":" + password + "@")
                .orElse("");
    }

    /** {@code redis} or {@code rediss}, with what follows. */
    static String scheme(List<String> configLines, String rest) {
        return (TlsLines.isIn(configLines) ? "rediss" : "redis") + rest;
    }

    /** What servers that replicate each other need in addition to the given lines. */
    static List<String> replicating(List<String> configLines) {
        // The master would wait 5 seconds for more replicas before it sends its data.
        List<String> lines = new ArrayList<>(List.of("repl-diskless-sync-delay 0"));
        RedisServer.passwordIn(configLines).ifPresent(password -> lines.add("masterauth " + password));
        lines.addAll(configLines);
        return lines;
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
