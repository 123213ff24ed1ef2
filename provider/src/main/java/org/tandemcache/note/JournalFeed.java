package org.tandemcache.note;

import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * Reads a journal, in steps on the threads of an executor: it takes what stands behind its position, tells it, and
 * reads on when that is told. While there is nothing it keeps no thread, only the connection. What it reads begins with
 * the entry that it has told last: if that is not there any more, entries may be missing, whatever has happened to the
 * journal. Thread-safe.
 */
public final class JournalFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JournalFeed.class);

    /** How long the server is asked for more at a time: then it is looked where the journal lies. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);
    private static final String BEGINNING = "0-0";
    private static final int MOST_ENTRIES = 500;
    private static final long MOST_BYTES = 1 << 20;

    /** Is told, in a thread of the executor, one at a time; may block. */
    public interface Sink {
        /**
         * @param id of the entry of the stream
         * @param note of a change
         * @param valued whether values are in it
         */
        void changed(String id, Note.Changed note, boolean valued);

        /** Entries before what follows may be missing. */
        void lost();
    }

    private final RedisConnector connector;
    private final byte[] key;
    private final Executor executor;
    // Weakly: connections must not hold a cache that nobody has any more.
    private final WeakReference<Sink> sink;
    private volatile boolean closed;
    // Guarded by this object's monitor.
    private @Nullable JournalStream stream;
    // Of the step that runs, each of which happens before the next.
    private @Nullable RedisNode node;
    private final TakeoverWatch takeovers = new TakeoverWatch();
    private @Nullable String last; // null for behind the last entry that there is
    private long averageBytes;
    private @Nullable String told; // the last failure that was logged: one that stays is told once

    /**
     * Begins to read, and waits for nothing.
     *
     * @param connector lends its threads, its topology and its timeouts; outlives this
     * @param key of the stream
     * @param from the id of the last entry that is known; 0-0 for none, null to begin behind what there is
     * @param executor runs the steps, and with them the sink
     * @param sink held weakly
     */
    public static JournalFeed open(
            RedisConnector connector, byte[] key, @Nullable String from, Executor executor, Sink sink) {
        JournalFeed feed = new JournalFeed(connector, key, from, executor, sink);
        feed.next();
        return feed;
    }

    private JournalFeed(RedisConnector connector, byte[] key, @Nullable String from, Executor executor, Sink sink) {
        this.connector = connector;
        this.key = key;
        this.executor = executor;
        this.sink = new WeakReference<>(sink);
        this.last = from;
    }

    private void next() {
        if (closed) {
            return;
        }
        try {
            executor.execute(this::step);
        } catch (RejectedExecutionException e) { // the manager is being closed
            close();
        }
    }

    private void step() {
        Sink hears = sink.get();
        if (hears == null) { // forgotten with its cache
            close();
        }
        if (closed || hears == null) {
            return;
        }
        try {
            JournalStream from = connected();
            if (from == null) {
                again();
            } else if (read(from, hears)) {
                next(); // behind the other work of the executor
            } else {
                awaitMore(from);
            }
        } catch (RuntimeException e) { // of the far tier, or of Lettuce
            failed(e);
        } catch (Error e) {
            failed(e);
            throw e;
        }
    }

    /** Where the journal lies now; null if nobody holds it. */
    private @Nullable JournalStream connected() {
        TopologyView view = connector.view();
        takeovers.look(view);
        RedisNode holder = view.masters().isEmpty() ? null : view.holderOf(key);
        JournalStream current = stream();
        if (current != null && holder == node) {
            return current;
        }
        disconnect();
        if (holder == null) {
            return null;
        }
        node = holder;
        ConnectionFactory connections = connector.connections();
        JournalStream made = new JournalStream(connections, connect(connections, holder), key);
        synchronized (this) {
            if (closed) {
                made.close();
                return null;
            }
            stream = made;
        }
        return made;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // one that comes late is closed
    private static StatefulRedisConnection<byte[], byte[]> connect(ConnectionFactory connections, RedisNode to) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting = connections.connect(to.uri());
        try {
            return connecting.get(connections.connectBound().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw connections.unreachable(to.hostAndPort(), Failures.rootMessage(e), e.getCause());
        } catch (TimeoutException e) {
            connecting.thenAccept(StatefulRedisConnection::closeAsync);
            throw connections.unreachable(to.hostAndPort(), "no connection in time", e);
        } catch (InterruptedException e) {
            connecting.thenAccept(StatefulRedisConnection::closeAsync);
            Thread.currentThread().interrupt();
            throw connections.unreachable(to.hostAndPort(), "interrupted while connecting", e);
        }
    }

    /** Tells what stands behind the position, and what a replica that took over may not have; whether anything was. */
    private boolean read(JournalStream from, Sink hears) {
        if (takeovers.happened()) {
            String end = from.last();
            takeovers.happenedBehind(end == null ? BEGINNING : end);
        }
        boolean more = readOn(from, hears);
        if (takeovers.isToBeToldBehind(last)) {
            hears.lost();
        }
        return more;
    }

    private boolean readOn(JournalStream from, Sink hears) {
        String position = last;
        if (position == null) {
            beginBehindTheEnd(from, hears);
            return true;
        }
        long count = Math.max(1, Math.min(MOST_ENTRIES, MOST_BYTES / Math.max(1, averageBytes)));
        if (!position.equals(BEGINNING)) {
            List<JournalStream.Kept> kept = from.from(position, count + 1);
            if (!kept.isEmpty() && kept.get(0).id().equals(position)) {
                tell(kept.subList(1, kept.size()), hears);
                return kept.size() > 1;
            }
        }
        List<JournalStream.Kept> first = from.first(count);
        boolean behind = first.isEmpty() || isBehind(first.get(0).id(), position);
        if (!behind) { // set back: whether one of these was told is not known
            beginBehindTheEnd(from, hears);
            return true;
        }
        boolean lost = !position.equals(BEGINNING) || (!first.isEmpty() && from.wasShortened());
        if (lost) {
            last = BEGINNING;
            hears.lost();
        }
        tell(first, hears);
        return lost || !first.isEmpty();
    }

    /** What is there is looked at anew, so that what comes is all that is to be told. */
    private void beginBehindTheEnd(JournalStream from, Sink hears) {
        String end = from.last();
        last = end == null ? BEGINNING : end;
        told = null;
        takeovers.told();
        hears.lost();
    }

    static boolean isBehind(String id, String other) {
        int millis = Long.compareUnsigned(part(id, 0), part(other, 0));
        return millis > 0 || (millis == 0 && Long.compareUnsigned(part(id, 1), part(other, 1)) > 0);
    }

    private static long part(String id, int part) {
        return Long.parseUnsignedLong(id.split("-", 2)[part]);
    }

    private void tell(List<JournalStream.Kept> kept, Sink hears) {
        told = null;
        long bytes = 0;
        for (JournalStream.Kept entry : kept) {
            if (closed) {
                return;
            }
            byte[] note = entry.note();
            bytes += note == null ? 0 : note.length;
            tell(entry, note, hears);
            last = entry.id();
        }
        averageBytes = kept.isEmpty() ? averageBytes : bytes / kept.size();
    }

    private static void tell(JournalStream.Kept entry, byte @Nullable [] bytes, Sink hears) {
        Note note = null;
        try {
            note = bytes == null ? null : NoteFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            log.warn("Entry {} of a journal can't be understood, which counts as a loss", entry.id(), e);
        }
        if (note instanceof Note.Changed changed) {
            hears.changed(entry.id(), changed, entry.valued());
        } else {
            hears.lost();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both ends of it are told
    private void awaitMore(JournalStream from) {
        String position = last;
        from.behind(position == null ? BEGINNING : position, PATIENCE).whenComplete((more, failure) -> {
            if (failure == null) {
                next();
            } else {
                failed(JournalStream.translated(connector.connections(), failure));
            }
        });
    }

    private void failed(Throwable failure) {
        disconnect();
        if (closed) {
            return;
        }
        connector.suspect();
        String cause = Failures.rootMessage(failure);
        if (!cause.equals(told)) {
            told = cause;
            log.warn(
                    "A journal can't be read from {}, which is tried again from where it was: {}. The ACL must allow the"
                            + " user +xrange, +xrevrange, +xread, +xinfo|stream and the keys of the cache",
                    node == null ? connector.address().hostAndPort() : node,
                    cause);
        }
        again();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends by its time alone
    private void again() {
        try {
            connector.within(BETWEEN_ATTEMPTS, new CompletableFuture<Void>()).whenComplete((never, over) -> next());
        } catch (FarTierException e) { // there are no connections any more
            close();
        }
    }

    private synchronized @Nullable JournalStream stream() {
        return stream;
    }

    private synchronized void disconnect() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** Waits for nothing; what is being told goes on, and nothing is told behind it. Later calls do nothing. */
    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
