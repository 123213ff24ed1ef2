package org.tandemcache.testkit;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The configuration of servers that speak TLS and nothing else, also among themselves; and how to talk to them. */
final class TlsLines {
    private static final String AMONG_THEMSELVES = "tls-replication yes";

    private TlsLines() {}

    /** The lines for servers that show one certificate to clients, and to each other that of a client. */
    static List<String> of(TestCertificates certificates, TestCertificate shown, String... configLines) {
        TestCertificate own = certificates.client();
        List<String> lines = new ArrayList<>();
        lines.add(AMONG_THEMSELVES);
        lines.add("tls-cert-file \"" + shown.certificate() + "\"");
        lines.add("tls-key-file \"" + shown.key() + "\"");
        lines.add("tls-client-cert-file \"" + own.certificate() + "\"");
        lines.add("tls-client-key-file \"" + own.key() + "\"");
        lines.add("tls-ca-cert-file \"" + shown.authority() + "\"");
        lines.add("tls-auth-clients no");
        lines.addAll(List.of(configLines));
        return lines;
    }

    /** Whether a server with these lines speaks TLS alone. */
    static boolean isIn(List<String> configLines) {
        return configLines.contains(AMONG_THEMSELVES);
    }

    /** The line, or lines, for the one port that such a server, or a plain one, has. */
    static List<String> port(int port, List<String> configLines) {
        return isIn(configLines) ? List.of("port 0", "tls-port " + port) : List.of("port " + port);
    }

    /** Connections of the test kit itself: it trusts whatever a test lets the server show. */
    static SocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new RedisServerException("No TLS: " + e.getMessage(), e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
