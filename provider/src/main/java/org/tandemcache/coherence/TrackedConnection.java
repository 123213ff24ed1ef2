package org.tandemcache.coherence;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.RedisNode;

/**
 * A connection whose channels are all tracked, the reconnected ones too, with the client that it belongs to.
 *
 * @param connection ready to be read from
 */
record TrackedConnection(
        RedisClient client, ClientResources resources, StatefulRedisConnection<byte[], byte[]> connection)
        implements AutoCloseable {
    /**
     * Connects; does not block.
     *
     * @param node whose keys are read, or followed
     * @param handlers makes the handler of each new channel
     * @param notices hears them, on the event loop
     * @param ready completed once the first channel is tracked, or failed if it never will be
     */
    static CompletableFuture<TrackedConnection> open(
            ConnectionFactory connections,
            RedisNode node,
            Supplier<TrackingHandler> handlers,
            PushListener notices,
            CompletableFuture<Void> ready) {
        ClientResources resources = connections.resourcesWith(new TrackChannels(handlers));
        RedisClient client = RedisClient.create(resources);
        // Over RESP2 the server would accept the tracking and never send a notice.
        client.setOptions(connections
                .options()
                .mutate()
                .protocolVersion(ProtocolVersion.RESP3)
                .build());
        Duration bound = connections.connectBound();
        return connections
                .within(
                        bound,
                        client.connectAsync(ByteArrayCodec.INSTANCE, node.uri()).toCompletableFuture())
                .thenCompose(connection -> {
                    connection.addListener(notices);
                    connection.addListener(new Reconnects(connections));
                    return connections
                            .within(bound, ready)
                            .thenApply(tracked -> new TrackedConnection(client, resources, connection));
                })
                .whenComplete((open, failure) -> {
                    if (failure != null) {
                        closeLater(client, resources);
                    }
                });
    }

    @Override
    public void close() {
        ConnectionFactory.shutDown(client, resources);
    }

    /** {@link #close} without waiting, which an event loop must not. */
    void closeLater() {
        closeLater(client, resources);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how it went
    private static void closeLater(RedisClient client, ClientResources resources) {
        client.shutdownAsync(0, ConnectionFactory.CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) ->
                        resources.shutdown(0, ConnectionFactory.CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Counts the channels behind the first, which may be told here, or have been told before anybody listened. */
    private static final class Reconnects implements RedisConnectionStateListener {
        private final ConnectionFactory connections;
        // Used by the connection's event loop.
        private volatile boolean lost;

        Reconnects(ConnectionFactory connections) {
            this.connections = connections;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            lost = true;
        }

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
            if (lost) {
                connections.reconnected();
            }
        }
    }

    /** Puts the tracking between Lettuce's handshake and its first command. */
    private record TrackChannels(Supplier<TrackingHandler> handlers) implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
                if (handler.getValue() instanceof RedisHandshakeHandler) {
                    channel.pipeline().addAfter(handler.getKey(), "tandem-tracking", handlers.get());
                    ConnectionFactory.prepare(channel);
                    return;
                }
            }
            throw new IllegalStateException("this version of Lettuce has no handshake to put the tracking behind");
        }
    }
}
