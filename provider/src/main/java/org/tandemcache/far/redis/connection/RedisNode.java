package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One server that holds keys, with the connection over which commands go there. It is made when it is first needed and
 * kept by Lettuce from then on: while it is down, commands are rejected at once. Thread-safe.
 */
public final class RedisNode {
    private final ConnectionFactory connections;
    private final RedisURI uri;
    private final boolean readOnly;
    private final AtomicInteger losses = new AtomicInteger();
    // The attempt under way, or the one that succeeded; null if there is none.
    private final AtomicReference<@Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> attempt =
            new AtomicReference<>();
    private volatile boolean closed;
    // Of the last attempt that has ended.
    private volatile boolean failed;
    // Null until the server is connected to.
    private volatile @Nullable ServerIdentity identity;

    public RedisNode(ConnectionFactory connections, RedisURI uri) {
        this(connections, uri, false);
    }

    private RedisNode(ConnectionFactory connections, RedisURI uri, boolean readOnly) {
        this.connections = connections;
        this.uri = uri;
        this.readOnly = readOnly;
    }

    /** One that is only read from: a replica in a cluster must be told so on each connection. */
    public static RedisNode replica(ConnectionFactory connections, RedisURI uri, boolean inCluster) {
        return new RedisNode(connections, uri, inCluster);
    }

    /** Where the server is, with the credentials and the timeout of the manager. */
    public RedisURI uri() {
        return uri;
    }

    public boolean isAt(String host, int port) {
        return uri.getHost().equals(host) && uri.getPort() == port;
    }

    /** Where the server is; not resolved. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(String.valueOf(uri.getHost()), uri.getPort());
    }

    public String hostAndPort() {
        return uri.getHost() + ":" + uri.getPort();
    }

    /** How often the connection was lost so far: a scan's cursor is good on one connection. */
    public int losses() {
        return losses.get();
    }

    /**
     * The connection, made on the first call.
     *
     * @throws org.tandemcache.far.FarTierException of kind UNAVAILABLE if it can't be made within the connect timeout
     */
    public StatefulRedisConnection<byte[], byte[]> connection() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> there = attempt.get();
        StatefulRedisConnection<byte[], byte[]> ready =
                there == null || !there.isDone() || there.isCompletedExceptionally() ? null : there.getNow(null);
        return ready != null ? ready : await(open());
    }

    private StatefulRedisConnection<byte[], byte[]> await(
            CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening) {
        long bound = connections.connectBound().toMillis();
        try {
            return opening.get(bound, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw connections.unreachable(hostAndPort(), Failures.rootMessage(e), e.getCause());
        } catch (TimeoutException e) {
            failed = true;
            attempt.compareAndSet(opening, null);
            opening.completeExceptionally(e); // one that comes late is closed
            throw connections.unreachable(hostAndPort(), "no connection within " + bound + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connections.unreachable(hostAndPort(), "interrupted while connecting", e);
        }
    }

    /**
     * What the server told of itself when it was connected to, which it is on the first call.
     *
     * @throws org.tandemcache.far.FarTierException of kind UNAVAILABLE if it can't be made within the connect timeout
     */
    public ServerIdentity identity() {
        connection();
        return Objects.requireNonNull(identity);
    }

    /** Whether there is a connection at this moment. */
    public boolean isUp() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> there = attempt.get();
        return there != null
                && there.isDone()
                && !there.isCompletedExceptionally()
                && there.join().isOpen();
    }

    /** Whether there was to be a connection and is none: the attempt has failed, or the connection is lost. */
    public boolean isDown() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> there = attempt.get();
        return there == null ? failed : there.isDone() && !isUp();
    }

    /** The connection, or the attempt to make it. Does not block. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how the closing of a late one went
    public CompletableFuture<StatefulRedisConnection<byte[], byte[]>> open() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening = new CompletableFuture<>();
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> other = attempt.compareAndExchange(null, opening);
        if (other != null) {
            return other;
        }
        connect().whenComplete((connection, failure) -> {
            failed = failure != null;
            if (failure != null) {
                attempt.compareAndSet(opening, null);
                opening.completeExceptionally(failure);
            } else {
                connection.addListener(new Losses());
                if (!opening.complete(connection) || closed) {
                    connection.closeAsync();
                }
            }
        });
        return opening;
    }

    /** One that does not tell what it is, or can't be worked with, is not kept. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how the closing went
    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
        return connections
                .connect(uri)
                .thenCompose(connection -> connections
                        .within(connections.commandTimeout(), ServerIdentity.ask(connection))
                        .thenCompose(told -> accept(connection, told))
                        .whenComplete((there, failure) -> {
                            if (failure != null) {
                                connection.closeAsync();
                            }
                        }));
    }

    /** Lettuce says READONLY again on whatever connection takes the place of this one. */
    private CompletionStage<StatefulRedisConnection<byte[], byte[]>> accept(
            StatefulRedisConnection<byte[], byte[]> connection, ServerIdentity told) {
        if (told.isTooOld()) {
            throw connections.unfit(
                    hostAndPort(),
                    "it is of version " + told.version() + ", and " + ServerIdentity.LEAST + " or later is needed",
                    null);
        }
        identity = told;
        connections.identified(this, told);
        return readOnly
                ? connection.async().readOnly().thenApply(ok -> connection)
                : CompletableFuture.completedFuture(connection);
    }

    /** Closes the connection; whoever waits for an answer is told so. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is left of it ends with the client
    public void close() {
        closed = true;
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> there = attempt.get();
        if (there != null) {
            there.thenAccept(StatefulRedisConnection::closeAsync);
        }
    }

    @Override
    public String toString() {
        return "Redis at " + hostAndPort();
    }

    private final class Losses implements RedisConnectionStateListener {
        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            losses.incrementAndGet();
        }

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
            if (losses.get() > 0) { // the first time may be told here, or have been told before anybody listened
                connections.reconnected();
            }
        }
    }
}
