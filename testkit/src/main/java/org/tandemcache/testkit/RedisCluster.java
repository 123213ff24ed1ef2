package org.tandemcache.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis Cluster for tests: {@linkplain RedisServer#embedded embedded servers} on free ports of the loopback
 * interface, that keep nothing on disk and go away with {@link #close()} or with the JVM.
 *
 * <pre>{@code
 * try (RedisCluster cluster = RedisCluster.start(3, 1)) {
 *     var client = RedisClusterClient.create(RedisURI.create(cluster.nodes().get(0).uri()));
 *     ...
 *     RedisServer promoted = cluster.failoverByKill(cluster.masterOf("basket:1"));
 * }
 * }</pre>
 *
 * <p>The nodes are {@linkplain RedisServer servers} that can be paused, killed and restarted one by one; after that,
 * {@link #awaitReady()} waits until the cluster has come to rest. A node takes another for failed after 2 seconds
 * ({@code cluster-node-timeout 2000}), and a replica's promotion takes 1 to 2 seconds more; it needs a majority of the
 * masters, so at least three of them. Empty masters don't become replicas, and replicas don't change their masters by
 * themselves ({@code cluster-allow-replica-migration no}).
 *
 * <p>Thread-safe, but the cluster should change by one hand at a time. No method waits for longer than about 30
 * seconds; what takes longer is a {@link RedisServerException} with the end of each node's log.
 */
public final class RedisCluster implements AutoCloseable {
    /** How many slots there are; they count from 0 on. */
    public static final int SLOTS = KeySlot.COUNT;

    private final List<String> configuration;
    private final ServerGroup group = new ServerGroup("Redis Cluster");

    private RedisCluster(List<String> configuration) {
        this.configuration = configuration;
    }

    /**
     * Starts a cluster whose masters own even shares of the slots. Returns when each node knows all others and serves,
     * which takes 2 to 3 seconds.
     *
     * @param masters how many masters, at least 1
     * @param replicasEach how many replicas each master has, 0 or more
     * @param configLines lines of {@code redis.conf} for every node, such as {@code "cluster-require-full-coverage no"}
     *     (Redis's default is yes); {@code requirepass} makes nodes use the password among themselves too
     * @throws IllegalArgumentException if there is to be no master
     * @throws RedisServerException if it isn't ready within 30 seconds
     */
    public static RedisCluster start(int masters, int replicasEach, String... configLines) {
        if (masters < 1 || replicasEach < 0) {
            throw new IllegalArgumentException("A cluster needs at least one master, not " + masters
                    + ", and 0 or more replicas for each, not " + replicasEach);
        }
        RedisCluster cluster = new RedisCluster(ClusterAssembly.configuration(List.of(configLines)));
        try {
            cluster.assemble(masters, replicasEach);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * {@link #start} of nodes that speak TLS and nothing else, with each other too; addresses are {@code rediss://}.
     *
     * @param shown the certificate that every node shows; {@code CONFIG SET tls-cert-file} and {@code tls-key-file}
     *     change it
     */
    public static RedisCluster startTls(
            TestCertificates certificates,
            TestCertificate shown,
            int masters,
            int replicasEach,
            String... configLines) {
        return start(
                masters,
                replicasEach,
                TlsLines.of(certificates, shown, configLines).toArray(String[]::new));
    }

    private void assemble(int masterCount, int replicasEach) {
        IntStream.range(0, masterCount * (1 + replicasEach)).forEach(i -> group.add(configuration));
        List<RedisServer> nodes = nodes();
        List<RedisServer> masters = nodes.subList(0, masterCount);
        ClusterAssembly.shareSlots(masters);
        for (int i = 1; i < nodes.size(); i++) {
            ClusterAssembly.introduce(nodes.get(i), nodes.subList(0, i));
        }
        awaitReady();
        for (int i = masterCount; i < nodes.size(); i++) {
            ClusterAssembly.replicate(nodes.get(i), masters.get(i % masterCount));
        }
        awaitReady();
    }

    /**
     * The address as a client wants it: {@code redis://host:port,host:port,...} with every node, or
     * {@code redis://:password@host:port,...} if a line of the configuration was {@code requirepass password}.
     */
    public String uri() {
        return ServerGroup.scheme(configuration, "://")
                + ServerGroup.userInfo(configuration)
                + ServerGroup.addresses(nodes());
    }

    /**
     * Adds a user to the access control list of each node that serves, until it is restarted.
     *
     * @param rules what the user may do, as {@link RedisServer#addUser} takes them
     * @return the address with this user: {@code redis://name:password@host:port,...}
     */
    public String addUser(String name, String password, String... rules) {
        return ServerGroup.scheme(configuration, "://")
                + group.addUser(name, password, rules)
                + ServerGroup.addresses(nodes());
    }

    /** Every node, in the order of their start: the first masters, their replicas, and what {@link #addNode} added. */
    public List<RedisServer> nodes() {
        return group.all();
    }

    /** The masters that serve at this moment, those without slots too. */
    public List<RedisServer> masters() {
        ClusterView view = view();
        return group.serving().stream()
                .filter(node ->
                        view.at(node.port()).filter(ClusterNode::isMaster).isPresent())
                .toList();
    }

    /** The replicas that a master has at this moment, those that don't serve too. */
    public List<RedisServer> replicasOf(RedisServer master) {
        ClusterView view = view();
        return view.at(master.port()).stream()
                .flatMap(node -> view.replicasOf(node).stream())
                .flatMap(node -> group.at(node.port()).stream())
                .toList();
    }

    /** The master of a key's slot, by what the first serving node knows. */
    public RedisServer masterOf(byte[] key) {
        return masterOfSlot(slotOf(key));
    }

    /** The master of a key, which is encoded in UTF-8. */
    public RedisServer masterOf(String key) {
        return masterOf(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The master of a slot, by what the first serving node knows.
     *
     * @param slot from 0 to 16383
     * @throws RedisServerException if the slot has no owner, or no node serves
     */
    public RedisServer masterOfSlot(int slot) {
        return view().ownerOf(slot)
                .flatMap(node -> group.at(node.port()))
                .orElseThrow(() -> new RedisServerException("Nobody owns slot " + slot));
    }

    /** The masters of all slots at one moment, by what the first serving node knows; null for one without. */
    List<@Nullable RedisServer> mastersOfSlots() {
        ClusterView view = view();
        return IntStream.range(0, KeySlot.COUNT)
                .mapToObj(slot -> view.ownerOf(slot)
                        .flatMap(node -> group.at(node.port()))
                        .orElse(null))
                .collect(Collectors.toList());
    }

    /** The slot of a key, from 0 to 16383: of what stands in its first pair of braces, or of the whole key. */
    public static int slotOf(byte[] key) {
        return KeySlot.of(key);
    }

    /**
     * Waits until the nodes that are neither paused nor killed are connected with each other, agree on who owns which
     * slots, say {@code cluster_state:ok}, and replicas are in sync with their masters.
     *
     * @throws RedisServerException if they don't within 30 seconds
     */
    public void awaitReady() {
        awaitReadyAnd("ready", Optional::empty);
    }

    /**
     * Waits until the others take a node for failed, as they do about 2 seconds after it was paused or killed.
     *
     * @throws RedisServerException if they don't within 30 seconds
     */
    public void awaitFailed(RedisServer node) {
        group.await(
                node + " failed",
                () -> group.serving().stream()
                        .filter(other -> !other.equals(node))
                        .filter(other -> ClusterView.of(other)
                                .at(node.port())
                                .filter(ClusterNode::hasFailed)
                                .isEmpty())
                        .map(other -> other + " doesn't take it for failed")
                        .findAny());
    }

    /**
     * Makes a replica the master in an orderly way ({@code CLUSTER FAILOVER}): no write that was answered is lost, and
     * the former master becomes its replica. Returns when the cluster is ready again.
     *
     * @return the new master
     * @throws IllegalArgumentException if it isn't a master, or has no slots or no serving replica
     */
    public RedisServer failover(RedisServer master) {
        return ClusterFailover.of(this, master).byRequest();
    }

    /**
     * Kills a master and waits until a replica has been promoted. What the master had not yet sent to it is lost.
     * Later, {@link RedisServer#restart()} and {@link #awaitReady()} bring the former master back as a replica.
     *
     * @return the new master
     * @throws IllegalArgumentException if it isn't a master, or has no slots or no serving replica
     */
    public RedisServer failoverByKill(RedisServer master) {
        return ClusterFailover.of(this, master).after(master::kill);
    }

    /**
     * Pauses a master and waits until a replica has been promoted. Connections to the former master stay open; later,
     * {@link RedisServer#resume()} and {@link #awaitReady()} bring it back as a replica.
     *
     * @return the new master
     * @throws IllegalArgumentException if it isn't a master, or has no slots or no serving replica
     */
    public RedisServer failoverByPause(RedisServer master) {
        return ClusterFailover.of(this, master).after(master::pause);
    }

    /**
     * Begins to move a slot, of which the cluster then serves one part here and one part there.
     *
     * @param slot from 0 to 16383
     * @param target the master to which it goes, not its owner
     */
    public SlotMove beginMove(int slot, RedisServer target) {
        return SlotMove.begin(this, slot, target);
    }

    /**
     * Moves slots and their keys, from wherever they are. Returns when all nodes know.
     *
     * @param first the first slot
     * @param last the last slot, itself included
     * @param target the master to which they go; slots that it owns already are left alone
     */
    public void moveSlots(int first, int last, RedisServer target) {
        List<SlotMove> moves = new ArrayList<>();
        for (int slot = first; slot <= last; slot++) {
            if (!masterOfSlot(slot).equals(target)) {
                SlotMove move = beginMove(slot, target);
                move.assign();
                moves.add(move);
            }
        }
        awaitReadyAnd(
                "slots " + first + " to " + last + " move to " + target,
                () -> moves.stream().flatMap(move -> move.obstacle().stream()).findFirst());
    }

    /** Whether the servers can {@link #moveSlotsAtomically}: Redis from 8.4 and Valkey from 9.0 on. */
    public boolean canMoveSlotsAtomically() {
        return AtomicSlotMove.knownBy(nodes().get(0)).isPresent();
    }

    /**
     * Moves slots, from wherever they are, so that no client sees one of them divided ({@code CLUSTER MIGRATION IMPORT}
     * of Redis, {@code CLUSTER MIGRATESLOTS} of Valkey). Returns when all nodes know.
     *
     * @param first the first slot
     * @param last the last slot, itself included
     * @param target the master to which they go; slots that it owns already are left alone
     * @throws UnsupportedOperationException if the servers {@linkplain #canMoveSlotsAtomically can't}
     */
    public void moveSlotsAtomically(int first, int last, RedisServer target) {
        AtomicSlotMove move = AtomicSlotMove.knownBy(target)
                .orElseThrow(() -> new UnsupportedOperationException(target + " moves slots key by key: Redis from 8.4"
                        + " and Valkey from 9.0 on move them as a whole"));
        awaitReadyAnd(
                "slots " + first + " to " + last + " move to " + target, () -> move.proceed(this, first, last, target));
    }

    /** Adds a master without slots. Returns when the cluster is ready with it. */
    public RedisServer addNode() {
        List<RedisServer> others = group.serving();
        RedisServer node = group.add(configuration);
        ClusterAssembly.introduce(node, others);
        awaitReady();
        return node;
    }

    /** Adds a replica to a master. Returns when it is in sync. */
    public RedisServer addReplica(RedisServer master) {
        RedisServer replica = addNode();
        ClusterAssembly.replicate(replica, master);
        awaitReady();
        return replica;
    }

    /** Waits until the cluster is ready and nothing else is in the way either. */
    void awaitReadyAnd(String goal, Supplier<Optional<String>> obstacle) {
        group.await(goal, () -> ClusterHealth.obstacle(group.serving()).or(obstacle));
    }

    /** What the first serving node knows. */
    ClusterView view() {
        return group.serving().stream()
                .findFirst()
                .map(ClusterView::of)
                .orElseThrow(() -> new RedisServerException("No node of the cluster serves"));
    }

    /** Ends every node, and deletes their files. */
    @Override
    public void close() {
        group.close();
    }

    @Override
    public String toString() {
        return "Redis Cluster at " + ServerGroup.addresses(nodes());
    }
}
