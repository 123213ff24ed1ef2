package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How it is told that there is no connection: by how far it came. Who reads "can't be reached" looks at networks, which
 * is in vain where the server has answered.
 */
public final class ConnectFailures {
    private static final List<String> WRONG_LOGIN = List.of(
            "WRONGPASS ", "ERR invalid password", "ERR AUTH <password> called without", "ERR Client sent AUTH, but no");
    private static final List<String> NO_SUCH_DATABASE =
            List.of("ERR DB index", "ERR invalid DB index", "ERR SELECT is not allowed");

    /** What a server does with a connection that it can't make anything of. */
    private static final List<String> CLOSED =
            List.of("Connection closed prematurely", "Connection reset", "Broken pipe");

    private ConnectFailures() {}

    /**
     * @param server as the subject of a sentence
     * @param reason what is told of the failure
     * @param failure what the attempt ended with; null if nothing is known but the reason
     */
    static String text(String server, String reason, @Nullable Throwable failure, RedisServerAddress address) {
        String origin = "; the address came from the " + address.origin();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                break;
            } else if (cause instanceof RedisCommandExecutionException) {
                return server + " was reached and refuses the connection: " + reason
                        + advice(String.valueOf(cause.getMessage()), address) + origin;
            } else if (cause instanceof NoRedisException) {
                return server + " was reached, but " + reason + origin;
            } else if (cause instanceof NotSslRecordException) {
                return server + " was reached, but it speaks no TLS: the address of such a server begins with redis://"
                        + origin;
            } else if (cause instanceof SSLException) {
                return server + " was reached, but TLS fails: " + reason + origin;
            } else if (cause instanceof ClosedChannelException) { // by Lettuce, when its time was over
                return server + " does not answer: the attempt to connect has taken too long" + origin;
            } else if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
                return server + " does not answer: " + reason
                        + (address.uri().isSsl()
                                ? " (if it speaks no TLS, its address begins with redis://)"
                                : " (if it wants TLS, its address begins with rediss://)")
                        + origin;
            } else if (CLOSED.stream().anyMatch(String.valueOf(cause.getMessage())::startsWith)) {
                return server + " took the connection and closed it"
                        + (address.uri().isSsl() ? "" : " (if it wants TLS, its address begins with rediss://)")
                        + origin;
            }
        }
        return server + " can't be reached: " + reason
                + ". Check that the server runs there and lets this client in; the address came from the "
                + address.origin();
    }

    /** What to do about a refusal, which Redis's own words don't tell. */
    private static String advice(String refusal, RedisServerAddress address) {
        if (refusal.startsWith("NOAUTH ")) {
            return " (the server wants a password, and " + login(address)
                    + " has none: redis://[user:]password@host, or tandem.redis.credentials-provider)";
        }
        if (WRONG_LOGIN.stream().anyMatch(refusal::startsWith)) {
            return " (the server does not accept the user and the password that come from " + login(address) + ")";
        }
        if (NO_SUCH_DATABASE.stream().anyMatch(refusal::startsWith)) {
            return " (the address names database " + address.uri().getDatabase() + ", which the server has not)";
        }
        return "";
    }

    /** As with Redis's own words, without the secret. */
    private static String login(RedisServerAddress address) {
        return address.uri().getCredentialsProvider() instanceof RedisLogin login ? "the " + login : "the address";
    }

    /** What to do about the answer of a Sentinel, or of what was taken for one. */
    public static String sentinelAdvice(String refusal) {
        if (refusal.startsWith("NOAUTH ") || WRONG_LOGIN.stream().anyMatch(refusal::startsWith)) {
            return " (tandem.redis.sentinel.user and password are for Sentinels; those of the address are for the servers"
                    + " which they watch over)";
        }
        if (refusal.startsWith("ERR No such master")) {
            return " (the name behind # in the address is none of theirs)";
        }
        return refusal.startsWith("ERR unknown command")
                ? " (what answers is no Sentinel: the address of a server of keys begins with redis://)"
                : "";
    }
}
