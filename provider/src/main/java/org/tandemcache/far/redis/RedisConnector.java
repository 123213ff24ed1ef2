package org.tandemcache.far.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/**
 * The one connection of a cache manager to Redis, made when it is first needed and kept by Lettuce from then on: while
 * it is down, commands are rejected at once. Thread-safe.
 */
public final class RedisConnector implements AutoCloseable {
    /** How long a connection may take to be made, and a command to be answered, unless the URI says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(RedisConnector.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Delay RECONNECT_DELAY =
            Delay.fullJitter(Duration.ofMillis(1), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int REQUEST_QUEUE_SIZE = 50_000;
    /** Flushes of so many writes are joined into one: what one event loop turn brings goes out together. */
    private static final int FLUSHES_JOINED = 256;

    private final RedisServerAddress address;
    private final Duration commandTimeout;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock; read without it on the way of every command.
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    // Guarded by the lock.
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private boolean closed;

    public RedisConnector(RedisServerAddress address) {
        this.address = address;
        Duration stated = address.uri().getTimeout();
        this.commandTimeout = stated.equals(RedisURI.DEFAULT_TIMEOUT_DURATION) ? DEFAULT_TIMEOUT : stated;
    }

    RedisServerAddress address() {
        return address;
    }

    /** How long an answer is waited for. */
    public Duration commandTimeout() {
        return commandTimeout;
    }

    /**
     * The Lettuce client, made on the first call; it does not connect by itself.
     *
     * @return null if {@code type} is none of the client's
     */
    public <T> @Nullable T unwrap(Class<T> type) {
        if (!AbstractRedisClient.class.isAssignableFrom(type) || !type.isAssignableFrom(RedisClient.class)) {
            return null;
        }
        lock.lock();
        try {
            return type.cast(openClient());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The connection, made on the first call.
     *
     * @throws FarTierException of kind UNAVAILABLE if it can't be made within the connect timeout
     */
    StatefulRedisConnection<byte[], byte[]> connection() {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        return current != null ? current : connect();
    }

    private StatefulRedisConnection<byte[], byte[]> connect() {
        Duration bound = connectBound();
        try {
            if (!lock.tryLock(bound.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unreachable("another thread's attempt to connect is still under way", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted while waiting for the connection", e);
        }
        try {
            StatefulRedisConnection<byte[], byte[]> current = connection;
            if (current == null) {
                current = open(openClient(), bound);
                connection = current;
                log.info("Connected to Redis at {}", address);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private StatefulRedisConnection<byte[], byte[]> open(RedisClient redis, Duration bound) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening =
                redis.connectAsync(Commands.CODEC, uri()).toCompletableFuture();
        try {
            return opening.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unreachable(Failures.rootMessage(e), e.getCause());
        } catch (TimeoutException e) {
            abandon(opening);
            throw unreachable("no connection within " + bound.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            abandon(opening);
            Thread.currentThread().interrupt();
            throw unreachable("interrupted while connecting", e);
        }
    }

    /** A connection that comes after nobody waits for it any more would never be closed by anybody. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how closing went
    private static void abandon(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening) {
        opening.thenAccept(StatefulRedisConnection::closeAsync).exceptionally(failed -> null);
    }

    private RedisClient openClient() {
        if (closed) {
            throw new FarTierException(Kind.UNAVAILABLE, "the connection to Redis at " + address + " is closed", null);
        }
        if (client == null) {
            resources = DefaultClientResources.builder()
                    .reconnectDelay(RECONNECT_DELAY)
                    .nettyCustomizer(new JoinFlushes())
                    .build();
            client = RedisClient.create(resources);
            client.setOptions(options());
        }
        return client;
    }

    /** Connections of the same manager that want other handlers, on the same threads; to be shut down before this. */
    public ClientResources resourcesWith(NettyCustomizer customizer) {
        lock.lock();
        try {
            openClient();
            ClientResources shared = Objects.requireNonNull(resources);
            return DefaultClientResources.builder()
                    .eventLoopGroupProvider(shared.eventLoopGroupProvider())
                    .eventExecutorGroup(shared.eventExecutorGroup())
                    .timer(shared.timer())
                    .reconnectDelay(RECONNECT_DELAY)
                    .nettyCustomizer(customizer)
                    .build();
        } finally {
            lock.unlock();
        }
    }

    /** Where to connect to, with the command timeout. */
    public RedisURI uri() {
        return RedisURI.builder(address.uri()).withTimeout(commandTimeout).build();
    }

    /** How long making a connection may take in all: the socket, then the handshake. */
    public Duration connectBound() {
        return CONNECT_TIMEOUT.plus(commandTimeout);
    }

    /** What every connection of a manager has in common. */
    public ClientOptions options() {
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUEST_QUEUE_SIZE)
                .replayFilter(new NoReplayOfWrites())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                .build();
    }

    /** The far tier's exception for a failure of Lettuce. */
    public FarTierException translate(Throwable failure) {
        return Failures.translate(failure, address);
    }

    /** {@link Failures#isWrongType}. */
    public static boolean isWrongType(Throwable failure) {
        return Failures.isWrongType(failure);
    }

    /** {@link Failures#rootMessage}. */
    public static String rootMessage(Throwable failure) {
        return Failures.rootMessage(failure);
    }

    private FarTierException unreachable(String reason, @Nullable Throwable cause) {
        return new FarTierException(
                Kind.UNAVAILABLE,
                "Redis at " + address.hostAndPort() + " can't be reached: " + reason
                        + ". Check that the server runs there and lets this client in; the address came from the "
                        + address.origin(),
                cause);
    }

    /** Closes the connection and ends its threads; later calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            connection = null;
            if (client != null) {
                client.shutdown(Duration.ZERO, CLOSE_TIMEOUT);
                client = null;
            }
            if (resources != null) {
                boolean ended = resources
                        .shutdown(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    log.warn("The threads of the connection to {} did not end within {}", address, CLOSE_TIMEOUT);
                }
                resources = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "Redis at " + address.hostAndPort();
    }

    /** Puts the handler first in the pipeline, where it sees every flush. */
    private static final class JoinFlushes implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES_JOINED, true));
        }
    }
}
