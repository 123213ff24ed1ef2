package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.TlsManagers;
import org.tandemcache.config.TlsSettings;

/**
 * How connections of {@code rediss://} addresses are secured. Its text shows no password.
 *
 * @param trustStore the certificates to trust; null for those of the JVM
 * @param keyStore the certificate to show; null for none
 * @param verifyHost whether the server's certificate must be made out to its host
 * @param managers in place of both stores; null for these
 */
public record RedisTls(
        @Nullable Store trustStore,
        @Nullable Store keyStore,
        boolean verifyHost,
        @Nullable TlsManagers managers) {
    /** A file, as PKCS #12 or JKS, and its password. */
    public record Store(Path file, @Nullable String password) {
        private char[] characters() {
            return password == null ? new char[0] : password.toCharArray();
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** What the JVM trusts, no certificate of one's own, and hosts are verified. */
    public static RedisTls defaults() {
        return new RedisTls(null, null, true, null);
    }

    /** As settings say. Reads no file. */
    public static RedisTls of(TlsSettings settings) {
        return new RedisTls(
                store(settings.trustStore(), settings.trustStorePassword()),
                store(settings.keyStore(), settings.keyStorePassword()),
                settings.verifyHost(),
                settings.managers());
    }

    private static @Nullable Store store(@Nullable Path file, @Nullable String password) {
        return file == null ? null : new Store(file, password);
    }

    SslOptions options() {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
        if (managers != null) {
            return options(ssl, managers);
        }
        if (trustStore != null) {
            ssl.truststore(SslOptions.Resource.from(trustStore.file().toFile()), trustStore.characters());
        }
        if (keyStore != null) {
            ssl.keystore(SslOptions.Resource.from(keyStore.file().toFile()), keyStore.characters());
        }
        return ssl.build();
    }

    private static SslOptions options(SslOptions.Builder ssl, TlsManagers given) {
        if (given.trust() != null) {
            ssl.trustManager(given.trust());
        }
        if (given.keys() != null) {
            ssl.keyManager(given.keys());
        }
        if (!given.protocols().isEmpty()) {
            ssl.protocols(given.protocols().toArray(new String[0]));
        }
        if (!given.cipherSuites().isEmpty()) {
            ssl.cipherSuites(given.cipherSuites().toArray(new String[0]));
        }
        return ssl.build();
    }

    /** The address as it is to be connected to; one whose own options ask for less is left alone. */
    RedisURI applyTo(RedisURI server) {
        if (!verifyHost && server.getVerifyMode() == SslVerifyMode.FULL) {
            server.setVerifyPeer(SslVerifyMode.CA);
        }
        return server;
    }
}
