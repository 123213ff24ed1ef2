package org.tandemcache.far.redis.topology;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.ServerCommands;

/**
 * A Redis Cluster: the keys are spread over slots, the slots over masters. Lettuce reads from the nodes which of them
 * holds what, periodically and after each sign that it has changed; the commands find their ways here, so that a batch
 * is one flush for each node and a node that has just appeared is waited for. Thread-safe.
 */
final class ClusterTopology implements Topology {
    private static final Logger log = LoggerFactory.getLogger(ClusterTopology.class);
    private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOKED_AT_AGAIN_AFTER = Duration.ofMillis(200);

    private final ConnectionFactory connections;
    private final RedisClusterClient client;
    private final ConcurrentMap<String, RedisNode> nodes = new ConcurrentHashMap<>();
    private final List<BiConsumer<TopologyView, TopologyView>> listeners = new CopyOnWriteArrayList<>();
    private final Future<?> schedule;
    // Guarded by this.
    private CompletableFuture<Boolean> looking = CompletableFuture.completedFuture(true);
    private boolean closed;
    private volatile TopologyView view;
    private volatile long lookedAt = System.nanoTime();

    private ClusterTopology(ConnectionFactory connections, RedisClusterClient client) {
        this.connections = connections;
        this.client = client;
        this.view = viewOf(client.getPartitions());
        this.schedule = connections.every(LOOKED_AT_EVERY, this::look);
    }

    /**
     * Asks a node of the cluster for all of it.
     *
     * @throws FarTierException of kind UNAVAILABLE if it does not tell in time
     */
    static ClusterTopology open(ConnectionFactory connections, List<RedisURI> seeds) {
        RedisClusterClient client = RedisClusterClient.create(connections.resources(), seeds);
        client.setOptions(ClusterClientOptions.builder(connections.options())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .dynamicRefreshSources(true)
                        .build())
                .build());
        String cluster = "of the cluster at " + connections.address().hostAndPort();
        try {
            client.refreshPartitionsAsync()
                    .toCompletableFuture()
                    .get(connections.connectBound().toMillis(), TimeUnit.MILLISECONDS);
            ClusterTopology topology = new ClusterTopology(connections, client);
            log.info("Redis at {} is a cluster of {}", connections.address(), topology.view.masters());
            return topology;
        } catch (ExecutionException e) {
            client.shutdown();
            throw new FarTierException(
                    Kind.UNAVAILABLE,
                    "no node " + cluster + " tells what it holds: " + Failures.rootMessage(e),
                    e.getCause());
        } catch (TimeoutException e) {
            client.shutdown();
            throw new FarTierException(Kind.UNAVAILABLE, "no node " + cluster + " told in time what it holds", e);
        } catch (InterruptedException e) {
            client.shutdown();
            Thread.currentThread().interrupt();
            throw new FarTierException(Kind.UNAVAILABLE, "interrupted while asking a node " + cluster, e);
        }
    }

    RedisClusterClient client() {
        return client;
    }

    @Override
    public TopologyView view() {
        return view;
    }

    @Override
    public TopologyView freshView() {
        try {
            client.refreshPartitionsAsync()
                    .toCompletableFuture()
                    .get(connections.connectBound().toMillis(), TimeUnit.MILLISECONDS);
            adopt();
            return view;
        } catch (ExecutionException | TimeoutException e) {
            throw connections.unreachable(connections.address().hostAndPort(), Failures.rootMessage(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FarTierException(Kind.UNAVAILABLE, "interrupted while the cluster was asked what it holds", e);
        }
    }

    @Override
    public int keysPerCommand() {
        return 1; // hardly two keys of a batch lie in one slot, and while it moves they may not travel together
    }

    // ------------------------------------------------------------------------------------------------- sending

    @Override
    public void dispatch(RedisCommand<byte[], byte[], ?> command) {
        RedisNode holder = holder(command);
        holder.connection().dispatch(new RedirectedCommand<>(command, this, holder));
    }

    @Override
    public void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
        Map<RedisNode, List<RedisCommand<byte[], byte[], ?>>> byNode = new LinkedHashMap<>();
        for (RedisCommand<byte[], byte[], ?> command : commands) {
            try {
                RedisNode holder = holder(command);
                byNode.computeIfAbsent(holder, node -> new ArrayList<>())
                        .add(new RedirectedCommand<>(command, this, holder));
            } catch (FarTierException e) {
                command.completeExceptionally(e);
            }
        }
        byNode.forEach((node, group) -> {
            try {
                node.connection().dispatch(group);
            } catch (FarTierException | RedisException e) {
                group.forEach(command -> command.completeExceptionally(e));
            }
        });
    }

    private RedisNode holder(RedisCommand<byte[], byte[], ?> command) {
        ByteBuffer key = Objects.requireNonNull(command.getArgs()).getFirstEncodedKey();
        int slot = SlotHash.getSlot(Objects.requireNonNull(key));
        RedisNode holder = view.holderOf(slot);
        if (holder == null) {
            suspect();
            throw new FarTierException(
                    Kind.UNAVAILABLE,
                    "no node of the cluster at " + connections.address().hostAndPort() + " holds slot " + slot
                            + ": a part of the cluster is down or was never assigned",
                    null);
        }
        return holder;
    }

    /**
     * Sends a command where the node that was asked has pointed to; on its event loop.
     *
     * @param command knows who has redirected it: one that names no host means its own
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the command is told what becomes of it
    void redirect(RedirectedCommand<?> command, String redirection) {
        String[] words = redirection.split(" ", -1); // ASK 3999 127.0.0.1:6381
        boolean asking = words[0].equals("ASK");
        if (!asking) {
            suspect();
        }
        HostAndPort target = HostAndPort.parseCompat(words[2]);
        RedisNode next = node(
                target.getHostText().isEmpty() ? command.asked().uri().getHost() : target.getHostText(),
                target.getPort());
        command.asks(next);
        next.open().whenComplete((connection, failure) -> {
            if (failure != null) {
                command.completeExceptionally(
                        connections.unreachable(target.toString(), Failures.rootMessage(failure), failure));
                return;
            }
            try {
                if (asking) {
                    AsyncCommand<byte[], byte[], String> entrance = ServerCommands.asking();
                    entrance.whenComplete((ok, refusal) -> {
                        if (refusal != null) { // else the command is only sent back to where it came from
                            command.completeExceptionally(refusal);
                        }
                    });
                    connection.dispatch(List.of(entrance, command)); // one write: they stay adjacent
                } else {
                    connection.dispatch(command);
                }
            } catch (RedisException e) {
                command.completeExceptionally(e);
            }
        });
    }

    // ------------------------------------------------------------------------------------------------- watching

    @Override
    public void suspect() {
        if (System.nanoTime() - lookedAt > LOOKED_AT_AGAIN_AFTER.toNanos()) {
            look();
        }
    }

    private synchronized void look() {
        if (!closed && looking.isDone()) {
            looking = client.refreshPartitionsAsync()
                    .handle((done, failure) -> {
                        if (failure == null) {
                            adopt();
                        } else {
                            log.debug("The cluster at {} does not tell what it holds", connections.address(), failure);
                        }
                        lookedAt = System.nanoTime();
                        return failure == null;
                    })
                    .toCompletableFuture();
        }
    }

    private synchronized void adopt() {
        TopologyView before = view;
        TopologyView next = viewOf(client.getPartitions());
        Set<RedisNode> losers = before.losersTo(next);
        if (losers.isEmpty() && before.masters().size() == next.masters().size()) {
            view = next; // slots that nobody held may have got a master
            return;
        }
        log.info("The cluster at {} has changed; its masters are {}", connections.address(), next.masters());
        view = next;
        listeners.forEach(listener -> listener.accept(before, next));
    }

    private TopologyView viewOf(Partitions partitions) {
        @Nullable RedisNode[] slots = new RedisNode[SlotHash.SLOT_COUNT];
        Set<RedisNode> masters = new LinkedHashSet<>();
        Set<String> known = new HashSet<>();
        for (RedisClusterNode member : partitions) {
            RedisURI address = member.getUri();
            known.add(name(address.getHost(), address.getPort()));
            if (member.is(NodeFlag.UPSTREAM) && !(member.hasNoSlots() && member.is(NodeFlag.FAIL))) {
                RedisNode node = node(address.getHost(), address.getPort());
                masters.add(node);
                member.forEachSlot(slot -> slots[slot] = node);
            }
        }
        nodes.forEach((name, node) -> {
            if (!known.contains(name) && nodes.remove(name, node)) {
                node.close();
            }
        });
        return TopologyView.of(masters, slots);
    }

    private RedisNode node(String host, int port) {
        return nodes.computeIfAbsent(
                name(host, port),
                name -> new RedisNode(connections, connections.settings().node(host, port)));
    }

    private static String name(String host, int port) {
        return host + ":" + port;
    }

    @Override
    public void onChange(BiConsumer<TopologyView, TopologyView> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        schedule.cancel(false);
        CompletableFuture<Boolean> last;
        synchronized (this) {
            closed = true;
            last = looking;
        }
        connections
                .within(ConnectionFactory.CLOSE_TIMEOUT, last.copy())
                .handle((done, failure) -> done)
                .join();
        client.shutdown(Duration.ZERO, ConnectionFactory.CLOSE_TIMEOUT);
    }

    @Override
    public String toString() {
        return "cluster of " + view.masters();
    }
}
