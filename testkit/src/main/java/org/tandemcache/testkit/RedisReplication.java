package org.tandemcache.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A real Redis primary with replicas for tests, and nobody who watches over them: {@linkplain RedisServer#embedded
 * embedded servers} on free ports of the loopback interface, that keep nothing on disk and go away with
 * {@link #close()} or with the JVM.
 *
 * <pre>{@code
 * try (RedisReplication redis = RedisReplication.start(2)) {
 *     redis.primary().command("SET", "key", "value");
 *     redis.awaitInSync();
 *     redis.replicas().get(0).command("GET", "key"); // value
 * }
 * }</pre>
 *
 * <p>Thread-safe, but the roles should change by one hand at a time. No method waits for longer than about 30 seconds;
 * what takes longer is a {@link RedisServerException} with the end of each server's log.
 */
public final class RedisReplication implements AutoCloseable {
    private final List<String> configLines;
    private final ServerGroup group;
    private volatile RedisServer primary;

    private RedisReplication(List<String> configLines) {
        this.configLines = ServerGroup.replicating(configLines);
        this.group = new ServerGroup("Redis with replicas");
        this.primary = group.add(this.configLines);
    }

    /**
     * Starts a primary and its replicas. Returns when they are in sync, which takes less than a second.
     *
     * @param replicas how many, 0 or more
     * @param configLines lines of {@code redis.conf} for every server; {@code requirepass} makes replicas use the
     *     password towards their primary too
     * @throws RedisServerException if they aren't in sync within 30 seconds
     */
    public static RedisReplication start(int replicas, String... configLines) {
        RedisReplication replication = new RedisReplication(List.of(configLines));
        try {
            for (int i = 0; i < replicas; i++) {
                replication.launchReplica();
            }
            replication.awaitInSync();
            return replication;
        } catch (RuntimeException e) {
            replication.close();
            throw e;
        }
    }

    /**
     * The address with every server: {@code redis://host:port,host:port,...}, or
     * {@code redis://:password@host:port,...} if a line of the configuration was {@code requirepass password}.
     */
    public String uri() {
        return ServerGroup.scheme(configLines, "://")
                + ServerGroup.userInfo(configLines)
                + ServerGroup.addresses(servers());
    }

    /**
     * Adds a user to the access control list of each server that serves, until it is restarted.
     *
     * @param rules what the user may do, as {@link RedisServer#addUser} takes them
     * @return the address with this user: {@code redis://name:password@host:port,...}
     */
    public String addUser(String name, String password, String... rules) {
        return ServerGroup.scheme(configLines, "://")
                + group.addUser(name, password, rules)
                + ServerGroup.addresses(servers());
    }

    /** Every server, in the order of their start. */
    public List<RedisServer> servers() {
        return group.all();
    }

    /** The server that was started first, or was {@linkplain #promote promoted} last. */
    public RedisServer primary() {
        return primary;
    }

    /** All others. */
    public List<RedisServer> replicas() {
        RedisServer current = primary;
        return servers().stream().filter(server -> !server.equals(current)).toList();
    }

    /** Starts one more replica. Returns when it is in sync. */
    public RedisServer addReplica() {
        RedisServer replica = launchReplica();
        awaitInSync();
        return replica;
    }

    /**
     * Makes a replica the primary ({@code REPLICAOF NO ONE}), and the others its replicas: those that serve, so that a
     * former primary that is paused or killed comes back as a primary of its own. Returns when they are in sync.
     */
    public void promote(RedisServer replica) {
        replica.command("REPLICAOF", "NO", "ONE");
        replica.command("CONFIG", "REWRITE"); // for its next restart
        primary = replica;
        for (RedisServer other : group.serving()) {
            if (!other.equals(replica)) {
                other.command("REPLICAOF", replica.host(), Integer.toString(replica.port()));
                other.command("CONFIG", "REWRITE");
            }
        }
        awaitInSync();
    }

    /**
     * Waits until the replicas that are neither paused nor killed have what the primary has.
     *
     * @throws RedisServerException if they don't within 30 seconds
     */
    public void awaitInSync() {
        group.await("in sync", () -> ReplicationHealth.obstacle(primary, group.serving()));
    }

    String logTails() {
        return group.logTails();
    }

    private RedisServer launchReplica() {
        List<String> lines = new ArrayList<>(configLines);
        lines.add("replicaof " + primary.host() + " " + primary.port());
        return group.add(lines);
    }

    /** Ends every server, and deletes their files. */
    @Override
    public void close() {
        group.close();
    }

    @Override
    public String toString() {
        return "Redis with replicas at " + ServerGroup.addresses(servers());
    }
}
