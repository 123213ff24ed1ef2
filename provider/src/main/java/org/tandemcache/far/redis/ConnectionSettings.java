package org.tandemcache.far.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.tandemcache.config.ConnectSettings;
import org.tandemcache.config.Credentials;

/** What the configuration says of each connection of a manager: where to, how long to wait, how secured. Immutable. */
final class ConnectionSettings {
    /** How long a command may take to be answered, unless the URI says otherwise. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    private static final int REQUEST_QUEUE_SIZE = 50_000;

    private final RedisServerAddress address;
    private final ConnectSettings connect;
    private final RedisTls tls;
    private final Duration commandTimeout;

    /** @param tls for addresses of rediss:// */
    ConnectionSettings(RedisServerAddress address, ConnectSettings connect, RedisTls tls) {
        this.address = address;
        this.connect = connect;
        this.tls = tls;
        Duration stated = address.timeout();
        this.commandTimeout = stated == null ? DEFAULT_TIMEOUT : stated;
    }

    /** How long an answer is waited for. */
    Duration commandTimeout() {
        return commandTimeout;
    }

    /** How long making a connection may take in all: the socket, then the handshake. */
    Duration connectBound() {
        return connect.timeout().plus(commandTimeout);
    }

    /** The servers of the address, in their order. */
    List<RedisURI> servers() {
        return address.servers().stream().map(this::timed).toList();
    }

    private RedisURI timed(RedisURI server) {
        RedisURI.Builder timed = RedisURI.builder(server).withTimeout(commandTimeout);
        if (server.getClientName() == null) {
            timed.withClientName(clientName());
        }
        return tls.applyTo(timed.build());
    }

    /** What {@code CLIENT LIST} shows of a connection; Redis allows neither blanks nor what can't be printed. */
    private String clientName() {
        String named = address.uri().getClientName();
        return named != null
                ? named
                : ("tandem:" + connect.namespace() + ":" + ThisHost.NAME).replaceAll("[^!-~]", "_");
    }

    String namespace() {
        return connect.namespace();
    }

    /** Looked up once; a lookup may ask a name server. */
    private static final class ThisHost {
        static final String NAME = name();

        private static String name() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "unknown";
            }
        }
    }

    /** TLS for the servers means TLS for the Sentinels; users are their own. */
    RedisURI sentinel(RedisURI sentinel) {
        RedisURI.Builder asked = RedisURI.builder(sentinel).withSsl(address.uri());
        Credentials login = connect.sentinel();
        if (login != null && login.user() != null) {
            asked.withAuthentication(login.user(), login.password());
        } else if (login != null) {
            asked.withPassword(login.password().toCharArray());
        }
        return timed(asked.build());
    }

    /** Where a server is that others have told of; everything but its host and port is as configured. */
    RedisURI node(String host, int port) {
        RedisURI common = address.uri();
        RedisURI.Builder node = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withSsl(common)
                .withAuthentication(common)
                .withDatabase(common.getDatabase())
                .withTimeout(commandTimeout)
                .withClientName(clientName());
        return tls.applyTo(node.build());
    }

    /** What every connection of a manager has in common. */
    ClientOptions options() {
        return ClientOptions.builder()
                .reauthenticateBehavior(
                        address.uri().getCredentialsProvider().supportsStreaming()
                                ? ClientOptions.ReauthenticateBehavior.ON_NEW_CREDENTIALS
                                : ClientOptions.ReauthenticateBehavior.DEFAULT)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUEST_QUEUE_SIZE)
                .replayFilter(new NoReplayOfWrites())
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutCommands(false) // whoever sends one waits no longer than he wants, and it costs a timer
                        .build())
                .sslOptions(tls.options())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(connect.timeout())
                        .keepAlive(true)
                        .build())
                .build();
    }
}
