package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisTlsServerTest {
    private static final TestCertificates CERTIFICATES = TestCertificates.create();
    private static final int TIMEOUT_MILLIS = 30_000;

    @AfterAll
    static void close() {
        CERTIFICATES.close();
    }

    @Test
    void goodCertificate_isTrusted() throws Exception {
        try (RedisTlsServer server = RedisTlsServer.start(CERTIFICATES.server())) {
            assertThat(ping(server)).isEqualTo("+PONG");
            assertThat(server.uri()).hasToString("rediss://localhost:" + server.port());

            server.server().restart();
            assertThat(ping(server)).isEqualTo("+PONG");
        }
    }

    @Test
    void certificateOfAnotherHost_isRefused() {
        assertThatRefused(CERTIFICATES.wrongHost(), "localhost");
    }

    @Test
    void expiredCertificate_isRefused() {
        assertThatRefused(CERTIFICATES.expired(), "validity check failed");
    }

    @Test
    void certificateOfAnotherAuthority_isRefused() {
        try (TestCertificates others = TestCertificates.create()) {
            assertThatRefused(others.server(), "PKIX path");
        }
    }

    @Test
    void tlsAuthClients_asksForTheClientsCertificate() throws Exception {
        try (RedisTlsServer server =
                RedisTlsServer.start(CERTIFICATES.server(), "tls-auth-clients yes", "requirepass s3cret")) {
            assertThat(server.uri()).hasToString("rediss://:s3cret@localhost:" + server.port());
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ping(server));
            assertThat(ping(server, keyManagers(CERTIFICATES.client().keyStore())))
                    .startsWith("-NOAUTH");
        }
    }

    @Test
    void close_deletesTheFiles() {
        TestCertificates certificates = TestCertificates.create();
        Path key = certificates.server().key();
        assertThat(key).exists();

        certificates.close();

        assertThat(key.getParent()).doesNotExist();
    }

    private static void assertThatRefused(TestCertificate certificate, String reason) {
        try (RedisTlsServer server = RedisTlsServer.start(certificate)) {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> ping(server))
                    .withMessageContaining(reason);
        }
    }

    private static String ping(RedisTlsServer server, KeyManager... keys) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(CERTIFICATES.trustStore()));
        context.init(keys, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server.host(), server.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static KeyManager[] keyManagers(Path keyStore) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(keyStore), TestCertificates.PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keyStore.load(in, TestCertificates.PASSWORD.toCharArray());
        }
        return keyStore;
    }
}
