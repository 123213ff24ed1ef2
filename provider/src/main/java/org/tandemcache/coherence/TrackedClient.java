package org.tandemcache.coherence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.CallTime;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * The tracked-read client of a cache manager: a connection of its own to each master, over RESP3, whose every channel
 * is tracked before its first command. A key is read from the node that holds it and from no other, so that the one
 * that answers is the one that calls back; where the node points elsewhere, nothing is kept. Connects at the first
 * read; while a node is not connected, reads fail at once and their callers read elsewhere without keeping anything.
 * Thread-safe.
 */
public final class TrackedClient implements CoherentReads, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrackedClient.class);
    private final RedisConnector connector;
    private final Duration lease;
    private final Duration longestConnect;
    private final boolean writes;
    private final Invalidations invalidations = new Invalidations();
    private final Map<FlushCause, LongAdder> flushes = new EnumMap<>(FlushCause.class);
    private final Nodes watcher = new Nodes();
    // Those that were read from. A node comes in before its reader looks whether it still is a master, and the topology
    // changes before former masters are taken out: so none stays.
    private final ConcurrentMap<RedisNode, TrackedNode> nodes = new ConcurrentHashMap<>();
    private final ConcurrentMap<TrackedNode, String> refusals = new ConcurrentHashMap<>();
    private final ReentrantLock finding = new ReentrantLock();
    private volatile boolean used;
    private volatile boolean listening;
    private volatile boolean closed;
    private final LongSupplier retryClock;
    private final CoherenceListener listener;
    // Guarded by the lock.
    private boolean tried;
    // Written by event loops.
    private final AtomicLong coherentSince = new AtomicLong(System.nanoTime());

    /**
     * @param connector lends its threads, its topology and its timeouts; outlives this
     * @param lease for how long a proof of life is trusted
     * @param listener hears of each change; reached from event loops, so it must hold nothing of the application
     */
    public TrackedClient(RedisConnector connector, Duration lease, CoherenceListener listener) {
        this(connector, lease, listener, System::nanoTime);
    }

    /** @param retryClock tells when to try again what was refused or failed: {@link System#nanoTime} or a test's */
    TrackedClient(RedisConnector connector, Duration lease, CoherenceListener listener, LongSupplier retryClock) {
        this.connector = connector;
        this.lease = lease;
        this.longestConnect = connector.connectBound().multipliedBy(2); // to connect, and to track
        // A write must not fail because the channel is closed for its own reasons.
        this.writes = connector.commandTimeout().compareTo(TrackingHandler.surelyOpen(lease)) <= 0;
        this.listener = listener;
        this.retryClock = retryClock;
        for (FlushCause cause : FlushCause.values()) {
            flushes.put(cause, new LongAdder());
        }
    }

    /** Passes the notices of a key space on to a listener, which is held weakly: its cache keeps it. */
    public void register(Keyspace keyspace, InvalidationListener listener) {
        invalidations.register(keyspace, listener);
    }

    /** Passes them on to this listener no more. */
    public void unregister(Keyspace keyspace, InvalidationListener listener) {
        invalidations.unregister(keyspace, listener);
    }

    /** Reads that wait no longer than this for a connection that is made for the first time. */
    public CoherentReads within(Duration longestWait) {
        TrackedClient client = this;
        return new CoherentReads() {
            @Override
            public void read(List<FarKey> keys, List<? extends Answer> answers) {
                client.read(keys, answers, Duration.ofNanos(CallTime.left(longestWait.toNanos())));
            }

            @Override
            public boolean isReady(FarKey key) {
                return client.isReady(key);
            }

            @Override
            public boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
                return client.writeAndRead(key, stored, answer);
            }

            @Override
            public void answeredElsewhere(FarKey key) {
                client.answeredElsewhere(key);
            }
        };
    }

    @Override
    public void read(List<FarKey> keys, List<? extends Answer> answers) {
        read(keys, answers, longestConnect);
    }

    private void read(List<FarKey> keys, List<? extends Answer> answers, Duration longestWait) {
        TopologyView view = view();
        if (!view.isCluster()) {
            tracked(view.masters().get(0)).read(keys, answers, true, longestWait);
            return;
        }
        if (keys.size() == 1) {
            tracked(holder(view, keys.get(0))).read(keys, answers, false, longestWait);
            return;
        }
        Map<RedisNode, Group> groups = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            try {
                Group group = groups.computeIfAbsent(holder(view, keys.get(i)), node -> new Group());
                group.keys().add(keys.get(i));
                group.answers().add(answers.get(i));
            } catch (FarTierException e) {
                answers.get(i).failed(e);
            }
        }
        groups.forEach((node, group) -> {
            try {
                tracked(node).read(group.keys(), group.answers(), false, longestWait);
            } catch (FarTierException e) {
                group.answers().forEach(answer -> answer.failed(e));
            }
        });
    }

    @Override
    public boolean isReady(FarKey key) {
        TrackedNode node = listening ? known(key) : null;
        return node != null && node.wasBegun();
    }

    @Override
    public boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
        TrackedNode node = writes && listening ? known(key) : null;
        return node != null && node.writeAndRead(key, stored, answer);
    }

    @Override
    public void answeredElsewhere(FarKey key) {
        if (listening) {
            TrackedNode node = known(key);
            if (node != null) {
                node.answeredElsewhere();
            }
        }
    }

    private @Nullable TrackedNode known(FarKey key) {
        RedisNode holder = connector.view().holderOf(key.bytes());
        return holder == null ? null : nodes.get(holder);
    }

    /** What one node is asked for. */
    private record Group(List<FarKey> keys, List<Answer> answers) {
        Group() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private static RedisNode holder(TopologyView view, FarKey key) {
        RedisNode holder = view.holderOf(key.bytes());
        if (holder == null) {
            throw unavailable("no node of the cluster holds the key");
        }
        return holder;
    }

    private TopologyView view() {
        used = true;
        if (listening) {
            return connector.view();
        }
        return listen();
    }

    private TopologyView listen() {
        // Nobody waits for the topology that another one finds out: there is another way to read.
        if (!finding.tryLock()) {
            throw unavailable("the topology is being found out");
        }
        try {
            if (!listening) {
                // Whoever reads elsewhere finds it out; only the first read does it here, so that it can be kept.
                if (tried && connector.knownView() == null) {
                    throw unavailable("the topology is not known yet");
                }
                tried = true;
                connector.onTopologyChange(this::changed);
                listening = true;
            }
            return connector.view();
        } finally {
            finding.unlock();
        }
    }

    private TrackedNode tracked(RedisNode node) {
        TrackedNode there = nodes.get(node);
        return there != null ? there : track(node);
    }

    private TrackedNode track(RedisNode node) {
        if (closed) {
            throw unavailable("the tracked connections are closed");
        }
        TrackedNode made = nodes.computeIfAbsent(
                node,
                any -> new TrackedNode(
                        connector,
                        node,
                        lease,
                        connector.view().isCluster() ? () -> new ClusterProof(lease.toNanos()) : MasterProof::new,
                        invalidations,
                        watcher,
                        retryClock));
        if (closed || !connector.view().masters().contains(node)) {
            forget(node);
            throw unavailable(node + " is no master any more");
        }
        return made;
    }

    /** Whoever lost keys can't call them back. */
    private void changed(TopologyView before, TopologyView now) {
        for (RedisNode loser : before.losersTo(now)) {
            TrackedNode tracked = nodes.get(loser);
            if (tracked != null) {
                tracked.flush(FlushCause.TOPOLOGY_CHANGED);
            }
        }
        List<RedisNode> masters = now.masters();
        nodes.keySet().stream().filter(node -> !masters.contains(node)).toList().forEach(this::forget);
    }

    private void forget(RedisNode node) {
        TrackedNode former = nodes.remove(node);
        if (former != null) {
            refusals.remove(former);
            former.closeLater();
        }
    }

    private static FarTierException unavailable(String reason) {
        return new FarTierException(Kind.UNAVAILABLE, reason, null);
    }

    /**
     * When a server began to prove copies, the last time: the {@link System#nanoTime()} before it was asked for its
     * first proof. What is proven at that moment was read behind it.
     */
    public long coherentSince() {
        return coherentSince.get();
    }

    /**
     * {@link TrackedNode#unbrokenSince}; now for a server that was never read from. No round trip.
     *
     * @param node of a cluster; null for the only server
     */
    public long unbrokenSince(@Nullable RedisNode node) {
        RedisNode asked = node;
        if (asked == null) {
            TopologyView known = connector.knownView();
            asked = known == null || known.isCluster() ? null : known.masters().get(0);
        }
        TrackedNode tracked = asked == null ? null : nodes.get(asked);
        return tracked == null ? System.nanoTime() : tracked.unbrokenSince();
    }

    /** How coherence stands: as with the node with which it stands worst. No round trip. */
    public Coherence coherence() {
        for (String refusal : refusals.values()) {
            return new Coherence(Coherence.State.OFF, refusal, -1);
        }
        @Nullable Coherence worst = null;
        for (TrackedNode node : nodes.values()) {
            Coherence coherence = node.coherence();
            if (worst == null
                    || coherence.state().compareTo(worst.state()) > 0
                    || (coherence.state() == worst.state() && coherence.proofAgeMillis() > worst.proofAgeMillis())) {
                worst = coherence;
            }
        }
        if (worst != null) {
            return worst;
        }
        return used
                ? new Coherence(Coherence.State.SUSPENDED, "the tracked connection is not there", -1)
                : new Coherence(Coherence.State.IDLE, "nothing was read yet", -1);
    }

    /** How often all copies of a node lost their promise at once, by cause. */
    public Map<FlushCause, Long> flushes() {
        Map<FlushCause, Long> counts = new EnumMap<>(FlushCause.class);
        flushes.forEach((cause, count) -> counts.put(cause, count.sum()));
        return counts;
    }

    /** Ends the connections and the promise of all that was read; later calls do nothing. */
    @Override
    public void close() {
        closed = true;
        nodes.values().forEach(TrackedNode::close);
    }

    /** What the nodes tell. */
    private final class Nodes implements TrackedNode.NodeWatcher {
        @Override
        public void accepted(TrackedNode node, long askedAt) {
            refusals.remove(node);
            coherentSince.accumulateAndGet(askedAt, (one, other) -> one - other > 0 ? one : other);
            listener.changed(node.toString(), Coherence.State.COHERENT, null, "");
            log.info("Near caches are coherent: {} tracks what they read, lease {} ms", node, lease.toMillis());
        }

        @Override
        public void refused(TrackedNode node, Throwable failure) {
            String cause = Failures.rootMessage(failure);
            String text = "the server does not track what is read: " + cause + ". It must speak RESP3 (Redis 6 or"
                    + " later, no proxy that speaks RESP2), and its ACL must allow the user +hello and"
                    + " +client|tracking, in a cluster +cluster|info too";
            if (refusals.isEmpty()) {
                log.warn("Near caches are OFF, {} answers every read: {}", connector, text);
            }
            refusals.put(node, text);
            listener.changed(node.toString(), Coherence.State.OFF, null, text);
        }

        @Override
        public void flushed(TrackedNode node, FlushCause cause) {
            LongAdder count = flushes.get(cause);
            if (count != null) {
                count.increment();
            }
            if (!closed) {
                log.info("Near copies lose their promise: {}, channel to {}", cause, node);
            }
            Coherence now = node.coherence();
            listener.changed(node.toString(), now.state(), cause, now.detail());
        }
    }
}
