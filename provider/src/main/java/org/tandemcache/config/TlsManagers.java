package org.tandemcache.config;

import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How connections of {@code rediss://} addresses are secured by objects that the application has, in place of files.
 * Immutable.
 *
 * @param keys the certificate to show to servers that ask for one, with its key; null for none
 * @param trust whom to trust; null for those whom the JVM trusts
 * @param protocols such as {@code TLSv1.3}; empty for the JVM's
 * @param cipherSuites empty for the JVM's
 */
public record TlsManagers(
        @Nullable KeyManagerFactory keys,
        @Nullable TrustManagerFactory trust,
        List<String> protocols,
        List<String> cipherSuites) {
    public TlsManagers {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    @Override
    public String toString() {
        return "TLS of the application" + (keys == null ? "" : " with a certificate of its own");
    }
}
