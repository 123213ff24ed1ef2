package org.tandemcache.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A real Redis primary with replicas, watched over by three Sentinels, for tests: {@linkplain RedisServer#embedded
 * embedded servers} on free ports of the loopback interface, that keep no data on disk and go away with
 * {@link #close()} or with the JVM.
 *
 * <pre>{@code
 * try (RedisSentinels redis = RedisSentinels.start(1)) {
 *     var client = RedisClient.create(redis.uri());
 *     ...
 *     RedisServer former = redis.primary();
 *     RedisServer promoted = redis.failoverByKill();
 *     former.restart();
 *     redis.awaitReady(); // as a replica of the promoted
 * }
 * }</pre>
 *
 * <p>The Sentinels take the primary for down after 2 seconds ({@code down-after-milliseconds 2000}), agree by a quorum
 * of 2, and ask and tell each other faster than in production ({@code SENTINEL DEBUG}). A failover that follows another
 * within 6 seconds has to wait ({@code failover-timeout 3000}, twice).
 *
 * <p>Thread-safe, but the roles should change by one hand at a time. No method waits for longer than about 30 seconds;
 * what takes longer is a {@link RedisServerException} with the end of each server's log.
 */
public final class RedisSentinels implements AutoCloseable {
    private static final int SENTINELS = 3;
    private static final String NAME = "tandem";
    private static final Map<String, String> QUICK_PERIODS =
            Map.of("PING-PERIOD", "200", "INFO-PERIOD", "500", "PUBLISH-PERIOD", "1000", "TILT-PERIOD", "200");

    private final List<String> configLines;
    private final RedisReplication replication;
    private final ServerGroup sentinels = new ServerGroup("Redis Sentinel");

    private RedisSentinels(List<String> configLines, RedisReplication replication) {
        this.configLines = configLines;
        this.replication = replication;
    }

    /**
     * Starts a primary, its replicas and three Sentinels. Returns when all know each other, which takes 2 to 3 seconds.
     *
     * @param replicas how many, 0 or more
     * @param configLines lines of {@code redis.conf} for the primary and the replicas; {@code requirepass} makes
     *     replicas and Sentinels use the password too. Sentinels themselves ask for none
     * @throws RedisServerException if they aren't ready within 30 seconds
     */
    public static RedisSentinels start(int replicas, String... configLines) {
        RedisSentinels redis = new RedisSentinels(List.of(configLines), RedisReplication.start(replicas, configLines));
        try {
            List<String> configuration = redis.sentinelConfiguration();
            for (int i = 0; i < SENTINELS; i++) {
                redis.sentinels.add(configuration, "--sentinel");
            }
            redis.awaitReady();
            return redis;
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    /**
     * {@link #start} of servers and Sentinels that speak TLS and nothing else, with each other too; the address is
     * {@code rediss-sentinel://}.
     *
     * @param shown the certificate that each of them shows
     */
    public static RedisSentinels startTls(
            TestCertificates certificates, TestCertificate shown, int replicas, String... configLines) {
        return start(replicas, TlsLines.of(certificates, shown, configLines).toArray(String[]::new));
    }

    private List<String> sentinelConfiguration() {
        RedisServer primary = replication.primary();
        int quorum = SENTINELS / 2 + 1;
        List<String> lines = new ArrayList<>(
                configLines.stream().filter(line -> line.startsWith("tls-")).toList());
        lines.add("sentinel monitor " + NAME + " " + primary.host() + " " + primary.port() + " " + quorum);
        lines.add("sentinel down-after-milliseconds " + NAME + " 2000");
        lines.add("sentinel failover-timeout " + NAME + " 3000");
        RedisServer.passwordIn(configLines)
                .ifPresent(password -> lines.add("sentinel auth-pass " + NAME + " " + password));
        return lines;
    }

    /**
     * The address as a client wants it: {@code redis-sentinel://host:port,host:port,host:port#name} with every
     * Sentinel, or {@code redis-sentinel://:password@...} with the primary's password if a line of the configuration
     * was {@code requirepass password}.
     */
    public String uri() {
        return uri(ServerGroup.userInfo(configLines));
    }

    private String uri(String userInfo) {
        return ServerGroup.scheme(configLines, "-sentinel://") + userInfo + ServerGroup.addresses(sentinels()) + "#"
                + NAME;
    }

    /**
     * Adds a user to the access control list of each server, but of no Sentinel, that serves, until it is restarted.
     *
     * @param rules what the user may do, as {@link RedisServer#addUser} takes them
     * @return the address with this user: {@code redis-sentinel://name:password@host:port,...#tandem}
     */
    public String addUser(String name, String password, String... rules) {
        replication.addUser(name, password, rules);
        return uri(AddedUsers.userInfo(name, password));
    }

    /** The name by which Sentinels know the primary. */
    public String primaryName() {
        return NAME;
    }

    /** The three Sentinels. */
    public List<RedisServer> sentinels() {
        return sentinels.all();
    }

    /** The primary and the replicas, in the order of their start. */
    public List<RedisServer> servers() {
        return replication.servers();
    }

    /** The primary, by what the first serving Sentinel knows. */
    public RedisServer primary() {
        RedisServer sentinel = sentinels.serving().stream()
                .findFirst()
                .orElseThrow(() -> new RedisServerException("No Sentinel serves"));
        return serverAt(SentinelView.of(sentinel, NAME).primaryPort());
    }

    /** The servers that aren't the primary, those that don't serve too. */
    public List<RedisServer> replicas() {
        RedisServer primary = primary();
        return servers().stream().filter(server -> !server.equals(primary)).toList();
    }

    /**
     * Has the Sentinels make a replica the primary ({@code SENTINEL FAILOVER}). Returns when everything is ready again,
     * the former primary as a replica.
     *
     * @return the new primary
     */
    public RedisServer failover() {
        RedisServer former = primary();
        sentinels.await("failover requested", () -> {
            sentinels.serving().get(0).command("SENTINEL", "FAILOVER", NAME);
            return Optional.empty();
        });
        return awaitSwitchFrom(former);
    }

    /**
     * Kills the primary and waits until the Sentinels have promoted a replica. Later, {@link RedisServer#restart()} and
     * {@link #awaitReady()} bring the former primary back as a replica.
     *
     * @return the new primary
     */
    public RedisServer failoverByKill() {
        RedisServer former = primary();
        former.kill();
        return awaitSwitchFrom(former);
    }

    /**
     * Pauses the primary and waits until the Sentinels have promoted a replica. Connections to the former primary stay
     * open; later, {@link RedisServer#resume()} and {@link #awaitReady()} bring it back as a replica.
     *
     * @return the new primary
     */
    public RedisServer failoverByPause() {
        RedisServer former = primary();
        former.pause();
        return awaitSwitchFrom(former);
    }

    /**
     * Waits until the Sentinels that are neither paused nor killed know each other and agree on the primary, and each
     * other server that is neither paused nor killed is its replica and in sync.
     *
     * @throws RedisServerException if that isn't so within 30 seconds
     */
    public void awaitReady() {
        awaitReadyAnd("ready", Optional::empty);
    }

    private RedisServer awaitSwitchFrom(RedisServer former) {
        awaitReadyAnd(
                "failover of " + former,
                () -> primary().equals(former) ? Optional.of("no replica has taken its place") : Optional.empty());
        return primary();
    }

    private void awaitReadyAnd(String goal, Supplier<Optional<String>> obstacle) {
        try {
            sentinels.await(goal, () -> obstacle().or(obstacle));
        } catch (RedisServerException e) {
            throw new RedisServerException(e.getMessage() + "\n" + replication.logTails(), e);
        }
    }

    private Optional<String> obstacle() {
        List<RedisServer> serving =
                servers().stream().filter(RedisServer::isServing).toList();
        List<Integer> ports = serving.stream().map(RedisServer::port).toList();
        RedisServer primary = primary();
        for (RedisServer sentinel : sentinels.serving()) {
            SentinelView view = quickened(sentinel);
            if (view.primaryPort() != primary.port()) {
                return Optional.of("the Sentinels don't agree on the primary");
            }
            Optional<String> obstacle = view.obstacle(ports, SENTINELS - 1);
            if (obstacle.isPresent()) {
                return obstacle.map(text -> sentinel + " says that " + text);
            }
        }
        return ReplicationHealth.obstacle(primary, serving);
    }

    /**
     * Shortens periods (in ms), which a Sentinel forgets when it is restarted. Those who don't lead a failover turn the
     * promoted server back into a replica unless the leader tells them within four times PUBLISH-PERIOD; the leader
     * itself needs a second to see the promotion.
     */
    private static SentinelView quickened(RedisServer sentinel) {
        QUICK_PERIODS.forEach((name, millis) -> sentinel.command("SENTINEL", "DEBUG", name, millis));
        return SentinelView.of(sentinel, NAME);
    }

    private RedisServer serverAt(int port) {
        return servers().stream()
                .filter(server -> server.port() == port)
                .findAny()
                .orElseThrow(() -> new RedisServerException("The primary at port " + port + " is none of ours"));
    }

    /** Ends every server, and deletes their files. */
    @Override
    public void close() {
        sentinels.close();
        replication.close();
    }

    @Override
    public String toString() {
        return "Redis Sentinels at " + ServerGroup.addresses(sentinels());
    }
}
