package org.tandemcache.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a cache manager must know before it can make caches. The names of the properties are those of the settings in
 * {@code reference.conf}, which has them all.
 *
 * @param redisUri the address of the server as it was given; may hold a password
 * @param redisUriOrigin where it was given, for messages
 * @param login who tells user and password in place of the address; null for nobody
 * @param connect how connections are made
 * @param tls for addresses of rediss://
 * @param namespace what the keys of all caches begin with
 * @param near whether caches may have a near tier at all
 * @param lease for how long a near tier trusts the server's last proof of life
 * @param codec the name of the codec of caches that choose none, and of keys that are objects
 * @param resilience how the manager meets a server that is away
 */
public record ManagerSettings(
        String redisUri,
        String redisUriOrigin,
        @Nullable LoginSettings login,
        ConnectSettings connect,
        TlsSettings tls,
        String namespace,
        boolean near,
        Duration lease,
        String codec,
        ResilienceSettings resilience) {
    /** The property of a manager, or of the JVM, that names the server; by default {@code redis://localhost:6379}. */
    public static final String REDIS_URI = "tandem.redis.uri";

    /**
     * The property for who tells user and password to each connection: the name of a class, or an object, that is a
     * {@link CredentialsProvider}; by default none.
     */
    public static final String CREDENTIALS_PROVIDER = "tandem.redis.credentials-provider";

    /** The property for how long a socket may take to be connected, 10 ms to 60 s; by default {@code 1 s}. */
    public static final String CONNECT_TIMEOUT = "tandem.redis.connect-timeout";

    /** The property for the user by whom Sentinels are asked that have users of their own; by default none. */
    public static final String SENTINEL_USER = "tandem.redis.sentinel.user";

    /** The property for the password by which Sentinels are asked; by default none. */
    public static final String SENTINEL_PASSWORD = "tandem.redis.sentinel.password";

    /** The property for a file of certificates to trust (PKCS #12 or JKS); by default the JVM's. */
    public static final String TLS_TRUST_STORE = "tandem.redis.tls.trust-store";

    /** The property for the password of {@link #TLS_TRUST_STORE}; by default none. */
    public static final String TLS_TRUST_STORE_PASSWORD = "tandem.redis.tls.trust-store-password";

    /** The property for a file with the certificate to show, and its key (PKCS #12 or JKS); by default none. */
    public static final String TLS_KEY_STORE = "tandem.redis.tls.key-store";

    /** The property for the password of {@link #TLS_KEY_STORE}; by default none. */
    public static final String TLS_KEY_STORE_PASSWORD = "tandem.redis.tls.key-store-password";

    /** The property that says whether a certificate must be made out to the host; by default {@code true}. */
    public static final String TLS_VERIFY_HOST = "tandem.redis.tls.verify-host";

    /** The property for the namespace; by default {@code tandem}. */
    public static final String NAMESPACE = "tandem.namespace";

    /** The property that switches all near tiers of a manager on or off; by default {@code true}. */
    public static final String NEAR_ENABLED = "tandem.near.enabled";

    /**
     * The property for the lease of near tiers, 20 ms to 60 s; by default {@code 2 s}. Must be shorter than it takes to
     * detect a failover.
     */
    public static final String NEAR_LEASE = "tandem.near.lease";

    /** The property for the codec of caches that choose none, and of keys that are objects; by default {@code kryo}. */
    public static final String CODEC = "tandem.codec";

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return "namespace " + namespace + ", server from the " + redisUriOrigin;
    }
}
