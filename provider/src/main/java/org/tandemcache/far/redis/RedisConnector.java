package org.tandemcache.far.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.ConnectSettings;
import org.tandemcache.far.DetachedThreads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/**
 * What a cache manager connects to Redis with: the clients, their options and threads, and the topology, which is found
 * out when it is first needed. Thread-safe.
 */
public final class RedisConnector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisConnector.class);
    /**
     * At the most a quarter of a second, as long as the breaker lets pass between probes: the next one finds it there.
     */
    private static final Delay RECONNECT_DELAY =
            Delay.fullJitter(Duration.ofMillis(1), Duration.ofMillis(250), 2, TimeUnit.MILLISECONDS);

    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** Flushes of so many writes are joined into one: what one event loop turn brings goes out together. */
    private static final int FLUSHES_JOINED = 256;

    private final RedisServerAddress address;
    private final ConnectionSettings settings;
    private final Reconnects reconnects = new Reconnects();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean told = new AtomicBoolean();

    // Written under the lock; read without it on the way of every command.
    private volatile @Nullable Topology topology;
    // Written under the lock; read by whoever makes another connection.
    private volatile @Nullable ClientResources resources;
    private volatile @Nullable RedisClient client;
    // Written under the lock; null while nobody reads from replicas.
    private volatile @Nullable Replicas replicas;
    // Guarded by the lock.
    private boolean closed;

    /** Connects with what the JVM trusts. */
    public RedisConnector(RedisServerAddress address) {
        this(address, ConnectSettings.defaults(), RedisTls.defaults());
    }

    /** @param tls for addresses of rediss:// */
    public RedisConnector(RedisServerAddress address, ConnectSettings connect, RedisTls tls) {
        LettuceFloor.check();
        this.address = address;
        this.settings = new ConnectionSettings(address, connect, tls);
    }

    RedisServerAddress address() {
        return address;
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** What the server is and where, as far as it is known. No round trip. */
    public String description() {
        Topology current = topology;
        return current == null ? address.hostAndPort() + ", not asked yet" : current.toString();
    }

    /** How many servers hold keys; 1 while that is not known. No round trip. */
    public int nodes() {
        Topology current = topology;
        return current == null ? 1 : current.view().masters().size();
    }

    /** The node of a cluster that holds a key; null for the only server, and as long as there is nothing known. */
    public @Nullable RedisNode nodeOf(FarKey key) {
        TopologyView known = knownView();
        return known == null || !known.isCluster() ? null : known.holderOf(key.bytes());
    }

    /** {@link #view}, or null as long as there is nothing known. No round trip. */
    public @Nullable TopologyView knownView() {
        Topology current = topology;
        return current == null ? null : current.view();
    }

    /** The nodes that hold keys; none as long as nothing is known. No round trip. */
    public List<RedisNode> knownMasters() {
        TopologyView known = knownView();
        return known == null ? List.of() : known.masters();
    }

    /** With how many of them there is a connection. No round trip. */
    public int nodesUp() {
        Topology current = topology;
        return current == null
                ? 0
                : (int) current.view().masters().stream()
                        .filter(RedisNode::isUp)
                        .count();
    }

    /**
     * Connects now, where that would be left to the first command.
     *
     * @throws FarTierException of kind UNAVAILABLE if it can't be made within the connect timeout
     */
    public void connectNow() {
        topology().view().masters().forEach(RedisNode::connection);
    }

    /**
     * Asks each node that holds keys what it is.
     *
     * @throws FarTierException if one of them can't be connected to, or does not answer within the command timeout
     */
    public List<NodeAnswer> ping() {
        List<RedisNode> masters = topology().view().masters();
        List<CompletableFuture<NodeAnswer>> answers =
                masters.stream().map(this::ask).toList();
        List<NodeAnswer> told = new ArrayList<>();
        for (int i = 0; i < masters.size(); i++) {
            told.add(answer(masters.get(i), answers.get(i)));
        }
        return told;
    }

    private CompletableFuture<NodeAnswer> ask(RedisNode node) {
        StatefulRedisConnection<byte[], byte[]> connection = node.connection();
        long start = System.nanoTime();
        return within(commandTimeout(), ServerIdentity.ask(connection))
                .thenApply(
                        identity -> new NodeAnswer(node.hostAndPort(), identity.toString(), System.nanoTime() - start));
    }

    private NodeAnswer answer(RedisNode node, CompletableFuture<NodeAnswer> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            suspect(); // a node that was replaced is found out
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof TimeoutException
                    ? new FarTierException(
                            Kind.UNAVAILABLE,
                            node + " did not answer within " + commandTimeout().toMillis() + " ms",
                            e)
                    : translate(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FarTierException(Kind.UNKNOWN_OUTCOME, "interrupted while waiting for the answer of " + node, e);
        }
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
     * A client of Lettuce's, made on the first call. The one for single servers does not connect by itself; the one for
     * a cluster is there where the server is one, which is found out by connecting.
     *
     * @return null if {@code type} is none of the clients'
     */
    public <T> @Nullable T unwrap(Class<T> type) {
        if (!AbstractRedisClient.class.isAssignableFrom(type)) {
            return null;
        }
        if (type == RedisClusterClient.class) {
            return topology() instanceof ClusterTopology cluster ? type.cast(cluster.client()) : null;
        }
        if (!type.isAssignableFrom(RedisClient.class)) {
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
     * Where the keys lie, found out on the first call.
     *
     * @throws FarTierException of kind UNAVAILABLE if the server can't be asked within the connect timeout
     */
    Topology topology() {
        Topology current = topology;
        return current != null ? current : findOut();
    }

    /** Which node holds which key, as it is known now; {@link #topology()} on the first call. */
    public TopologyView view() {
        return topology().view();
    }

    /** The replicas of the servers that hold keys, asked for from the first call on. */
    Replicas replicas() {
        Replicas current = replicas;
        if (current != null) {
            return current;
        }
        topology();
        lock.lock();
        try {
            openClient(); // throws if it is closed
            current = replicas;
            if (current == null) {
                current = new Replicas(this);
                replicas = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Something went wrong that a change of the topology would explain. */
    public void suspect() {
        Topology current = topology;
        if (current != null) {
            current.suspect();
        }
    }

    /** Tells of each change of the topology, with the view before and after it, on any thread. */
    public void onTopologyChange(BiConsumer<TopologyView, TopologyView> listener) {
        topology().onChange(listener);
    }

    private Topology findOut() {
        try {
            if (!lock.tryLock(connectBound().toNanos(), TimeUnit.NANOSECONDS)) {
                throw unreachable(
                        address.hostAndPort(), "another thread's attempt to connect is still under way", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(address.hostAndPort(), "interrupted while waiting for the connection", e);
        }
        try {
            Topology current = topology;
            if (current == null) {
                openClient();
                current = TopologyDiscovery.ask(this);
                topology = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Connects to one server. */
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(RedisURI server) {
        return connectOnce(server)
                .exceptionallyCompose(failure -> Failures.hasLostItsReason(failure)
                        ? connectOnce(server) // to be told
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connectOnce(RedisURI server) {
        RedisClient open = client;
        return open == null
                ? CompletableFuture.failedFuture(closedException())
                : open.connectAsync(Commands.CODEC, server).toCompletableFuture();
    }

    /** Connects to a Sentinel, to ask it. */
    CompletableFuture<StatefulRedisSentinelConnection<String, String>> connectSentinel(RedisURI sentinel) {
        RedisClient open = client;
        return open == null
                ? CompletableFuture.failedFuture(closedException())
                : open.connectSentinelAsync(StringCodec.UTF8, sentinel);
    }

    /** Connects to a Sentinel, to hear from it. */
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> connectPubSub(RedisURI sentinel) {
        RedisClient open = client;
        return open == null
                ? CompletableFuture.failedFuture(closedException())
                : open.connectPubSubAsync(StringCodec.UTF8, sentinel).toCompletableFuture();
    }

    /** Runs a task again and again, on a thread of its own kind, until it is cancelled or this is closed. */
    Future<?> every(Duration period, Runnable task) {
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

    ClientResources resources() {
        return Objects.requireNonNull(resources);
    }

    private FarTierException closedException() {
        return new FarTierException(Kind.UNAVAILABLE, "the connection to Redis at " + address + " is closed", null);
    }

    private RedisClient openClient() {
        if (closed) {
            throw closedException();
        }
        RedisClient current = client;
        if (current == null) {
            NettyStart.awaitConstants();
            ClientResources made = DefaultClientResources.builder()
                    .threadFactoryProvider(
                            pool -> new DetachedThreads(new DefaultThreadFactory(pool, true))) // they outlive requests
                    .reconnectDelay(RECONNECT_DELAY)
                    .nettyCustomizer(new PrepareChannels())
                    .build();
            reconnects.watch(made);
            resources = made;
            current = RedisClient.create(made);
            current.setOptions(options());
            client = current;
        }
        return current;
    }

    /** Connections of the same manager that want other handlers, on the same threads; to be shut down before this. */
    public ClientResources resourcesWith(NettyCustomizer customizer) {
        lock.lock();
        try {
            openClient();
            ClientResources shared = resources();
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

    /** Adds to a channel what every channel of a manager has. */
    public static void prepare(Channel channel) {
        HandshakeMark.addTo(channel);
        FirstAnswer.addTo(channel);
        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES_JOINED, true)); // where it sees every flush
    }

    /** The far tier's exception for a failure of Lettuce. */
    public FarTierException translate(Throwable failure) {
        return Failures.translate(failure, address, reconnects.failure());
    }

    /** {@link Failures#isWrongType}. */
    public static boolean isWrongType(Throwable failure) {
        return Failures.isWrongType(failure);
    }

    /** {@link Failures#rootMessage}. */
    public static String rootMessage(Throwable failure) {
        return Failures.rootMessage(failure);
    }

    /** Of an attempt to connect that ended with {@code cause}: tells how far it came. */
    FarTierException unreachable(String server, String reason, @Nullable Throwable cause) {
        Throwable failure = cause instanceof CompletionException wrapper ? wrapper.getCause() : cause;
        return failure instanceof FarTierException known
                ? known
                : new FarTierException(
                        Kind.UNAVAILABLE,
                        ConnectFailures.text("Redis at " + server, reason, failure, address),
                        failure);
    }

    /** Of a server that has answered, and is none to work with. */
    FarTierException unfit(String server, String why, @Nullable Throwable cause) {
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
    void tell(String server, ServerIdentity identity) {
        log.info("Connected to {}: {}, namespace \"{}\"", server, identity, settings.namespace());
    }

    /** Closes the connection and ends its threads; later calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            Topology watched = topology;
            topology = null;
            Replicas asked = replicas;
            replicas = null;
            if (asked != null) {
                asked.close();
            }
            if (watched != null) {
                watched.close();
            }
            RedisClient open = client;
            client = null;
            if (open != null) {
                open.shutdown(Duration.ZERO, CLOSE_TIMEOUT);
            }
            ClientResources used = resources;
            resources = null;
            if (used != null) {
                boolean ended = used.shutdown(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    log.warn("The threads of the connection to {} did not end within {}", address, CLOSE_TIMEOUT);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "Redis at " + address.hostAndPort();
    }

    private static final class PrepareChannels implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            prepare(channel);
        }
    }
}
