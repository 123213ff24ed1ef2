package org.tandemcache.coherence;

import io.netty.util.concurrent.Future;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * Every change of some key spaces, told by their servers. It looks once a second which masters there are, and connects
 * to those that it does not follow yet: a master that it comes to late is told as a loss. Thread-safe.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Is told, on I/O threads; must not block, and runs no user code. */
    public interface Sink {
        /** @param key as it lies in Redis; not to be changed */
        void changed(byte[] key);

        /** A database of a server was emptied. */
        void cleared();

        /** Changes may have been missed. */
        void lost();
    }

    private final RedisConnector connector;
    private final List<Keyspace> keyspaces;
    private final Duration lease;
    private final Executor finder;
    // Weakly: connections must not hold a cache that nobody has any more.
    private final WeakReference<Sink> sink;
    private final ConcurrentMap<RedisNode, FollowedNode> nodes = new ConcurrentHashMap<>();
    private final AtomicBoolean finding = new AtomicBoolean();
    private volatile @Nullable Future<?> looks;
    private volatile boolean closed;

    /**
     * Begins to follow, and waits for nothing.
     *
     * @param connector lends its threads, its topology and its timeouts; outlives this
     * @param keyspaces none of which begins as another does; the first gives them their name
     * @param lease for how long a proof of life is trusted
     * @param finder finds out the topology, where nobody has yet, which blocks
     */
    public static ChangeFeed open(
            RedisConnector connector, List<Keyspace> keyspaces, Duration lease, Executor finder, Sink sink) {
        ChangeFeed feed = new ChangeFeed(connector, keyspaces, lease, finder, sink);
        feed.inBackground(feed::begin);
        return feed;
    }

    private ChangeFeed(RedisConnector connector, List<Keyspace> keyspaces, Duration lease, Executor finder, Sink sink) {
        this.connector = connector;
        this.keyspaces = keyspaces;
        this.lease = lease;
        this.finder = finder;
        this.sink = new WeakReference<>(sink);
    }

    @Nullable
    Sink sink() {
        return sink.get();
    }

    private void inBackground(Runnable blocking) {
        try {
            finder.execute(blocking);
        } catch (RejectedExecutionException e) { // the manager is being closed
            close();
        }
    }

    private void begin() {
        findOut();
        looks = connector.connections().every(BETWEEN_LOOKS, this::look);
        look();
    }

    private void findOut() {
        try {
            connector.view();
        } catch (FarTierException e) {
            log.debug("The changes of {} can't be followed yet: {}", keyspaces.get(0), e.getMessage());
        } finally {
            finding.set(false);
        }
    }

    private void look() {
        TopologyView view = connector.knownView();
        if (closed || sink() == null) { // forgotten with its cache
            close();
        } else if (view != null) {
            follow(view);
        } else if (finding.compareAndSet(false, true)) {
            inBackground(this::findOut);
        }
    }

    private void follow(TopologyView view) {
        List<RedisNode> masters = view.masters();
        nodes.keySet().stream().filter(node -> !masters.contains(node)).toList().forEach(this::forget);
        Supplier<ProofOfLife> proofs = view.isCluster() ? () -> new ClusterProof(lease.toNanos()) : MasterProof::new;
        for (RedisNode master : masters) {
            nodes.computeIfAbsent(master, node -> new FollowedNode(this, connector, node, keyspaces, lease, proofs))
                    .follow();
        }
        if (closed) { // meanwhile
            nodes.keySet().forEach(this::forget);
        }
    }

    private void forget(RedisNode node) {
        FollowedNode former = nodes.remove(node);
        if (former != null) {
            former.close();
        }
    }

    /** Waits for nothing; the connections end in the background. Later calls do nothing. */
    @Override
    public void close() {
        closed = true;
        Future<?> last = looks;
        if (last != null) {
            last.cancel(false);
        }
        nodes.keySet().forEach(this::forget);
    }
}
