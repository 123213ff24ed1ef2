package org.tandemcache.note;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.Future;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * The connection over which one manager hears the notes of one cache. Any master of a cluster tells what is published
 * on each of them, so there is one, by chance: not all nodes shall hear the same. It is looked at once a second: one
 * that is silent though the own writer speaks, or whose server is no master any more, is replaced. Thread-safe.
 */
public final class NoteFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NoteFeed.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final RedisConnector connector;
    private final byte[] channel;
    private final Executor finder;
    // Weakly: connections must not hold a cache that nobody has any more.
    private final WeakReference<NoteReceiver> receiver;
    private volatile @Nullable Future<?> looks;
    private volatile boolean closed;
    // All guarded by this object's monitor.
    private @Nullable RedisNode node;
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private boolean busy; // connecting, or finding out whereto
    private @Nullable String told; // the last failure that was logged: one that stays is told once

    /**
     * Begins to listen, and waits for nothing.
     *
     * @param connector lends its threads, its topology and its timeouts; outlives this
     * @param channel one of {@link NoteChannels}
     * @param finder finds out the topology, where nobody has yet, which blocks
     * @param receiver held weakly
     */
    public static NoteFeed open(RedisConnector connector, byte[] channel, Executor finder, NoteReceiver receiver) {
        NoteFeed feed = new NoteFeed(connector, channel, finder, receiver);
        feed.inBackground(feed::begin);
        return feed;
    }

    private NoteFeed(RedisConnector connector, byte[] channel, Executor finder, NoteReceiver receiver) {
        this.connector = connector;
        this.channel = channel;
        this.finder = finder;
        this.receiver = new WeakReference<>(receiver);
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
            log.debug("What others write can't be heard yet: {}", e.getMessage());
        } finally {
            synchronized (this) {
                busy = false;
            }
        }
    }

    private synchronized void look() {
        NoteReceiver hears = receiver.get();
        if (closed || hears == null) { // forgotten with its cache
            close();
            return;
        }
        boolean alive = hears.look();
        if (busy) {
            return;
        }
        TopologyView view = connector.knownView();
        if (view == null) {
            busy = true;
            inBackground(this::findOut);
            return;
        }
        List<RedisNode> masters = view.masters();
        if (connection != null && (!alive || !masters.contains(node))) {
            log.info(
                    "What others write may be missed: the channel to {} is {}",
                    node,
                    alive ? "of no master" : "silent");
            hears.interrupted();
            disconnect();
        }
        if (connection == null && !masters.isEmpty()) {
            connect(masters.get(ThreadLocalRandom.current().nextInt(masters.size())));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both ends of it are told
    private void connect(RedisNode to) {
        busy = true;
        node = to;
        Duration bound = connector.connections().connectBound();
        connector
                .connections()
                .connectToHear(to.uri())
                .thenCompose(open -> {
                    open.addListener(new Hearing());
                    return connector
                            .connections()
                            .within(bound, open.async().subscribe(channel).toCompletableFuture())
                            .whenComplete((done, failure) -> ended(open, failure));
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        failed(failure);
                    }
                });
    }

    private synchronized void ended(StatefulRedisPubSubConnection<byte[], byte[]> open, @Nullable Throwable failure) {
        if (failure != null || closed) {
            close(open);
        } else {
            connection = open;
            busy = false;
            told = null;
        }
    }

    private synchronized void failed(Throwable failure) {
        busy = false;
        String cause = Failures.rootMessage(failure);
        if (!closed && !cause.equals(told)) {
            told = cause;
            log.warn(
                    "What others write can't be heard from {}, which is tried again: {}. The ACL must allow the user"
                            + " +subscribe and the channel",
                    node,
                    cause);
        }
    }

    /** Is called on the event loop; for each channel of the connection, the first and those behind it. */
    private final class Hearing extends RedisPubSubAdapter<byte[], byte[]> {
        @Override
        public void subscribed(byte[] of, long count) {
            NoteReceiver hears = receiver.get();
            if (hears != null) {
                hears.interrupted();
            }
        }

        @Override
        public void message(byte[] of, byte[] message) {
            NoteReceiver hears = receiver.get();
            if (hears != null && !closed) {
                hears.message(message);
            }
        }
    }

    private void disconnect() {
        if (connection != null) {
            close(connection);
            connection = null;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how it went
    private static void close(StatefulRedisPubSubConnection<byte[], byte[]> open) {
        open.closeAsync();
    }

    /** Waits for nothing; the connection ends in the background. Later calls do nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Future<?> last = looks;
        if (last != null) {
            last.cancel(false);
        }
        disconnect();
    }
}
