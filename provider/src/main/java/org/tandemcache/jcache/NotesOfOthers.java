package org.tandemcache.jcache;

import io.netty.util.concurrent.Future;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.event.OtherNodes;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.note.NoteChannels;
import org.tandemcache.note.NoteFeed;
import org.tandemcache.note.NoteReceiver;
import org.tandemcache.note.NotedFarTier;
import org.tandemcache.note.NotedWrites;

/**
 * A cache's part in telling and hearing what all nodes write: it tells as long as it is open, and hears while it has
 * listeners, with values if one of them is shown any. Thread-safe.
 */
final class NotesOfOthers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NotesOfOthers.class);

    private static final Duration BETWEEN_BEATS = Duration.ofSeconds(1);

    /** A node that has not told for so long that it is there is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final RedisConnector connector;
    private final NoteChannels channels;
    private final Executor listeners;
    private final EventDispatcher<?, ?> events;
    private final NotedWrites writes;
    private final NoteReceiver receiver;
    private final Future<?> beats;
    // All guarded by this object's monitor.
    private @Nullable NoteFeed feed;
    private boolean withValues;
    private boolean closed;

    /**
     * @param listeners runs them, and finds out the topology
     * @param others hears of what others write
     */
    NotesOfOthers(
            RedisConnector connector,
            Keyspace keyspace,
            Executor listeners,
            EventDispatcher<?, ?> events,
            OtherNodes<?, ?> others) {
        this.connector = connector;
        this.channels = NoteChannels.of(keyspace);
        this.listeners = listeners;
        this.events = events;
        this.writes = new NotedWrites(
                new RedisKeyScripts(connector),
                keyspace,
                connector.connections().clientName(),
                System::currentTimeMillis);
        this.receiver = new NoteReceiver(writes.writer(), System::nanoTime, SILENCE.toNanos(), others);
        connector.connections().open(); // whose threads beat
        // Weakly: a timer must not hold a cache that nobody has any more.
        WeakReference<NotedWrites> teller = new WeakReference<>(writes);
        this.beats = connector.connections().every(BETWEEN_BEATS, () -> beat(connector, teller.get()));
        events.hearOtherNodes(this::listen);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with is told below
    private static void beat(RedisConnector connector, @Nullable NotedWrites writes) {
        if (writes != null && connector.knownView() != null) { // else nothing was written yet
            writes.beat().whenComplete((done, failure) -> {
                if (failure != null) {
                    log.debug("Other nodes can't be told that this one is there: {}", failure.toString());
                }
            });
        }
    }

    /** The far tier whose changes are told. */
    FarTier telling(FarTier far) {
        return new NotedFarTier(far, writes);
    }

    private synchronized void listen() {
        boolean wanted = !closed && events.active();
        boolean values = events.wantsValues();
        if (feed != null && (!wanted || values != withValues)) {
            feed.close();
            feed = null;
        }
        if (wanted && feed == null) {
            withValues = values;
            feed = NoteFeed.open(connector, channels.forWhoWants(values), listeners, receiver);
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
        if (connector.knownView() != null) {
            writes.farewell();
        }
    }
}
