package org.tandemcache.far.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.RedisProtocolException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a server that was reached and can't be used is, and what to do about it. */
final class FirstContact {
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;
    private static final Pattern VERSION = Pattern.compile("(?<major>\\d{1,6})\\.(?<minor>\\d{1,6})\\..*");
    private static final Pattern INFO_VERSION = Pattern.compile("(?m)^redis_version:(\\S+)");

    private static final int PROBE_MILLIS = 250;

    private FirstContact() {}

    /** Whether somebody has answered, so that the server is there, whatever it is. */
    static boolean wasReached(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException
                    || cause instanceof RedisProtocolException
                    || cause instanceof SSLException
                    || isCut(String.valueOf(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    /** To be put behind what a server has said, or what was found in place of it; empty if there is no more to say. */
    static String advice(String message) {
        if (message.startsWith("NOAUTH")) {
            return " (the server asks for a password: redis://[user:]password@host in tandem.redis.uri, or"
                    + " tandem.redis.credentials-provider)";
        }
        if (message.startsWith("WRONGPASS")) {
            return " (the user or the password of tandem.redis.uri is none of the server's)";
        }
        if (message.contains("DB index is out of range") || message.contains("invalid DB index")) {
            return " (the server has no database of the number behind the slash of tandem.redis.uri; a cluster has 0"
                    + " alone)";
        }
        if (message.contains("Invalid first byte: 72 ")) { // the H of HTTP/1.1 400 Bad Request
            return " (what is there answers as an HTTP server and not as Redis: is the port right?)";
        }
        if (message.contains("Invalid first byte: 21 ")) { // an alert
            return TLS_ALONE;
        }
        if (message.contains("not an SSL/TLS record")) {
            return " (the server speaks no TLS at this port: redis:// in place of rediss://)";
        }
        return isCut(message)
                ? " (the server has cut the connection without a word, as one does that speaks TLS alone: rediss:// in place"
                        + " of redis://?)"
                : "";
    }

    /** Whether a connection was made, and ended before the server had said anything. */
    private static boolean isCut(String message) {
        return message.startsWith("Connection closed prematurely") || message.startsWith("Connection reset");
    }

    /**
     * Whether a server that is silent to TLS answers without: it waits for the end of a line that does not come. Says
     * nothing but PING there.
     */
    static boolean answersWithoutTls(RedisURI server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            int first = socket.getInputStream().read();
            return first == '+' || first == '-';
        } catch (IOException e) {
            return false;
        }
    }

    private static final String TLS_ALONE = " (the server speaks TLS at this port: rediss:// in place of redis://)";

    /** Why a server can't be used that calls itself so; null if it can, or does not tell. */
    static @Nullable String tooOld(@Nullable String server, @Nullable String version) {
        Matcher parts = VERSION.matcher(version == null ? "" : version);
        boolean told = parts.matches() && (server == null || server.equals("redis") || server.equals("valkey"));
        if (!told) {
            return null;
        }
        int major = Integer.parseInt(parts.group("major"));
        int minor = Integer.parseInt(parts.group("minor"));
        return major > LEAST_MAJOR || (major == LEAST_MAJOR && minor >= LEAST_MINOR)
                ? null
                : "Tandem needs Redis " + LEAST_MAJOR + "." + LEAST_MINOR + " or later, or Valkey, and this is "
                        + version;
    }

    /** The version in the answer to {@code INFO SERVER}; null if it is not there. */
    static @Nullable String versionOf(@Nullable String info) {
        Matcher version = INFO_VERSION.matcher(info == null ? "" : info);
        return version.find() ? version.group(1) : null;
    }
}
