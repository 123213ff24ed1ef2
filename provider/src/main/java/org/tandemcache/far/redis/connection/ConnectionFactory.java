package org.tandemcache.far.redis.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.tracing.Tracing;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.ConnectSettings;
import org.tandemcache.far.DetachedThreads;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/**
 * Makes the connections of one cache manager: Lettuce's client with its options and threads, which are there from the
 * first connection on. Says of each failure how far a connection came. Thread-safe.
 */
public final class ConnectionFactory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConnectionFactory.class);
    /**
     * At the most a quarter of a second, as long as the breaker lets pass between probes: the next one finds it there.
     */
    private static final Delay RECONNECT_DELAY =
            Delay.fullJitter(Duration.ofMillis(1), Duration.ofMillis(250), 2, TimeUnit.MILLISECONDS);

    /** How long the end of clients and threads is waited for. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** Flushes of so many writes are joined into one: what one event loop turn brings goes out together. */
    private static final int FLUSHES_JOINED = 256;

    private final RedisServerAddress address;
    private final ConnectionSettings settings;
    private final Reconnects reconnects = new Reconnects();
    private final Activations activations = new Activations();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean told = new AtomicBoolean();
    private final LongAdder reconnected = new LongAdder();

    // Written under the lock; read by whoever makes another connection.
    private volatile @Nullable ClientResources resources;
    private volatile @Nullable RedisClient client;
    // Guarded by the lock.
    private boolean closed;

    /** @param tls for addresses of rediss:// */
    public ConnectionFactory(RedisServerAddress address, ConnectSettings connect, RedisTls tls) {
        LettuceFloor.check();
        this.address = address;
        this.settings = new ConnectionSettings(address, connect, tls);
    }

    public RedisServerAddress address() {
        return address;
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /** By which name the servers list the connections. */
    public String clientName() {
        return ClientName.of(settings.namespace());
    }

    /** A connection that was lost is there again. */
    public void reconnected() {
        reconnected.increment();
    }

    /** How often a connection that was lost was made anew. */
    public long reconnects() {
        return reconnected.sum();
    }

    /** How long an answer is waited for. */
    public Duration commandTimeout() {
        return settings.commandTimeout();
    }

    /** How long making a connection may take in all: the socket, then the handshake. */
    public Duration connectBound() {
        return settings.connectBound();
    }

    /** What every connection of a manager has in common. */
    public ClientOptions options() {
        return settings.options();
    }

    /**
     * The client for single servers, made on the first call. It does not connect by itself.
     *
     * @throws FarTierException of kind UNAVAILABLE if this is closed
     */
    public RedisClient open() {
        lock.lock();
        try {
            return openClient();
        } finally {
            lock.unlock();
        }
    }

    private RedisClient openClient() {
        if (closed) {
            throw closedException();
        }
        RedisClient current = client;
        if (current == null) {
            NettyStart.awaitConstants();
            ClientResources made = built(DefaultClientResources.builder()
                    .threadFactoryProvider(
                            pool -> new DetachedThreads(new DefaultThreadFactory(pool, true))) // they outlive requests
                    .reconnectDelay(RECONNECT_DELAY)
                    .nettyCustomizer(new PrepareChannels()));
            reconnects.watch(made);
            resources = made;
            current = RedisClient.create(made);
            current.setOptions(options());
            current.addListener(activations);
            client = current;
        }
        return current;
    }

    private FarTierException closedException() {
        return new FarTierException(Kind.UNAVAILABLE, "the connection to Redis at " + address + " is closed", null);
    }

    // ------------------------------------------------------------------------------------------------- connecting

    /** Connects to one server. */
    public CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(RedisURI server) {
        return connectOnce(server)
                .exceptionallyCompose(failure -> Failures.hasLostItsReason(failure)
                        ? connectOnce(server) // to be told
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connectOnce(RedisURI server) {
        return connected(open -> open.connectAsync(ServerCommands.CODEC, server));
    }

    /** Connects to a Sentinel, to ask it. */
    public CompletableFuture<StatefulRedisSentinelConnection<String, String>> connectSentinel(RedisURI sentinel) {
        return connected(open -> open.connectSentinelAsync(StringCodec.UTF8, sentinel));
    }

    /** Connects to one server, to hear what is published there. */
    public CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> connectToHear(RedisURI server) {
        return connected(open -> open.connectPubSubAsync(ServerCommands.CODEC, server));
    }

    /** Connects to a Sentinel, to hear from it. */
    public CompletableFuture<StatefulRedisPubSubConnection<String, String>> connectPubSub(RedisURI sentinel) {
        return connected(open -> open.connectPubSubAsync(StringCodec.UTF8, sentinel));
    }

    /** A connection, once it takes commands. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how the closing went
    private <C extends StatefulConnection<?, ?>> CompletableFuture<C> connected(
            Function<RedisClient, CompletionStage<C>> connecting) {
        RedisClient open = client;
        if (open == null) {
            return CompletableFuture.failedFuture(closedException());
        }
        return connecting.apply(open).toCompletableFuture().thenCompose(connection -> {
            CompletableFuture<Void> active = activations.of(connection);
            return (active.isDone() ? active : within(connectBound(), active))
                    .thenApply(up -> connection)
                    .whenComplete((up, failure) -> {
                        if (failure != null) {
                            connection.closeAsync();
                        }
                    });
        });
    }

    /** Adds to a channel what every channel of a manager has. */
    public static void prepare(Channel channel) {
        HandshakeMark.addTo(channel);
        FirstAnswer.addTo(channel);
        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES_JOINED, true)); // where it sees every flush
    }

    private static final class PrepareChannels implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            prepare(channel);
        }
    }

    // ------------------------------------------------------------------------------------------------- threads

    /**
     * The threads of all connections, once the client is {@linkplain #open open}.
     *
     * @throws FarTierException of kind UNAVAILABLE if it was never opened
     */
    public ClientResources resources() {
        ClientResources current = resources;
        if (current == null) {
            throw closedException();
        }
        return current;
    }

    /** Connections of the same manager that want other handlers, on the same threads; to be shut down before this. */
    public ClientResources resourcesWith(NettyCustomizer customizer) {
        lock.lock();
        try {
            openClient();
            ClientResources shared = resources();
            return built(DefaultClientResources.builder()
                    .eventLoopGroupProvider(shared.eventLoopGroupProvider())
                    .eventExecutorGroup(shared.eventExecutorGroup())
                    .timer(shared.timer())
                    .reconnectDelay(RECONNECT_DELAY)
                    .nettyCustomizer(customizer));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Without the recorder that Lettuce takes by itself where its libraries are on the class path, unless it was asked
     * for. Tracing is Tandem's to give to nobody: an agent has put its own into the builder, or nobody has.
     */
    private ClientResources built(ClientResources.Builder builder) {
        if (!settings.commandLatency()) {
            builder.commandLatencyRecorder(CommandLatencyRecorder.disabled());
        }
        ClientResources made = builder.build();
        Tracing tracing = made.tracing();
        return tracing.isEnabled()
                ? made.mutate().tracing(new QuietTracing(tracing)).build()
                : made;
    }

    /** Runs a task again and again, on a thread of its own kind, until it is cancelled or this is closed. */
    public Future<?> every(Duration period, Runnable task) {
        return resources()
                .eventExecutorGroup()
                .scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Fails the future if it has not ended by then. CompletableFuture's own timeouts run on a thread of the JVM's that
     * keeps the class loader of whoever used them first.
     *
     * @return the same future
     */
    @SuppressWarnings("FutureReturnValueIgnored") // cancelling the timer is all that is left to do
    public <T> CompletableFuture<T> within(Duration bound, CompletableFuture<T> future) {
        Future<?> timer = resources()
                .eventExecutorGroup()
                .schedule(
                        () -> future.completeExceptionally(new TimeoutException("no answer within " + bound)),
                        bound.toNanos(),
                        TimeUnit.NANOSECONDS);
        future.whenComplete((answer, failure) -> timer.cancel(false));
        return future;
    }

    // ------------------------------------------------------------------------------------------------- telling

    /** The far tier's exception for a failure of Lettuce. */
    public FarTierException translate(Throwable failure) {
        return Failures.translate(failure, address, reconnects.failure());
    }

    /** Of an attempt to connect that ended with {@code cause}: tells how far it came. */
    public FarTierException unreachable(String server, String reason, @Nullable Throwable cause) {
        Throwable failure = cause instanceof CompletionException wrapper ? wrapper.getCause() : cause;
        return failure instanceof FarTierException known
                ? known
                : new FarTierException(
                        Kind.UNAVAILABLE,
                        ConnectFailures.text("Redis at " + server, reason, failure, address),
                        failure);
    }

    /** Of a server that has answered, and is none to work with. */
    public FarTierException unfit(String server, String why, @Nullable Throwable cause) {
        return new FarTierException(
                Kind.UNAVAILABLE,
                "Redis at " + server + " was reached, but " + why + "; the address came from the " + address.origin(),
                cause);
    }

    /** A server was connected to for the first time. Behind Sentinels nobody else tells of it. */
    void identified(RedisNode node, ServerIdentity identity) {
        if (address.isSentinel() && told.compareAndSet(false, true)) {
            tell(node + ", which is the " + address.hostAndPort(), identity);
        }
    }

    /** The line from which one reads what a manager works with. */
    public void tell(String server, ServerIdentity identity) {
        log.info("Connected to {}: {}, namespace \"{}\"", server, identity, settings.namespace());
    }

    /** Closes the connections and ends their threads; later calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            RedisClient open = client;
            client = null;
            ClientResources used = resources;
            resources = null;
            if (open != null && used != null && !shutDown(open, used)) {
                log.warn("The threads of the connection to {} did not end within {}", address, CLOSE_TIMEOUT);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the connections of a client, and ends the threads that it does not share whether that succeeds or not.
     *
     * @return whether the threads have ended; each of the two is waited for within {@link #CLOSE_TIMEOUT}
     */
    public static boolean shutDown(RedisClient client, ClientResources resources) {
        long bound = CLOSE_TIMEOUT.toMillis();
        try {
            client.shutdownAsync(0, bound, TimeUnit.MILLISECONDS).get(bound, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // what follows is waited for all the same
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Connections were not closed; their threads are ended", e);
        }
        return resources.shutdown(0, bound, TimeUnit.MILLISECONDS).awaitUninterruptibly(bound, TimeUnit.MILLISECONDS);
    }

    @Override
    public String toString() {
        return "Redis at " + address.hostAndPort();
    }
}
