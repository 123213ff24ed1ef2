package org.tandemcache.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How connections of {@code rediss://} addresses are secured. Immutable; its text shows no password.
 *
 * @param trustStore the certificates to trust, as PKCS #12 or JKS; null for those of the JVM
 * @param trustStorePassword null for none
 * @param keyStore the certificate to show to servers that ask for one, with its key; null for none
 * @param keyStorePassword null for none
 * @param verifyHost whether the server's certificate must be made out to the host that was connected to
 * @param managers in place of both stores; null for these
 */
public record TlsSettings(
        @Nullable Path trustStore,
        @Nullable String trustStorePassword,
        @Nullable Path keyStore,
        @Nullable String keyStorePassword,
        boolean verifyHost,
        @Nullable TlsManagers managers) {
    /** What the JVM trusts, no certificate of one's own, and hosts are verified. */
    public static TlsSettings defaults() {
        return new TlsSettings(null, null, null, null, true, null);
    }

    @Override
    public String toString() {
        return "trust store " + trustStore + ", key store " + keyStore + ", hosts "
                + (verifyHost ? "verified" : "not verified") + (managers == null ? "" : ", " + managers);
    }
}
