package org.tandemcache.coherence;

import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;

/**
 * The connection over which one master tells of every change of some key spaces. The server sends a notice once for
 * each key and turn of its event loop, in its order; none is missing for as long as the channel is there and its proofs
 * of life come. Thread-safe.
 */
final class FollowedNode implements ChannelWatcher, PushListener {
    private static final Logger log = LoggerFactory.getLogger(FollowedNode.class);

    private final ChangeFeed feed;
    private final RedisConnector connector;
    private final RedisNode node;
    private final List<Keyspace> keyspaces;
    private final Duration lease;
    private final Supplier<? extends ProofOfLife> proofs;
    private final RetryTime retry = new RetryTime(System::nanoTime);
    private volatile boolean closed;
    // Both guarded by this object's monitor: of the latest attempt.
    private @Nullable CompletableFuture<TrackedConnection> opening;
    private CompletableFuture<Void> ready = new CompletableFuture<>();
    // The last refusal that was logged: one that stays is told once.
    private volatile @Nullable String told;

    FollowedNode(
            ChangeFeed feed,
            RedisConnector connector,
            RedisNode node,
            List<Keyspace> keyspaces,
            Duration lease,
            Supplier<? extends ProofOfLife> proofs) {
        this.feed = feed;
        this.connector = connector;
        this.node = node;
        this.keyspaces = keyspaces;
        this.lease = lease;
        this.proofs = proofs;
    }

    /** Connects, unless it does or has; a connection that is lost connects itself again. */
    @SuppressWarnings("FutureReturnValueIgnored") // both ends of it are told
    synchronized void follow() {
        if (closed || (opening != null && !(opening.isCompletedExceptionally() && retry.isDue()))) {
            return;
        }
        CompletableFuture<Void> tracked = new CompletableFuture<>();
        ready = tracked;
        CompletableFuture<TrackedConnection> mine = TrackedConnection.open(
                connector.connections(),
                node,
                () -> new TrackingHandler(
                        lease.toNanos(),
                        proofs.get(),
                        this,
                        keyspaces.stream().map(Keyspace::prefix).toList()),
                this,
                tracked);
        opening = mine;
        mine.whenComplete((open, failure) -> {
            if (failure != null) {
                failed(failure);
            }
        });
    }

    private void failed(Throwable failure) {
        String cause = Failures.rootMessage(failure);
        if (!retry.failed(failure, connector::suspect)) {
            log.debug("The changes of {} on {} can't be followed yet: {}", keyspaces.get(0), node, cause);
        } else if (!cause.equals(told)) {
            told = cause;
            log.warn(
                    "The changes of {} on {} can't be followed, which is tried again: {}. The server must speak RESP3, and"
                            + " its ACL must allow the user +hello and +client|tracking, in a cluster +cluster|info too",
                    keyspaces.get(0),
                    node,
                    cause);
        }
    }

    @Override
    public void tracked(TrackingHandler channel, long askedAt) {
        told = null;
        log.info("The changes of {} on {} are followed", keyspaces.get(0), node);
        lost();
        ready().complete(null);
    }

    @Override
    public void unconfirmed(TrackingHandler channel, Throwable cause) {
        if (!ready().completeExceptionally(cause)) { // at a reconnect
            failed(cause);
        }
    }

    private synchronized CompletableFuture<Void> ready() {
        return ready;
    }

    @Override
    public void flushed(TrackingHandler channel, FlushCause cause) {
        if (!closed) {
            log.info("Changes of {} may be missed: {}, channel to {}", keyspaces.get(0), cause, node);
            lost();
            connector.suspect();
        }
    }

    private void lost() {
        ChangeFeed.Sink sink = feed.sink();
        if (sink != null) {
            sink.lost();
        }
    }

    @Override
    public void onPushMessage(PushMessage message) {
        ChangeFeed.Sink sink = feed.sink();
        if (sink == null || closed || !"invalidate".equals(message.getType())) {
            return;
        }
        try {
            List<byte[]> keys = Invalidations.keys(message);
            if (keys == null) {
                sink.cleared();
            } else {
                keys.forEach(sink::changed);
            }
        } catch (RuntimeException | Error e) {
            sink.lost();
            log.warn("A notice of Redis can't be understood; any change may be missed", e);
        }
    }

    /** Later calls do nothing. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how it went
    synchronized void close() {
        if (!closed && opening != null) {
            opening.thenAccept(TrackedConnection::closeLater);
        }
        closed = true;
    }
}
