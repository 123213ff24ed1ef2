package org.tandemcache.far.redis;

import io.lettuce.core.RedisURI;
import java.util.regex.Pattern;
import org.tandemcache.far.Secrets;

/**
 * Where Redis is and who says so. Its text never shows a password.
 *
 * @param uri what Lettuce connects to
 * @param origin where the address was configured, for messages
 */
public record RedisServerAddress(RedisURI uri, String origin) {
    /** A name, or an IPv6 address, which has two colons at least. */
    private static final Pattern HOST = Pattern.compile("[^:/?#@\\s]+|\\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[^/?#@\\s]*");

    private static final String ALLOWED =
            "redis://[[user:]password@]host[:port][/database], or rediss:// for TLS, with options such as ?timeout=2s";

    /**
     * @param text a URI as Lettuce understands it
     * @param origin where it came from, such as "system property tandem.redis.uri"
     * @throws IllegalArgumentException if it is no such URI; the message names what was given, without secrets
     */
    public static RedisServerAddress parse(String text, String origin) {
        RedisURI uri;
        try {
            uri = RedisURI.create(text.trim());
        } catch (IllegalArgumentException e) {
            // Lettuce's own message and its cause repeat the text, password included: they must not travel on
            throw new IllegalArgumentException("\"" + Secrets.masked(text)
                    + "\" is no address of a Redis server; it came from the " + origin + "; allowed: " + ALLOWED);
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new IllegalArgumentException("\"" + Secrets.masked(text) + "\" names no host; it came from the "
                    + origin + "; allowed: " + ALLOWED);
        }
        if (!HOST.matcher(uri.getHost()).matches()) {
            // Lettuce takes host and port together for a name where java.net.URI can't tell them apart
            throw new IllegalArgumentException("\"" + Secrets.masked(text)
                    + "\" names no host and port that can be told apart: a port is a number, and a host's name has"
                    + " letters, digits, dots and hyphens alone; it came from the " + origin + "; allowed: " + ALLOWED);
        }
        return new RedisServerAddress(uri, origin);
    }

    /** Host and port. */
    public String hostAndPort() {
        return uri.getHost() + ":" + uri.getPort();
    }

    @Override
    public String toString() {
        return hostAndPort() + " (from the " + origin + ")";
    }
}
