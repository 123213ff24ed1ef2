package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.LoginSettings;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.far.Secrets;

/**
 * Where Redis is and who says so. Its text never shows a password.
 *
 * @param servers what Lettuce connects to: one server, several of which at least one is to be there, or the Sentinels
 *     that know the master
 * @param origin where the address was configured, for messages
 * @param timeout how long an answer is waited for; null where the address does not say
 */
public record RedisServerAddress(
        List<RedisURI> servers, String origin, @Nullable Duration timeout) {
    /** A name, or an IPv6 address, which has two colons at least. */
    private static final Pattern HOST = Pattern.compile("[^:/?#@,\\s]+|\\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[^/?#@\\s]*");

    /** A port that stands with its host in a list of hosts. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?<host>[^:/?#@\\s]+|\\[[0-9A-Fa-f:.]+])(:(?<port>\\d{1,5}))?");

    private static final String ALLOWED =
            "redis://[[user:]password@]host[:port][,host[:port]...][/database], or rediss:// for TLS, with options such"
                    + " as ?timeout=2s, or redis-sentinel://[[user:]password@]host[:port][,host[:port]...]#master, or"
                    + " rediss-sentinel:// for TLS";

    /**
     * The address that settings name.
     *
     * @param logins runs what asks for user and password, where something does
     * @throws IllegalArgumentException as {@link #parse(String, String, RedisLogin)}
     */
    public static RedisServerAddress of(ManagerSettings settings, Executor logins) {
        LoginSettings login = settings.login();
        return login == null
                ? parse(settings.redisUri(), settings.redisUriOrigin())
                : parse(settings.redisUri(), settings.redisUriOrigin(), new RedisLogin(login, logins));
    }

    /**
     * {@link #parse(String, String)} of an address whose connections ask for user and password.
     *
     * @throws IllegalArgumentException if it has a user or a password of its own, too
     */
    static RedisServerAddress parse(String text, String origin, RedisLogin login) {
        RedisServerAddress address = parse(text, origin);
        if (address.servers.stream().anyMatch(RedisServerAddress::namesCredentials)) {
            throw new IllegalArgumentException("the address of Redis from the " + origin
                    + " has a user or a password, and there is the " + login + ": allowed is one of the two");
        }
        address.servers.forEach(server -> server.setCredentialsProvider(login)); // nobody else has seen them yet
        return new RedisServerAddress(
                address.servers, origin + ", user and password from the " + login, address.timeout);
    }

    /**
     * @param text a URI as Lettuce understands it
     * @param origin where it came from, such as "system property tandem.redis.uri"
     * @throws IllegalArgumentException if it is no such URI; the message names what was given, without secrets
     */
    public static RedisServerAddress parse(String text, String origin) {
        if (text.trim().matches("(?i)(redis-socket|redis\\+socket|unix|rediss\\+socket):.*")) {
            throw wrong(text, "is the address of a Unix domain socket, which is not supported", origin);
        }
        RedisURI uri;
        try {
            uri = RedisURI.create(text.trim());
        } catch (IllegalArgumentException e) {
            // Lettuce's own message and its cause repeat the text, password included: they must not travel on
            throw wrong(text, "is no address of a Redis server", origin);
        }
        return new RedisServerAddress(
                servers(uri, text, origin),
                origin,
                AddressOptions.of(text, origin).timeout());
    }

    private static List<RedisURI> servers(RedisURI uri, String text, String origin) {
        if (!uri.getSentinels().isEmpty()) {
            String master = uri.getSentinelMasterId();
            if (master == null || master.isEmpty()) {
                throw wrong(text, "does not say which master the Sentinels shall name", origin);
            }
            return List.of(uri);
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw wrong(text, "names no host", origin);
        }
        if (HOST.matcher(uri.getHost()).matches()) {
            return List.of(uri);
        }
        // Lettuce takes hosts and ports together for a name where java.net.URI can't tell them apart: of a list, or
        // where
        // a name has an underscore
        return Arrays.stream(uri.getHost().split(",", -1))
                .map(part -> server(uri, part, text, origin))
                .toList();
    }

    /** Nothing of the text is shown but its scheme: what is no address can hold a password anywhere. */
    private static IllegalArgumentException wrong(String text, String what, String origin) {
        return new IllegalArgumentException(
                Secrets.outline(text) + " " + what + "; it came from the " + origin + "; allowed: " + ALLOWED);
    }

    private static RedisURI server(RedisURI common, String hostAndPort, String text, String origin) {
        Matcher part = HOST_AND_PORT.matcher(hostAndPort);
        if (!part.matches()) {
            throw wrong(
                    text,
                    "names no host and port that can be told apart: a port is a number, and what follows is behind a slash or a"
                            + " question mark",
                    origin);
        }
        int port = part.group("port") == null ? common.getPort() : Integer.parseInt(part.group("port"));
        return RedisURI.builder(common)
                .withHost(part.group("host"))
                .withPort(port)
                .build();
    }

    private static boolean namesCredentials(RedisURI server) {
        RedisCredentials named =
                server.getCredentialsProvider().resolveCredentials().block();
        return named != null && (named.hasUsername() || named.hasPassword());
    }

    /** The first server, or the Sentinels. */
    public RedisURI uri() {
        return servers.get(0);
    }

    /** Whether Sentinels are asked where the server is. */
    public boolean isSentinel() {
        return !uri().getSentinels().isEmpty();
    }

    /** Host and port of each server. */
    public String hostAndPort() {
        return isSentinel()
                ? "master \"" + uri().getSentinelMasterId() + "\" of the Sentinels " + joined(uri().getSentinels())
                : joined(servers);
    }

    private static String joined(List<RedisURI> uris) {
        return uris.stream().map(uri -> uri.getHost() + ":" + uri.getPort()).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return hostAndPort() + " (from the " + origin + ")";
    }
}
