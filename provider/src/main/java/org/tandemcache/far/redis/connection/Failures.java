package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Patience;

/** Turns what Lettuce throws into the far tier's exception. */
public final class Failures {
    /** Of a command whose connection went before its answer came. */
    public static final String CONNECTION_LOST = "Connection lost before the answer came";

    /** How Lettuce begins to say that it has not written a command. */
    private static final List<String> UNSENT = List.of(
            "Currently not connected",
            "Request queue size exceeded",
            "Command buffer size exceeded",
            "Internal stack size exceeded");

    private Failures() {}

    /** @param reconnecting why there is no connection; null if that is not known */
    static FarTierException translate(
            Throwable failure, RedisServerAddress address, Reconnects.@Nullable Failure reconnecting) {
        if (failure instanceof FarTierException known) {
            return known;
        }
        String server = "Redis at " + address.hostAndPort();
        String reason = rootMessage(failure);
        if (failure instanceof RedisCommandExecutionException && isRedirection(reason)) {
            return new FarTierException(
                    Kind.UNAVAILABLE,
                    server
                            + " can't execute the command now: its nodes send it from one to the other, the last time by "
                            + reason,
                    failure);
        }
        if (failure instanceof RedisCommandExecutionException && isOfTheMoment(reason)) {
            return new FarTierException(
                    Kind.UNAVAILABLE, server + " can't execute the command now: " + reason, failure);
        }
        if (failure instanceof RedisCommandExecutionException) {
            return new FarTierException(Kind.REJECTED, server + " refused the command: " + reason, failure);
        }
        if (wasNeverSent(failure, reason)) {
            return new FarTierException(
                    Kind.UNAVAILABLE,
                    reconnecting == null
                            ? ConnectFailures.text(server, reason, failure, address)
                            : ConnectFailures.text(server, reason + reconnecting, reconnecting.cause(), address),
                    failure);
        }
        return new FarTierException(
                Kind.UNKNOWN_OUTCOME,
                isLoss(failure, reason)
                        ? "the connection to " + server
                                + " was lost before the answer came; a write may have been applied"
                        : server + " can't be understood: " + reason + "; a write may have been applied",
                failure);
    }

    /**
     * A closed list: Lettuce had no connection, or refused the command before it wrote it. Who takes a command for
     * unsent that was sent does it again, over what others wrote; so whatever is not known for sure is an unknown
     * outcome.
     */
    private static boolean wasNeverSent(Throwable failure, String reason) {
        if (UNSENT.stream().anyMatch(reason::startsWith) || reason.equals("Connection is closed")) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisConnectionException || cause instanceof ConnectException) {
                return true; // there was no connection yet
            }
        }
        return false;
    }

    /** Whether a node of a cluster sends a command to another one, and has not executed it. */
    public static boolean isRedirection(String error) {
        return error.startsWith("MOVED ") || error.startsWith("ASK ");
    }

    /** Refusals of a server that is not, or no longer, the one to ask, or not ready yet: another one will be. */
    private static boolean isOfTheMoment(String reason) {
        return reason.startsWith("CLUSTERDOWN ")
                || reason.startsWith("TRYAGAIN ")
                || reason.startsWith("MASTERDOWN ")
                || reason.startsWith("READONLY ")
                || reason.startsWith("LOADING ");
    }

    /**
     * Whether the connection ended while an answer was awaited. Lettuce hands the failure of a socket, a reset by the
     * peer for one, to the oldest command under way, which was sent.
     */
    private static boolean isLoss(Throwable failure, String reason) {
        if (reason.contains(CONNECTION_LOST)
                || reason.startsWith("Connection closed")
                || reason.startsWith("Connection disconnected")) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    public static FarTierException timeout(
            RedisServerAddress address, Patience patience, Duration waited, @Nullable Throwable cause) {
        return new FarTierException(
                patience.late(),
                "Redis at " + address.hostAndPort() + " did not answer within "
                        + waited.toMillis() + " ms"
                        + (patience.endsEarly() ? "" : "; a write may have been applied, or be applied later"),
                cause);
    }

    /** Whether the key holds something that is no string of bytes: never one of Tandem's entries. */
    public static boolean isWrongType(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && failure.getMessage() != null
                && failure.getMessage().startsWith("WRONGTYPE");
    }

    /**
     * Whether the server has refused a connection so quickly that Lettuce, looking for the handshake later, found it
     * gone together with what the server had said.
     */
    static boolean hasLostItsReason(Throwable failure) {
        String message = rootMessage(failure);
        return message.contains("RedisHandshakeHandler not registered")
                || message.startsWith("Connection closed prematurely");
    }

    public static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null
                && root.getCause() != root
                && !(root instanceof NoCredentialsException)) { // it tells of its cause what is to be known
            root = root.getCause();
        }
        String message =
                root.getMessage() == null ? root.getClass().getSimpleName() : withoutArguments(root.getMessage());
        return message.replaceFirst("\\.$", "") + advice(root, message); // a sentence goes on behind it
    }

    /** A server that does not know a command repeats what came with it: of HELLO and AUTH, the password. */
    private static String withoutArguments(String message) {
        return message.replaceFirst("(?s), with args beginning with: .*", "");
    }

    /** What to do about a certificate, which the JVM's own words don't tell. */
    private static String advice(Throwable root, String message) {
        if (root instanceof CertificateExpiredException) {
            return " (the server's certificate has expired: the server needs a new one)";
        }
        if (root instanceof CertPathBuilderException) {
            return " (the server's certificate is signed by nobody who is trusted here: tandem.redis.tls.trust-store can"
                    + " name a file with its authority)";
        }
        if (root instanceof CertificateException && message.startsWith("No ") && message.contains("matching")) {
            return " (the server's certificate is made out to another host: connect by a name that it has; only where"
                    + " that can't be, tandem.redis.tls.verify-host = false)";
        }
        return message.contains("alert: certificate_required") || message.contains("alert: bad_certificate")
                ? " (the server asks for a certificate: tandem.redis.tls.key-store can name a file with one that it trusts)"
                : "";
    }
}
