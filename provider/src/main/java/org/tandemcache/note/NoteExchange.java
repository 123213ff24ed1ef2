package org.tandemcache.note;

import io.netty.util.concurrent.Future;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * A cache's part in telling and hearing what all nodes write: it tells as long as it is open, and hears while it has
 * listeners, with values if one of them is shown any. Thread-safe.
 */
public final class NoteExchange implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NoteExchange.class);

    private static final Duration BETWEEN_BEATS = Duration.ofSeconds(1);

    /** A node that has not told for so long that it is there may have changed what nobody heard. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final RedisConnector connector;
    private final NoteChannels channels;
    private final Executor finder;
    private final BooleanSupplier listened;
    private final BooleanSupplier wantsValues;
    private final NotedWrites writes;
    private final NoteReceiver receiver;
    private final Future<?> beats;
    // All guarded by this object's monitor.
    private @Nullable NoteFeed feed;
    private boolean withValues;
    private boolean closed;

    /**
     * @param finder runs what waits for a connection
     * @param listened whether anybody listens
     * @param wantsValues whether somebody of them is shown values
     * @param sink hears of what others write
     * @param writes what this one tells
     */
    public NoteExchange(
            RedisConnector connector,
            Keyspace keyspace,
            Executor finder,
            BooleanSupplier listened,
            BooleanSupplier wantsValues,
            NoteReceiver.Sink sink,
            NotedWrites writes) {
        this.connector = connector;
        this.channels = NoteChannels.of(keyspace);
        this.finder = finder;
        this.listened = listened;
        this.wantsValues = wantsValues;
        this.writes = writes;
        this.receiver = new NoteReceiver(writes.writer(), System::nanoTime, SILENCE.toNanos(), sink);
        connector.connections().open(); // whose threads beat
        // Weakly: a timer must not hold a cache that nobody has any more.
        WeakReference<NotedWrites> teller = new WeakReference<>(writes);
        this.beats = connector.connections().every(BETWEEN_BEATS, () -> beat(connector, finder, teller));
    }

    private static void beat(RedisConnector connector, Executor finder, WeakReference<NotedWrites> teller) {
        TopologyView view = connector.knownView();
        if (view == null) {
            return; // nothing was written yet
        }
        if (view.masters().stream().allMatch(RedisNode::isUp)) {
            beat(teller);
            return;
        }
        try {
            finder.execute(() -> beat(teller)); // the timer's thread must not wait for a connection
        } catch (RejectedExecutionException e) {
            log.debug("Nobody is told any more that this node is there: its manager is being closed");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with is told below
    private static void beat(WeakReference<NotedWrites> teller) {
        NotedWrites writes = teller.get();
        if (writes != null) {
            writes.beat().whenComplete((done, failure) -> {
                if (failure != null) {
                    log.debug("Other nodes can't be told that this one is there: {}", failure.toString());
                }
            });
        }
    }

    /**
     * Tells other nodes that an entry was found to have expired; waits for nothing.
     *
     * @param held what it was, or its header alone
     * @param whole whether it is all of it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with is told below
    public void expired(FarKey key, StoredEntry held, boolean whole) {
        writes.expired(key, held, whole).whenComplete((done, failure) -> {
            if (failure != null) { // they count it as missed
                log.debug("Other nodes can't be told that {} has expired: {}", key, failure.toString());
            }
        });
    }

    /** To be called whenever there are more listeners or fewer. */
    public synchronized void listen() {
        boolean wanted = !closed && listened.getAsBoolean();
        boolean values = wantsValues.getAsBoolean();
        if (feed == null && wanted) {
            receiver.restart();
        }
        if (feed != null && (!wanted || values != withValues)) {
            feed.close();
            feed = null;
        }
        if (wanted && feed == null) {
            withValues = values;
            feed = NoteFeed.open(connector, channels.forWhoWants(values), finder, receiver);
        }
    }

    /** Waits for nothing. Later calls do nothing. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how it went
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        beats.cancel(false);
        listen();
        TopologyView view = connector.knownView();
        if (view != null && view.masters().stream().allMatch(RedisNode::isUp)) {
            writes.farewell();
        }
    }
}
