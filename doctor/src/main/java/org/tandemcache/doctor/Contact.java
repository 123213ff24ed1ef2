package org.tandemcache.doctor;

import io.lettuce.core.SslVerifyMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.tandemcache.far.redis.topology.RedisConnector;

/** What a server is, what it speaks, and what stands between it and us. */
final class Contact {
    static final String PROTOCOL = "protocol";
    static final String PROXY = "proxy";
    static final String TLS = "tls";
    static final String LOADING = "loading";

    private static final String FAR_ALONE = "near caches are off, and each read goes to the server";

    private final Server server;
    private final Findings findings;

    Contact(Server server, Findings findings) {
        this.server = server;
        this.findings = findings;
    }

    void examine(RedisConnector connector) {
        Map<String, String> hello = server.ask("hello").fields();
        findings.ok(
                "server",
                hello.getOrDefault("server", "Redis") + " "
                        + hello.getOrDefault("version", "of a version that HELLO does not tell")
                        + (hello.containsKey("mode") ? ", " + hello.get("mode") : ""));
        loading();
        protocol(hello);
        proxy(hello, connector);
        tls();
    }

    private void loading() {
        Answer info = server.ask("info", "persistence");
        if (info.lines().getOrDefault("loading", "0").equals("1")) {
            findings.fail(
                    LOADING,
                    "the server loads its data and refuses commands until it has (LOADING)",
                    "wait; INFO persistence tells loading_eta_seconds");
        } else if (!info.isRefused()) {
            findings.ok(LOADING, "the server has its data at hand");
        }
    }

    private void protocol(Map<String, String> hello) {
        if (!hello.getOrDefault("proto", "2").equals("3")) {
            findings.warn(
                    PROTOCOL,
                    "the server does not speak RESP3 (HELLO 3): " + FAR_ALONE,
                    "let HELLO through (rename-command, a proxy), or take a server from 6.2 on");
            return;
        }
        Answer tracking = server.ask("client", "TRACKING", "ON");
        if (!tracking.isRefused()) {
            server.ask("client", "TRACKING", "OFF");
            findings.ok(PROTOCOL, "RESP3, and the server tracks what is read (CLIENT TRACKING)");
        } else if (tracking.isForbidden()) {
            findings.warn(
                    PROTOCOL,
                    "RESP3, but the user may not turn on tracking: " + FAR_ALONE,
                    "ACL SETUSER <user> +client|tracking");
        } else {
            findings.warn(
                    PROTOCOL,
                    "RESP3, but the server refuses CLIENT TRACKING: " + tracking.words() + "; " + FAR_ALONE,
                    "take a server, or a plan of its provider, that allows CLIENT TRACKING");
        }
    }

    /** One connection of ours must be one connection of the server's, or its notices reach somebody else. */
    private void proxy(Map<String, String> hello, RedisConnector connector) {
        String id = hello.get("id");
        if (id == null) {
            findings.unseen(PROXY, "hello", "it tells no id of the connection");
            return;
        }
        if (!id.equals(server.ask("hello").fields().get("id"))) {
            findings.fail(
                    PROXY,
                    "a proxy in between sends commands of one connection over several",
                    "connect to the server itself: near caches rest on connections of their own");
            return;
        }
        Answer seen = server.ask("client", "INFO");
        if (seen.isRefused()) {
            findings.unseen(PROXY, "client|info", seen.words());
            return;
        }
        Map<String, String> own = ClientLine.fields(seen.text());
        try (Server other = Server.connect(connector, server.uri())) {
            if (id.equals(other.ask("hello").fields().get("id"))) {
                findings.fail(
                        PROXY,
                        "a proxy in between joins connections: two of ours are one of the server's",
                        "connect to the server itself: near caches rest on connections of their own");
                return;
            }
        }
        String port = ClientLine.port(own.getOrDefault("laddr", ""));
        if (!port.isEmpty() && !port.equals(Integer.toString(server.uri().getPort()))) {
            findings.warn(
                    PROXY,
                    "the server was connected to at its port " + port + ", and the address says "
                            + server.uri().getPort() + ": something in between passes connections on",
                    "nothing, if it is a plain forwarding of ports (Docker, Kubernetes, a load balancer of connections);"
                            + " its idle timeout must be longer than the lease of near caches");
        } else {
            findings.ok(PROXY, "each connection is one of the server's own");
        }
    }

    private void tls() {
        boolean secured = server.uri().isSsl();
        if (secured && server.uri().getVerifyMode() == SslVerifyMode.NONE) {
            findings.warn(
                    TLS,
                    "TLS, but nobody verifies the certificate: whoever stands in between can pass for the server",
                    "remove verifyPeer=NONE from the address, and name the certificates in tandem.redis.tls.trust-store");
        } else if (secured) {
            findings.ok(
                    TLS,
                    "TLS; the certificate was verified"
                            + (server.uri().getVerifyMode() == SslVerifyMode.FULL
                                    ? ", and its host"
                                    : ", not its host"));
        } else if (isThisMachine()) {
            findings.ok(TLS, "no TLS, and the server is on this machine");
        } else {
            findings.warn(
                    TLS,
                    "no TLS: passwords and values travel in clear",
                    "rediss:// where the server can, unless the network is trusted");
        }
    }

    private boolean isThisMachine() {
        try {
            return InetAddress.getByName(server.uri().getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
