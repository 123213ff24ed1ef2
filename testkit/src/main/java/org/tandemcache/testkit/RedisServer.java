package org.tandemcache.testkit;

import java.net.URI;
import java.nio.file.Path;
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

    /** Port 1 is kept for a protocol that nobody uses. */
    private static final String NO_REDIS_THERE = "1";

    private final RedisInstance instance;

    private final Optional<String> password;
    private final boolean tls;

    private final MemoryShortage shortage = new MemoryShortage();
    private final SlowLoading slowLoading = new SlowLoading();
    private final AddedUsers users = new AddedUsers();
    private volatile boolean readOnly;

    private RedisServer(RedisInstance instance, List<String> configLines) {
        this.instance = instance;
        this.password = passwordIn(configLines);
        this.tls = TlsLines.isIn(configLines);
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
     * Starts a child process, whatever the system property says: of the program that it names, if it names one, else of
     * the embedded one. For tests that count on a server that nobody else uses.
     *
     * @param configLines lines of {@code redis.conf} to add, such as {@code "maxmemory 10mb"}
     * @throws RedisServerException if it doesn't start; the message has its log
     */
    public static RedisServer embedded(String... configLines) {
        return start(RedisSource.embedded(), configLines);
    }

    /** Starts an embedded server whose program gets the arguments, such as {@code --sentinel}, too. */
    static RedisServer embedded(List<String> configLines, String... programArguments) {
        return new RedisServer(EmbeddedRedis.start(program(), configLines, programArguments), configLines);
    }

    private static Path program() {
        return RedisInstance.program(RedisSource.embedded());
    }

    /** Starts an embedded server whose configuration follows from its port. */
    static RedisServer embedded(IntFunction<List<String>> configLines) {
        EmbeddedRedis instance = EmbeddedRedis.start(program(), configLines);
        return new RedisServer(instance, configLines.apply(instance.port()));
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
        return new RedisServer(RedisInstance.start(source, lines), lines);
    }

    /**
     * The address as a client wants it: {@code redis://host:port}, or {@code redis://:password@host:port} if a line of
     * the configuration was {@code requirepass password}; {@code rediss} for a server of a group with TLS.
     */
    public URI uri() {
        String user = password.map(secret -> ":" + secret + "@").orElse("");
        return URI.create(scheme() + "://" + user + host() + ":" + port());
    }

    private String scheme() {
        return tls ? "rediss" : "redis";
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

    /** What it is and of which version, by its own word: {@code Redis 7.0.15}, {@code Valkey 9.1.2}. */
    public String version() {
        Map<String, String> server = info("server");
        String valkey = server.get("valkey_version");
        return valkey == null ? "Redis " + server.get("redis_version") : "Valkey " + valkey;
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

    /**
     * Makes the server answer each command that could need more memory with {@code OOM}, as one does that has reached
     * its {@code maxmemory} and may not evict; reads and deletions go on. Until {@link #freeMemory()} or a restart.
     */
    public void exhaustMemory() {
        shortage.begin(this);
    }

    /** Gives the server the memory and the eviction policy that it had before {@link #exhaustMemory()}. */
    public void freeMemory() {
        shortage.end(this);
    }

    /**
     * Makes the server answer writes with {@code READONLY}, as a primary does that has become a replica; it keeps its
     * data, as it finds no primary. Until {@link #makeWritable()} or a restart.
     */
    public void makeReadOnly() {
        readOnly = true;
        command("REPLICAOF", host(), NO_REDIS_THERE);
    }

    /** Takes {@link #makeReadOnly()} back; without it, nothing happens. */
    public void makeWritable() {
        if (readOnly) {
            command("REPLICAOF", "NO", "ONE");
            readOnly = false;
        }
    }

    /**
     * Kills the server and starts it again on the same address with the data that it had, which it takes its time to
     * load. Returns when commands are answered with {@code LOADING}, as they are until {@link #finishLoading()}, for at
     * least 30 seconds. Not for nodes of a cluster.
     *
     * @throws UnsupportedOperationException if the server is not an embedded one
     */
    public void restartLoading() {
        slowLoading.begin(this, instance);
    }

    /**
     * Lets the server load the rest of its data quickly. Returns when it answers. Its next restart begins without data.
     */
    public void finishLoading() {
        slowLoading.end(this);
    }

    /**
     * Adds a user to the server's access control list, until it is restarted or the user is added anew. For one that
     * stays, start the server with the line {@code user name on >password rules}.
     *
     * @param rules what the user may do, such as {@code "~basket:*", "+@all", "-flushall"}; without rules, nothing
     * @return the address with this user: {@code redis://name:password@host:port}
     * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">Redis ACL</a>
     */
    public URI addUser(String name, String password, String... rules) {
        users.add(this, name, password, rules);
        return URI.create(scheme() + "://" + AddedUsers.userInfo(name, password) + host() + ":" + port());
    }

    /** Undoes what a test did to the server: it runs, isn't paused, answers everything, and is empty. */
    void freshen() {
        instance.revive();
        slowLoading.end(this);
        makeWritable();
        freeMemory();
        users.removeAll(this);
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

    RespConnection connect() {
        return authenticate(RespConnection.open(host(), port(), tls));
    }

    /** A connection for keys that aren't text. */
    RespConnection connectBinary() {
        return authenticate(RespConnection.openBinary(host(), port(), tls));
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
