package org.tandemcache.testkit;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis for tests, with handles for its faults. It answers when {@link #start} returns, is empty unless it is
 * {@linkplain RedisSource somebody else's}, keeps nothing on disk, and goes away with {@link #close()} or with the JVM.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.start()) {
 *     var client = RedisClient.create(redis.uri());
 *     ...
 *     redis.pause();   // commands are no longer answered
 *     redis.resume();
 *     redis.restart(); // same address, connections and data gone
 * }
 * }</pre>
 *
 * <p>Where the server comes from is told by the system property {@value RedisSource#PROPERTY}; see {@link RedisSource}.
 *
 * <p>Thread-safe. No method waits for longer than 30 seconds, unless Docker has to fetch an image first; what takes
 * longer is a {@link RedisServerException}.
 */
public final class RedisServer implements AutoCloseable {
    private static final int LOG_TAIL_LINES = 12;

    private final RedisInstance instance;

    private final Optional<String> password;

    private RedisServer(RedisInstance instance, Optional<String> password) {
        this.instance = instance;
        this.password = password;
    }

    /**
     * Starts the server that the system property {@value RedisSource#PROPERTY} names, by default an embedded one.
     *
     * @param configLines lines of {@code redis.conf} to add, such as {@code "maxmemory 10mb"}
     * @throws RedisServerException if it can't be had; the message has the server's log
     * @throws IllegalArgumentException if the property's value can't be read
     */
    public static RedisServer start(String... configLines) {
        return start(RedisSource.fromProperty(), configLines);
    }

    /**
     * Starts an embedded server, whatever the system property says. For tests that count on a certain version of Redis
     * or on a server that nobody else uses.
     *
     * @param configLines lines of {@code redis.conf} to add, such as {@code "maxmemory 10mb"}
     * @throws RedisServerException if it doesn't start; the message has its log
     */
    public static RedisServer embedded(String... configLines) {
        return start(RedisSource.embedded(), configLines);
    }

    /** Starts an embedded server whose program gets the arguments, such as {@code --sentinel}, too. */
    static RedisServer embedded(List<String> configLines, String... programArguments) {
        return new RedisServer(EmbeddedRedis.start(configLines, programArguments), passwordIn(configLines));
    }

    /** Starts an embedded server whose configuration follows from its port. */
    static RedisServer embedded(IntFunction<List<String>> configLines) {
        EmbeddedRedis instance = EmbeddedRedis.start(configLines);
        return new RedisServer(instance, passwordIn(configLines.apply(instance.port())));
    }

    /**
     * Starts a server of the given source.
     *
     * @param configLines lines of {@code redis.conf} to add, such as {@code "maxmemory 10mb"}
     * @throws RedisServerException if it can't be had; the message has the server's log
     * @throws UnsupportedOperationException if there are lines for a server that is running already
     */
    public static RedisServer start(RedisSource source, String... configLines) {
        List<String> lines = List.of(configLines);
        return new RedisServer(RedisInstance.start(source, lines), passwordIn(lines));
    }

    /**
     * The address as a client wants it: {@code redis://host:port}, or {@code redis://:password@host:port} if a line of
     * the configuration was {@code requirepass password}.
     */
    public URI uri() {
        String user = password.map(secret -> ":" + secret + "@").orElse("");
        return URI.create("redis://" + user + host() + ":" + port());
    }

    /** The host name or IP address under which this JVM reaches the server. */
    public String host() {
        return instance.host();
    }

    /** The port, which stays the same over {@link #restart()}. */
    public int port() {
        return instance.port();
    }

    /** What the server has logged since it was started; empty for one that was running already. */
    public String log() {
        return instance.log();
    }

    /** The end of {@link #log()}, as much as helps to understand a failure. */
    String logTail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }

    /** Whether it is neither killed nor paused, as far as this test kit knows. */
    boolean isServing() {
        return instance.isServing();
    }

    /** What clients have to authenticate with as the default user. */
    Optional<String> password() {
        return password;
    }

    /**
     * Sends a command on a connection of its own and returns the reply: a {@link String} (decoded as UTF-8), a
     * {@link Long}, a {@link List} of replies, or null.
     *
     * @throws RedisReplyException if Redis answers with an error
     * @throws RedisServerException if it doesn't answer within 5 seconds, for instance because it is paused
     */
    public @Nullable Object command(String... command) {
        try (RespConnection connection = connect()) {
            return connection.call(command);
        }
    }

    /**
     * The lines of {@code INFO section} as a map, in Redis's order.
     *
     * @param section for example {@code commandstats} or {@code clients}
     */
    public Map<String, String> info(String section) {
        return InfoReply.parse(String.valueOf(command("INFO", section)));
    }

    /** The connections that the server has at this moment, without the one that asks. */
    public List<ClientInfo> clients() {
        try (RespConnection connection = connect()) {
            return clients(connection);
        }
    }

    /**
     * Cuts connections from the server's side, as a proxy or a time limit would.
     *
     * @param which decides for each of {@link #clients()}; {@code client -> true} cuts all
     * @return how many connections were cut
     */
    public long killClients(Predicate<? super ClientInfo> which) {
        try (RespConnection connection = connect()) {
            long killed = 0;
            for (ClientInfo client : clients(connection)) {
                if (which.test(client)) {
                    killed += connection.callForNumber("CLIENT", "KILL", "ID", Long.toString(client.id()));
                }
            }
            return killed;
        }
    }

    /**
     * Freezes the process: connections stay open, nothing is answered any more. Returns when it is frozen. Pausing
     * twice is the same as pausing once.
     *
     * @throws UnsupportedOperationException if the server was running already and isn't ours to freeze
     */
    public void pause() {
        instance.pause();
    }

    /** Lets a paused process go on: it answers what has come in meanwhile. Without a pause nothing happens. */
    public void resume() {
        instance.resume();
    }

    /**
     * Ends the process at once, as a crash would. Its connections break, its data is gone, and its address refuses new
     * connections until {@link #restart()}.
     *
     * @throws UnsupportedOperationException if the server was running already and isn't ours to kill
     */
    public void kill() {
        instance.kill();
    }

    /**
     * Starts the server again on the same address, with the same configuration and no data; kills it first if it runs.
     * Returns when it answers.
     *
     * @throws UnsupportedOperationException if the server was running already and isn't ours to kill
     */
    public void restart() {
        instance.kill();
        instance.startAgain();
    }

    /** Undoes what a test did to the server: it runs, isn't paused, and is empty. */
    void freshen() {
        instance.revive();
        command("FLUSHALL");
    }

    /** Ends the server if it is ours, and deletes its files. Closing twice is the same as closing once. */
    @Override
    public void close() {
        instance.close();
    }

    @Override
    public String toString() {
        return "Redis at " + host() + ":" + port();
    }

    private RespConnection connect() {
        return authenticate(RespConnection.open(host(), port()));
    }

    /** A connection for keys that aren't text. */
    RespConnection connectBinary() {
        return authenticate(RespConnection.openBinary(host(), port()));
    }

    private RespConnection authenticate(RespConnection connection) {
        try {
            password.ifPresent(secret -> connection.call("AUTH", secret));
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    static Optional<String> passwordIn(List<String> configLines) {
        return configLines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith("requirepass "))
                .map(line -> line.substring("requirepass ".length()).strip())
                .reduce((earlier, later) -> later);
    }

    private static List<ClientInfo> clients(RespConnection connection) {
        long own = connection.callForNumber("CLIENT", "ID");
        return String.valueOf(connection.call("CLIENT", "LIST"))
                .lines()
                .map(ClientInfo::parse)
                .filter(client -> client.id() != own)
                .toList();
    }
}
