package org.tandemcache.config;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * What a cache manager must know before it can make caches.
 *
 * @param redisUri the address of the server as it was given; may hold a password
 * @param redisUriOrigin where it was given, for messages
 * @param namespace what the keys of all caches begin with
 * @param near whether caches may have a near tier at all
 * @param lease for how long a near tier trusts the server's last proof of life
 * @param codec the name of the codec of caches that choose none, and of keys that are objects
 */
public record ManagerSettings(
        String redisUri, String redisUriOrigin, String namespace, boolean near, Duration lease, String codec) {
    /** The property of a manager, or of the JVM, that names the server. */
    public static final String REDIS_URI = "tandem.redis.uri";

    /** The environment variable that names the server. */
    public static final String REDIS_URI_VARIABLE = "TANDEM_REDIS_URI";

    /** The server of whoever configures none. */
    public static final String DEFAULT_REDIS_URI = "redis://localhost:6379";

    /** The property of a manager, or of the JVM, that names the namespace. */
    public static final String NAMESPACE = "tandem.namespace";

    /** The environment variable that names the namespace. */
    public static final String NAMESPACE_VARIABLE = "TANDEM_NAMESPACE";

    /** The namespace of whoever configures none. */
    public static final String DEFAULT_NAMESPACE = "tandem";

    /** The property of a manager, or of the JVM, that switches all near tiers {@code on} or {@code off}. */
    public static final String NEAR = "tandem.near";

    /** The environment variable for {@link #NEAR}. */
    public static final String NEAR_VARIABLE = "TANDEM_NEAR";

    /**
     * The property of a manager, or of the JVM, for the lease of near tiers, in milliseconds: for how long copies are
     * served after the server's last proof of life. Must be shorter than it takes to detect a failover.
     */
    public static final String LEASE_MILLIS = "tandem.near.lease-millis";

    /** The environment variable for {@link #LEASE_MILLIS}. */
    public static final String LEASE_VARIABLE = "TANDEM_NEAR_LEASE_MILLIS";

    /** The lease of whoever configures none. */
    public static final long DEFAULT_LEASE_MILLIS = 2_000;

    /**
     * The property of a manager, or of the JVM, for the codec of caches that choose none, and of keys that are objects:
     * {@code kryo}, {@code java}, {@code json}, or the name of one on the class path.
     */
    public static final String CODEC = "tandem.codec";

    /** The environment variable for {@link #CODEC}. */
    public static final String CODEC_VARIABLE = "TANDEM_CODEC";

    /** The codec of whoever configures none. */
    public static final String DEFAULT_CODEC = "kryo";

    private static final long LONGEST_LEASE_MILLIS = 60_000;
    private static final long SHORTEST_LEASE_MILLIS = 20;

    /**
     * The settings of a manager: its own properties win over those of the JVM, these over the environment.
     *
     * @param properties of the manager
     * @param environment of the process
     */
    public static ManagerSettings of(Properties properties, Map<String, String> environment) {
        Setting uri = find(properties, environment, REDIS_URI, REDIS_URI_VARIABLE, DEFAULT_REDIS_URI);
        Setting namespace = find(properties, environment, NAMESPACE, NAMESPACE_VARIABLE, DEFAULT_NAMESPACE);
        if (namespace.value().isEmpty()) {
            throw new IllegalArgumentException("the namespace is empty; it came from the " + namespace.origin()
                    + "; allowed: any text of one character or more");
        }
        Setting near = find(properties, environment, NEAR, NEAR_VARIABLE, "on");
        if (!near.value().equals("on") && !near.value().equals("off")) {
            throw new IllegalArgumentException(
                    "the near tier is set to \"" + near.value() + "\" by the " + near.origin() + "; allowed: on, off");
        }
        Setting lease = find(properties, environment, LEASE_MILLIS, LEASE_VARIABLE, "" + DEFAULT_LEASE_MILLIS);
        Setting codec = find(properties, environment, CODEC, CODEC_VARIABLE, DEFAULT_CODEC);
        return new ManagerSettings(
                uri.value(), uri.origin(), namespace.value(), near.value().equals("on"), lease(lease), codec.value());
    }

    private static Duration lease(Setting setting) {
        try {
            long millis = Long.parseLong(setting.value());
            if (millis >= SHORTEST_LEASE_MILLIS && millis <= LONGEST_LEASE_MILLIS) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw new IllegalArgumentException("the lease of near tiers is \"" + setting.value() + "\"; it came from the "
                + setting.origin() + "; allowed: " + SHORTEST_LEASE_MILLIS + " to " + LONGEST_LEASE_MILLIS
                + ", in milliseconds");
    }

    private record Setting(String value, String origin) {}

    private static Setting find(
            Properties properties,
            Map<String, String> environment,
            String property,
            String variable,
            String otherwise) {
        String own = properties.getProperty(property);
        if (own != null) {
            return new Setting(own, "cache manager's property " + property);
        }
        String system = System.getProperty(property);
        if (system != null) {
            return new Setting(system, "system property " + property);
        }
        String inherited = environment.get(variable);
        if (inherited != null) {
            return new Setting(inherited, "environment variable " + variable);
        }
        return new Setting(
                otherwise,
                "default, since neither the property " + property + " nor the variable " + variable + " is set");
    }

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return "namespace " + namespace + ", server from the " + redisUriOrigin;
    }
}
