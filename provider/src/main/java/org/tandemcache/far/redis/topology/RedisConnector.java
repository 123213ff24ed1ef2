package org.tandemcache.far.redis.topology;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ConnectSettings;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.connection.RedisTls;
import org.tandemcache.far.redis.connection.ServerIdentity;

/**
 * What a cache manager reaches Redis by: its connections, and the topology, which is found out when it is first needed.
 * Thread-safe.
 */
public final class RedisConnector implements AutoCloseable {
    private final ConnectionFactory connections;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock; read without it on the way of every command.
    private volatile @Nullable Topology topology;
    // Written under the lock; null while nobody reads from replicas.
    private volatile @Nullable Replicas replicas;

    /** Connects with what the JVM trusts. */
    public RedisConnector(RedisServerAddress address) {
        this(address, ConnectSettings.defaults(), RedisTls.defaults());
    }

    /** @param tls for addresses of rediss:// */
    public RedisConnector(RedisServerAddress address, ConnectSettings connect, RedisTls tls) {
        this.connections = new ConnectionFactory(address, connect, tls);
    }

    /** Makes other connections to the servers of this, with the same options and threads. */
    public ConnectionFactory connections() {
        return connections;
    }

    public RedisServerAddress address() {
        return connections.address();
    }

    /** How long an answer is waited for. */
    public Duration commandTimeout() {
        return connections.commandTimeout();
    }

    /** How long making a connection may take in all: the socket, then the handshake. */
    public Duration connectBound() {
        return connections.connectBound();
    }

    /** {@link ConnectionFactory#within}. */
    public <T> CompletableFuture<T> within(Duration bound, CompletableFuture<T> future) {
        return connections.within(bound, future);
    }

    /** The far tier's exception for a failure of Lettuce. */
    public FarTierException translate(Throwable failure) {
        return connections.translate(failure);
    }

    // ------------------------------------------------------------------------------------------------- what is known

    /** What the server is and where, as far as it is known. No round trip. */
    public String description() {
        Topology current = topology;
        return current == null ? address().hostAndPort() + ", not asked yet" : current.toString();
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

    /** Where the server is that is asked for a key; not resolved. Null as long as nothing is known. No round trip. */
    public @Nullable InetSocketAddress serverOf(FarKey key) {
        RedisNode holder = holderOf(key);
        return holder == null ? null : holder.address();
    }

    /** Whether there is a connection to the server that holds a key. No round trip. */
    public boolean isUp(FarKey key) {
        RedisNode holder = holderOf(key);
        return holder != null && holder.isUp();
    }

    private @Nullable RedisNode holderOf(FarKey key) {
        TopologyView known = knownView();
        if (known == null) {
            return null;
        }
        return known.isCluster() ? known.holderOf(key.bytes()) : known.masters().get(0);
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
        return (int) knownMasters().stream().filter(RedisNode::isUp).count();
    }

    // ------------------------------------------------------------------------------------------------- asking

    /**
     * Connects now, where that would be left to the first command.
     *
     * @throws FarTierException of kind UNAVAILABLE if it can't be made within the connect timeout
     */
    public void connectNow() {
        view().masters().forEach(RedisNode::connection);
    }

    /**
     * Asks each node that holds keys what it is.
     *
     * @throws FarTierException if one of them can't be connected to, or does not answer within the command timeout
     */
    public List<NodeAnswer> ping() {
        List<RedisNode> masters = view().masters();
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
        return type.isAssignableFrom(RedisClient.class) ? type.cast(connections.open()) : null;
    }

    // ------------------------------------------------------------------------------------------------- the topology

    /**
     * Where the keys lie, found out on the first call.
     *
     * @throws FarTierException of kind UNAVAILABLE if the server can't be asked within the connect timeout
     */
    public Topology topology() {
        Topology current = topology;
        return current != null ? current : findOut();
    }

    private Topology findOut() {
        String server = address().hostAndPort();
        try {
            if (!lock.tryLock(connectBound().toNanos(), TimeUnit.NANOSECONDS)) {
                throw connections.unreachable(server, "another thread's attempt to connect is still under way", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connections.unreachable(server, "interrupted while waiting for the connection", e);
        }
        try {
            Topology current = topology;
            if (current == null) {
                connections.open();
                current = TopologyDiscovery.ask(connections);
                topology = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
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
            connections.open(); // throws if it is closed
            current = replicas;
            if (current == null) {
                current = new Replicas(connections, this::view);
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

    /** Closes the connections and ends their threads; later calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
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
            connections.close();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return connections.toString();
    }
}
