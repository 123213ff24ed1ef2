package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server tells of itself when it is first connected to.
 *
 * @param name redis, valkey, or what else is like them
 * @param version empty where it is not told
 * @param mode standalone, cluster or sentinel
 * @param role master or replica
 */
public record ServerIdentity(String name, String version, String mode, String role) {
    /** Valkey has begun with a later one. */
    static final String LEAST = "6.2";

    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;
    /** Others have versions of their own. */
    private static final Set<String> JUDGED = Set.of("redis", "valkey");

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\b.*");
    private static final Pattern INFO_VERSION = Pattern.compile("(?m)^redis_version:(\\S+)");

    /**
     * Asks by HELLO; who does not know it, as servers before 6.0, by INFO, of which nothing but the version is taken.
     * Fails only with the connection.
     */
    public static CompletableFuture<ServerIdentity> ask(StatefulRedisConnection<byte[], byte[]> connection) {
        return send(connection, ServerCommands.hello())
                .thenApply(ServerIdentity::of)
                .exceptionallyCompose(refused -> isRefusal(refused)
                        ? send(connection, ServerCommands.infoOfServer())
                                .thenApply(ServerIdentity::ofInfo)
                                .exceptionallyCompose(again -> isRefusal(again)
                                        ? CompletableFuture.completedFuture(unknown(""))
                                        : CompletableFuture.failedFuture(again))
                        : CompletableFuture.failedFuture(refused));
    }

    private static <T> CompletableFuture<T> send(
            StatefulRedisConnection<byte[], byte[]> connection, AsyncCommand<byte[], byte[], T> command) {
        try {
            connection.dispatch(command);
            return command.toCompletableFuture();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e); // lost already
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RedisCommandExecutionException;
    }

    private static ServerIdentity of(List<Object> hello) {
        Map<String, String> told = ReplyFields.of(hello).texts();
        return new ServerIdentity(
                told.getOrDefault("server", "redis"),
                told.getOrDefault("version", ""),
                told.getOrDefault("mode", ""),
                told.getOrDefault("role", ""));
    }

    private static ServerIdentity ofInfo(String info) {
        Matcher version = INFO_VERSION.matcher(info);
        return unknown(version.find() ? version.group(1) : "");
    }

    private static ServerIdentity unknown(String version) {
        return new ServerIdentity("redis", version, "", "");
    }

    public boolean isCluster() {
        return mode.equals("cluster");
    }

    public boolean isSentinel() {
        return mode.equals("sentinel");
    }

    public boolean isReplica() {
        return role.equals("replica");
    }

    /** Whether it lacks commands that are needed; one that does not tell its version is taken as it is. */
    boolean isTooOld() {
        Matcher numbers = NUMBERS.matcher(version);
        if (!JUDGED.contains(name) || !numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major < LEAST_MAJOR || (major == LEAST_MAJOR && Integer.parseInt(numbers.group(2)) < LEAST_MINOR);
    }

    /** As {@code redis 7.0.15, standalone}. */
    @Override
    public String toString() {
        return name + " " + (version.isEmpty() ? "of a version that it does not tell" : version)
                + (mode.isEmpty() ? "" : ", " + mode);
    }
}
