package org.tandemcache.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Redis that speaks TLS, for tests: an {@linkplain RedisServer#embedded embedded server} that goes away with
 * {@link #close()} or with the JVM.
 *
 * <pre>{@code
 * try (TestCertificates certificates = TestCertificates.create();
 *         RedisTlsServer redis = RedisTlsServer.start(certificates.server())) {
 *     connect(redis.uri(), certificates.trustStore(), TestCertificates.PASSWORD);
 * }
 * }</pre>
 *
 * <p>It doesn't ask clients for a certificate, unless the line {@code tls-auth-clients yes} says so. Beside the port
 * for TLS it has one for plain connections, by which {@link #server()} commands it.
 *
 * <p>Thread-safe.
 */
public final class RedisTlsServer implements AutoCloseable {
    private final RedisServer server;

    private RedisTlsServer(RedisServer server) {
        this.server = server;
    }

    /**
     * Starts a server that shows the certificate.
     *
     * @param configLines lines of {@code redis.conf} to add, such as {@code "tls-auth-clients yes"}
     * @throws RedisServerException if it doesn't start; the message has its log
     */
    public static RedisTlsServer start(TestCertificate certificate, String... configLines) {
        return new RedisTlsServer(RedisServer.embedded(port -> configuration(port, certificate, configLines)));
    }

    private static List<String> configuration(int port, TestCertificate certificate, String... configLines) {
        List<String> lines = new ArrayList<>();
        lines.add("tls-port " + (port + FreePort.SECOND));
        lines.add("tls-cert-file \"" + certificate.certificate() + "\"");
        lines.add("tls-key-file \"" + certificate.key() + "\"");
        lines.add("tls-ca-cert-file \"" + certificate.authority() + "\"");
        lines.add("tls-auth-clients no");
        lines.addAll(List.of(configLines));
        return lines;
    }

    /**
     * The address for TLS: {@code rediss://localhost:port}, or {@code rediss://:password@localhost:port} if a line of
     * the configuration was {@code requirepass password}.
     */
    public URI uri() {
        String user = server.password().map(secret -> ":" + secret + "@").orElse("");
        return URI.create("rediss://" + user + host() + ":" + port());
    }

    /** {@code localhost}: a name, so that a client can compare it with the certificate's. */
    public String host() {
        return "localhost";
    }

    /** The port for TLS, which stays the same over a restart. */
    public int port() {
        return server.port() + FreePort.SECOND;
    }

    /** The server, by its port for plain connections: for commands, and for faults that meet TLS connections too. */
    public RedisServer server() {
        return server;
    }

    /** Ends the server, and deletes its files. The certificates stay. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "Redis with TLS at " + host() + ":" + port();
    }
}
