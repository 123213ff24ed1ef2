package org.tandemcache.coherence;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads.Answer;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.redis.AccompaniedWrite;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Validity;

/**
 * The tracked connection to one node, whose every channel is tracked before its first command. Begun at the first read,
 * which alone waits for it, so that what it brings can be kept; whoever begins a later attempt does not, and while it
 * is not there reads fail at once, and it takes no writes. Thread-safe.
 */
final class TrackedNode {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final RedisConnector connector;
    private final RedisNode node;
    private final Duration lease;
    private final Supplier<? extends ProofOfLife> proofs;
    private final Invalidations invalidations;
    private final NodeWatcher watcher;
    private final RetryTime retry;
    private final ReentrantLock lock = new ReentrantLock();
    private final NodeExpiry expiry;

    // Written under the lock, read on the way of every read.
    private volatile @Nullable TrackedConnection connection;
    // Written by event loops, read by whoever asks how things stand.
    private volatile @Nullable TrackingHandler channel;
    private volatile long brokenAt;
    private volatile boolean closed;
    // Written by whoever has tried, on any thread.
    // Written under the lock; whether there was a first attempt, the one that is waited for.
    private volatile boolean begun;
    // Guarded by the lock: the latest attempt; null before the first one.
    private @Nullable CompletableFuture<TrackedConnection> opening;

    TrackedNode(
            RedisConnector connector,
            RedisNode node,
            Duration lease,
            Supplier<? extends ProofOfLife> proofs,
            Invalidations invalidations,
            NodeWatcher watcher,
            LongSupplier retryClock) {
        this.connector = connector;
        this.node = node;
        this.expiry = new NodeExpiry(node.uri().getDatabase());
        this.lease = lease;
        this.proofs = proofs;
        this.invalidations = invalidations;
        this.watcher = watcher;
        this.retry = new RetryTime(retryClock);
    }

    /** What the client hears of its nodes. */
    interface NodeWatcher {
        /**
         * The server tracks what is read there.
         *
         * @param askedAt as of {@link ChannelWatcher#tracked}
         */
        void accepted(TrackedNode node, long askedAt);

        /** The server answered and said no for good. */
        void refused(TrackedNode node, Throwable cause);

        /** Everything that was read there so far is not to be served any more. */
        void flushed(TrackedNode node, FlushCause cause);
    }

    /**
     * Reads keys that this node holds; together if one command may name several.
     *
     * @param longestWait for the connection, if it was never begun to be made
     * @throws FarTierException of kind UNAVAILABLE if no tracked channel is there; nothing was sent, no answer comes
     */
    void read(List<FarKey> keys, List<? extends Answer> answers, boolean together, Duration longestWait) {
        TrackedConnection current = connection;
        if (current == null) {
            current = connect(longestWait);
        }
        TrackingHandler goesBy = channel; // one that is lost meanwhile has told all it will before the next one reads
        Validity promise = goesBy == null ? null : goesBy.token();
        long now = System.nanoTime();
        TrackedConnection to = current;
        if (together && keys.size() > 1) {
            new TrackedBatch(connector, keys, answers, expiry, commands -> dispatch(to, commands), now).send(promise);
            return;
        }
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(2 * keys.size());
        for (int i = 0; i < keys.size(); i++) {
            commands.addAll(TrackedRead.commands(connector, keys.get(i), answers.get(i), promise, now));
        }
        dispatch(to, commands);
    }

    /**
     * {@link CoherentReads#writeAndRead}: nothing is sent if no tracked channel is there, or it has not proved to be
     * well of late.
     */
    boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
        TrackedConnection current = connection;
        TrackingHandler goesBy = channel;
        long now = System.nanoTime();
        if (current == null || goesBy == null || !goesBy.isWell(now)) {
            return false;
        }
        AccompaniedWrite write = new AccompaniedWrite(connector, key, stored);
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(3);
        commands.add(write.command());
        commands.addAll(TrackedRead.commands(connector, key, answer, goesBy.token(), now));
        try {
            current.connection().dispatch(commands);
        } catch (RedisException e) {
            return false;
        }
        return write.isDone();
    }

    private static void dispatch(TrackedConnection to, List<RedisCommand<byte[], byte[], ?>> commands) {
        try {
            to.connection().dispatch(commands);
        } catch (RedisException e) {
            throw unavailable(Failures.rootMessage(e));
        }
    }

    /** Whether a {@link #read} waits for no connection any more. */
    boolean wasBegun() {
        return begun;
    }

    private TrackedConnection connect(Duration longestWait) {
        CompletableFuture<TrackedConnection> mine;
        // Nobody waits for a connection that another one makes: there is another way to read.
        if (!lock.tryLock()) {
            throw unavailable("the tracked connection is being made");
        }
        try {
            TrackedConnection current = connection;
            if (current != null) {
                return current;
            }
            CompletableFuture<TrackedConnection> last = opening;
            if (closed || (last != null && (!last.isDone() || !retry.isDue()))) {
                throw unavailable("the tracked connection is not there");
            }
            mine = open();
            opening = mine;
            begun = true;
            if (last != null) {
                throw unavailable("the tracked connection is being made anew");
            }
        } finally {
            lock.unlock();
        }
        return await(mine, longestWait);
    }

    private static TrackedConnection await(CompletableFuture<TrackedConnection> opening, Duration longestWait) {
        try {
            return opening.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unavailable(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            throw unavailable("the tracked connection is still being made");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while connecting");
        }
    }

    private CompletableFuture<TrackedConnection> open() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Watcher channels = new Watcher(ready);
        return TrackedConnection.open(
                        connector.connections(),
                        node,
                        () -> new TrackingHandler(lease.toNanos(), proofs.get(), channels),
                        invalidations,
                        ready)
                .whenComplete((open, failure) -> {
                    if (failure == null) {
                        opened(open);
                    } else if (retry.failed(failure, connector::suspect)) {
                        watcher.refused(this, failure);
                    }
                });
    }

    private void opened(TrackedConnection open) {
        connection = open;
        if (closed) { // meanwhile
            open.closeLater();
        }
    }

    /** The server answered and said no for good, as against one that is not there or not ready. */
    static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisLoadingException) {
                return false;
            } else if (cause instanceof RedisCommandExecutionException) {
                return !String.valueOf(cause.getMessage()).startsWith("ERR max number of clients");
            }
        }
        return false;
    }

    private static FarTierException unavailable(String reason) {
        return new FarTierException(Kind.UNAVAILABLE, reason, null);
    }

    /** {@link CoherentReads#answeredElsewhere}. */
    void answeredElsewhere() {
        TrackingHandler current = channel;
        if (current != null) {
            current.answeredElsewhere(System.nanoTime());
        }
    }

    /** How coherence stands with this node. */
    Coherence coherence() {
        TrackingHandler current = channel;
        if (current == null) {
            return new Coherence(Coherence.State.SUSPENDED, "the tracked connection to " + node + " is not there", -1);
        }
        long now = System.nanoTime();
        Token token = current.token();
        long age = TimeUnit.NANOSECONDS.toMillis(token.age(now));
        return token.holds(now)
                ? new Coherence(Coherence.State.COHERENT, "", age)
                : new Coherence(
                        Coherence.State.SUSPENDED,
                        "the tracked connection to " + node + " is lost or has not proved alive",
                        age);
    }

    /**
     * The {@link System#nanoTime} since which one connection proves what is read here; now while none does. What was
     * asked of the server behind it, the process has answered that answers now.
     */
    long unbrokenSince() {
        TrackingHandler current = channel;
        long now = System.nanoTime();
        if (current == null || !current.token().holds(now)) {
            return now;
        }
        return brokenAt;
    }

    /** Ends the promise of all that was read so far. */
    void flush(FlushCause cause) {
        TrackingHandler current = channel;
        if (current != null) {
            current.flushLater(cause);
        }
    }

    /** {@link #close} that waits for nothing, from any thread. */
    void closeLater() {
        closed = true;
        flush(FlushCause.TOPOLOGY_CHANGED);
        TrackedConnection current = connection;
        if (current != null) {
            current.closeLater();
        }
    }

    /** Ends the connection and the promise of all that was read; later calls do nothing. */
    void close() {
        CompletableFuture<TrackedConnection> last;
        lock.lock();
        try {
            closed = true;
            last = opening;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            connector
                    .within(CLOSE_TIMEOUT, last.copy()) // one that is being made ends too; later it closes itself
                    .handle((open, failure) -> true)
                    .join();
        }
        TrackedConnection current = connection;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public String toString() {
        return node.toString();
    }

    /** What the event loops tell. */
    private final class Watcher implements ChannelWatcher {
        private final CompletableFuture<Void> ready;

        Watcher(CompletableFuture<Void> ready) {
            this.ready = ready;
        }

        @Override
        public void tracked(TrackingHandler newChannel, long askedAt) {
            brokenAt = askedAt;
            channel = newChannel;
            watcher.accepted(TrackedNode.this, askedAt);
            ready.complete(null);
        }

        @Override
        public void unconfirmed(TrackingHandler newChannel, Throwable cause) {
            // At a reconnect nobody waits who could tell; and a connection that is lost again is no refusal.
            if (!ready.completeExceptionally(cause) && isRefusal(cause)) {
                watcher.refused(TrackedNode.this, cause);
            }
        }

        @Override
        public void flushed(TrackingHandler flushed, FlushCause cause) {
            brokenAt = System.nanoTime();
            watcher.flushed(TrackedNode.this, cause);
            if (cause != FlushCause.SERVER_FLUSH && !closed) {
                connector.suspect();
            }
        }
    }
}
