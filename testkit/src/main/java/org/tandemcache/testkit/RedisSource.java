package org.tandemcache.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the Redis of a test comes from. The system property {@value #PROPERTY} chooses:
 *
 * <ul>
 *   <li>{@code embedded}, the default: Redis 7.0.15 as a child process of this JVM, from a binary that the test kit
 *       brings; nothing to install;
 *   <li>{@code binary:/path/to/server}: another server program of this machine in its place, such as one of Redis 8 or
 *       Valkey 9, for clusters, replicas, Sentinels and TLS too;
 *   <li>{@code redis://host:port}: a server that is running already. It is not ours: it can't be paused, killed or
 *       restarted, and is left running. {@link WithRedis} empties it before each test;
 *   <li>{@code image:name}, such as {@code image:redis:8} or {@code image:valkey/valkey:8}: a Docker image, through
 *       Testcontainers, which must be on the class path ({@code org.testcontainers:testcontainers}).
 * </ul>
 */
public sealed interface RedisSource {
    /** The name of the system property. */
    String PROPERTY = "tandem.test.redis";

    /** The source that the system property names; embedded if it isn't set. */
    static RedisSource fromProperty() {
        return parse(System.getProperty(PROPERTY, "embedded"));
    }

    /**
     * A child process of this JVM: the program that the system property names, if it names one, or the embedded one.
     */
    static RedisSource embedded() {
        String text = System.getProperty(PROPERTY, "");
        return text.startsWith(Binary.PREFIX) ? parse(text) : new Embedded();
    }

    /**
     * The source that a text in one of the property's forms names.
     *
     * @throws IllegalArgumentException if it has none of them, or names a program that can't be run
     */
    static RedisSource parse(String text) {
        if (text.equals("embedded")) {
            return new Embedded();
        }
        if (text.startsWith(Binary.PREFIX) && text.length() > Binary.PREFIX.length()) {
            return Binary.of(text);
        }
        if (text.startsWith("image:") && text.length() > "image:".length()) {
            return new Image(text.substring("image:".length()));
        }
        Matcher address = Running.FORM.matcher(text);
        if (address.matches() && Integer.parseInt(address.group("port")) <= Running.HIGHEST_PORT) {
            return new Running(address.group("host"), Integer.parseInt(address.group("port")));
        }
        throw new IllegalArgumentException(
                PROPERTY + " must be embedded, binary:/path/to/server, redis://host:port or image:name"
                        + " (such as image:redis:8), but is '" + text.replaceFirst("//.*@", "//***@") + "'");
    }

    /** A child process of this JVM, of the program that the test kit brings. */
    record Embedded() implements RedisSource {
        @Override
        public String toString() {
            return "embedded";
        }
    }

    /**
     * A child process of this JVM, of a program that is on this machine.
     *
     * @param program takes the arguments of {@code redis-server}
     */
    record Binary(Path program) implements RedisSource {
        private static final String PREFIX = "binary:";

        private static Binary of(String text) {
            Path program = Path.of(text.substring(PREFIX.length())).toAbsolutePath();
            if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
                throw new IllegalArgumentException(
                        PROPERTY + " is '" + text + "', but there is no program that can be run");
            }
            return new Binary(program);
        }

        @Override
        public String toString() {
            return PREFIX + program;
        }
    }

    /**
     * A server that is running already.
     *
     * @param host its name or IP address
     * @param port its port
     */
    record Running(String host, int port) implements RedisSource {
        private static final int HIGHEST_PORT = 65_535;
        private static final Pattern FORM = Pattern.compile("redis://(?<host>[^/:@?#\\s]+):(?<port>\\d{1,5})/?");

        @Override
        public String toString() {
            return "redis://" + host + ":" + port;
        }
    }

    /**
     * A Docker image.
     *
     * @param name what {@code docker pull} takes
     */
    record Image(String name) implements RedisSource {
        @Override
        public String toString() {
            return "image:" + name;
        }
    }
}
