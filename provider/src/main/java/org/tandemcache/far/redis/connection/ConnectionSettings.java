package org.tandemcache.far.redis.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import java.time.Duration;
import java.util.List;
import org.tandemcache.config.ConnectSettings;
import org.tandemcache.config.Credentials;

/** What the configuration says of each connection of a manager: where to, how long to wait, how secured. Immutable. */
public final class ConnectionSettings {
    /** How long a command may take to be answered, unless the URI says otherwise. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    private static final int REQUEST_QUEUE_SIZE = 50_000;

    private final RedisServerAddress address;
    private final ConnectSettings connect;
    private final RedisTls tls;
    private final Duration commandTimeout;
    private final RedisCredentialsProvider credentials;

    /** @param tls for addresses of rediss:// */
    ConnectionSettings(RedisServerAddress address, ConnectSettings connect, RedisTls tls) {
        this.credentials = atHand(address.uri());
        this.address = address;
        this.connect = connect;
        this.tls = tls;
        Duration stated = address.timeout();
        this.commandTimeout = stated == null ? DEFAULT_TIMEOUT : stated;
    }

    /** What the keys of all caches begin with. */
    String namespace() {
        return connect.namespace();
    }

    /** Whether Lettuce keeps the times of commands. */
    boolean commandLatency() {
        return connect.commandLatency();
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
    public List<RedisURI> servers() {
        return address.servers().stream().map(this::timed).toList();
    }

    private RedisURI timed(RedisURI server) {
        RedisURI timed = RedisURI.builder(server).withTimeout(commandTimeout).build();
        timed.setCredentialsProvider(atHand(timed));
        if (timed.getClientName() == null) {
            timed.setClientName(ClientName.of(connect.namespace()));
        }
        return tls.applyTo(timed);
    }

    /**
     * Lettuce waits for user and password of an address on another thread than the channel's, and then may see a
     * channel closed before it sees why; unless they are known to be at hand.
     */
    private static RedisCredentialsProvider atHand(RedisURI server) {
        RedisCredentialsProvider provider = server.getCredentialsProvider();
        if (provider instanceof RedisLogin) {
            return provider;
        }
        RedisCredentials named = provider.resolveCredentials().block();
        return named == null ? provider : new StaticCredentialsProvider(named.getUsername(), named.getPassword());
    }

    /** TLS for the servers means TLS for the Sentinels; users are their own. */
    public RedisURI sentinel(RedisURI sentinel) {
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
    public RedisURI node(String host, int port) {
        RedisURI common = address.uri();
        RedisURI.Builder node = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withSsl(common)
                .withAuthentication(credentials)
                .withDatabase(common.getDatabase())
                .withTimeout(commandTimeout)
                .withClientName(
                        common.getClientName() == null ? ClientName.of(connect.namespace()) : common.getClientName());
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
