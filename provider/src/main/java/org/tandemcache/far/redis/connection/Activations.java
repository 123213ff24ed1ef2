package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tells when a connection takes commands. Lettuce may hand one out before: where credentials are asked for, the
 * handshake can end on a thread that is not the channel's, which has yet to activate the connection then, and the first
 * command is refused for "Currently not connected". Thread-safe.
 */
final class Activations implements RedisConnectionStateListener {
    // Of connections that are up, and of those that are waited for.
    private final ConcurrentMap<Object, CompletableFuture<Void>> known = new ConcurrentHashMap<>();

    /** Done while the connection is up, and once it is. */
    CompletableFuture<Void> of(StatefulConnection<?, ?> connection) {
        return known(connection);
    }

    private CompletableFuture<Void> known(Object connection) {
        return known.computeIfAbsent(connection, any -> new CompletableFuture<>());
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        known(connection).complete(null);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        known.remove(connection);
    }
}
