package org.tandemcache.coherence;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.RedisConnector;

/**
 * The tracked-read client of a cache manager: a connection of its own, over RESP3, whose every channel is tracked
 * before its first command. Connects at the first read; while it is not connected, reads fail at once and their callers
 * read elsewhere without keeping anything. Thread-safe.
 */
public final class TrackedClient implements CoherentReads, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrackedClient.class);
    private static final Duration RETRY_UNREACHABLE = Duration.ofSeconds(1);
    private static final Duration RETRY_REFUSED = Duration.ofSeconds(30);

    private final RedisConnector connector;
    private final Duration lease;
    private final Invalidations invalidations = new Invalidations();
    private final Map<FlushCause, LongAdder> flushes = new EnumMap<>(FlushCause.class);
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock, read on the way of every read.
    private volatile @Nullable TrackedConnection connection;
    // Written by event loops and under the lock, read by whoever asks how things stand.
    private volatile @Nullable TrackingHandler channel;
    private volatile @Nullable String refusal;
    private volatile boolean used;
    private final LongSupplier retryClock;
    // Guarded by the lock.
    private long retryAt;
    private boolean closed;

    /**
     * @param connector lends its threads, its address and its timeouts; outlives this
     * @param lease for how long a proof of life is trusted
     */
    public TrackedClient(RedisConnector connector, Duration lease) {
        this(connector, lease, System::nanoTime);
    }

    /** @param retryClock tells when to try again what was refused or failed: {@link System#nanoTime} or a test's */
    TrackedClient(RedisConnector connector, Duration lease, LongSupplier retryClock) {
        this.retryClock = retryClock;
        this.retryAt = retryClock.getAsLong();
        this.connector = connector;
        this.lease = lease;
        for (FlushCause cause : FlushCause.values()) {
            flushes.put(cause, new LongAdder());
        }
    }

    /** Passes the notices of a key space on. */
    public void register(Keyspace keyspace, InvalidationListener listener) {
        invalidations.register(keyspace, listener);
    }

    /** Passes them on to this listener no more. */
    public void unregister(Keyspace keyspace, InvalidationListener listener) {
        invalidations.unregister(keyspace, listener);
    }

    @Override
    public void read(List<FarKey> keys, List<? extends Answer> answers) {
        TrackedConnection current = connection;
        if (current == null) {
            current = connect();
        }
        current.connection().dispatch(TrackedRead.commands(connector, keys, answers, System.nanoTime()));
    }

    private TrackedConnection connect() {
        used = true;
        // Nobody waits for a connection that another one makes: there is another way to read.
        if (!lock.tryLock()) {
            throw unavailable("the tracked connection is being made");
        }
        try {
            TrackedConnection current = connection;
            if (current == null) {
                if (closed || retryClock.getAsLong() - retryAt < 0) {
                    throw unavailable("the tracked connection is not there");
                }
                current = open();
                connection = current;
                refusal = null;
                log.info(
                        "Near caches are coherent: {} tracks what they read, lease {} ms", connector, lease.toMillis());
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private TrackedConnection open() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Watcher watcher = new Watcher(ready);
        try {
            return TrackedConnection.open(
                    connector, () -> new TrackingHandler(lease.toNanos(), watcher), invalidations, ready);
        } catch (ExecutionException e) {
            if (isRefusal(e)) {
                refused(e);
                retryAt = retryClock.getAsLong() + RETRY_REFUSED.toNanos();
            } else {
                retryAt = retryClock.getAsLong() + RETRY_UNREACHABLE.toNanos();
            }
            throw unavailable(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            retryAt = retryClock.getAsLong() + RETRY_UNREACHABLE.toNanos();
            throw unavailable("no proof of life came in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while connecting");
        }
    }

    /** The server answered and said no for good, as against one that is not there or not ready. */
    private static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisLoadingException) {
                return false;
            } else if (cause instanceof RedisCommandExecutionException) {
                return !String.valueOf(cause.getMessage()).startsWith("ERR max number of clients");
            }
        }
        return false;
    }

    private void refused(Throwable failure) {
        String cause = RedisConnector.rootMessage(failure);
        String text = "the server does not track what is read: " + cause + ". It must speak RESP3 (Redis 6 or later,"
                + " no proxy that speaks RESP2), and its ACL must allow the user +hello and +client|tracking";
        if (refusal == null) {
            log.warn("Near caches are OFF, {} answers every read: {}", connector, text);
        }
        refusal = text;
    }

    private FarTierException unavailable(String reason) {
        return new FarTierException(Kind.UNAVAILABLE, reason, null);
    }

    /** How coherence stands. No round trip. */
    public Coherence coherence() {
        String refused = refusal;
        if (refused != null) {
            return new Coherence(Coherence.State.OFF, refused, -1);
        }
        TrackingHandler current = channel;
        if (current == null) {
            return used
                    ? new Coherence(Coherence.State.SUSPENDED, "the tracked connection is not there", -1)
                    : new Coherence(Coherence.State.IDLE, "nothing was read yet", -1);
        }
        long now = System.nanoTime();
        Token token = current.token();
        long age = TimeUnit.NANOSECONDS.toMillis(token.age(now));
        return token.holds(now)
                ? new Coherence(Coherence.State.COHERENT, "", age)
                : new Coherence(
                        Coherence.State.SUSPENDED, "the tracked connection is lost or has not proved alive", age);
    }

    /** How often all copies lost their promise at once, by cause. */
    public Map<FlushCause, Long> flushes() {
        Map<FlushCause, Long> counts = new EnumMap<>(FlushCause.class);
        flushes.forEach((cause, count) -> counts.put(cause, count.sum()));
        return counts;
    }

    /** Ends the connection and the promise of all that was read; later calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            TrackedConnection current = connection;
            connection = null;
            if (current != null) {
                current.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the event loops tell. */
    private final class Watcher implements ChannelWatcher {
        private final CompletableFuture<Void> ready;

        Watcher(CompletableFuture<Void> ready) {
            this.ready = ready;
        }

        @Override
        public void coherent(TrackingHandler newChannel) {
            channel = newChannel;
            refusal = null;
            ready.complete(null);
        }

        @Override
        public void unconfirmed(TrackingHandler newChannel, Throwable cause) {
            // At a reconnect nobody waits who could tell; and a connection that is lost again is no refusal.
            if (!ready.completeExceptionally(cause) && isRefusal(cause)) {
                TrackedClient.this.refused(cause);
            }
        }

        @Override
        public void flushed(TrackingHandler flushed, FlushCause cause) {
            LongAdder count = flushes.get(cause);
            if (count != null) {
                count.increment();
            }
            if (connection != null) { // not while it is being closed
                log.info("Near copies lose their promise: {}, channel to {}", cause, connector);
            }
        }
    }
}
