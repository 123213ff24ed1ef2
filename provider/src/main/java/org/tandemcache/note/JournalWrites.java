package org.tandemcache.note;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.JournalConfiguration;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * What one cache writes into its journal. Where one server holds all keys, the script of a write does it, both or
 * neither; in a cluster the journal is on another server than most entries, and what the script has found is written
 * down behind it. What could not be written down is owed: in its place comes a word that something is missing, as soon
 * as that can be written. Thread-safe.
 */
public final class JournalWrites {
    private static final Logger log = LoggerFactory.getLogger(JournalWrites.class);
    private static final KeyScript APPEND = KeyScript.of(JournalWrites.class, "journal.lua");
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    private static final byte[] NONE = {};
    private static final byte[] TO_REPLY = {'?'};
    private static final byte[] PLAIN = {'n'};
    private static final byte[] VALUED = {'v'};

    private final RedisConnector connector;
    private final RedisKeyScripts scripts;
    private final FarKey key;
    private final byte[] length;
    private final byte[] part;
    private final AtomicLong owed = new AtomicLong();
    private final AtomicBoolean uncounted = new AtomicBoolean(); // among what is owed is what nobody can count
    private final AtomicBoolean paying = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean destroyed;
    private final UUID writer = UUID.randomUUID();
    private final JournalCounters counters = new JournalCounters();

    /** @param configuration of a journal that is on */
    public JournalWrites(RedisConnector connector, Keyspace keyspace, JournalConfiguration configuration) {
        this.connector = connector;
        this.scripts = new RedisKeyScripts(connector);
        this.key = FarKey.ofBytes(keyOf(keyspace));
        this.length = Long.toString(configuration.length()).getBytes(StandardCharsets.US_ASCII);
        this.part = configuration.values() ? VALUED : PLAIN;
    }

    /** What is written here, and what its readers of this manager read. */
    JournalCounters counters() {
        return counters;
    }

    /** The key of a cache's journal; not to be changed. */
    public static byte[] keyOf(Keyspace keyspace) {
        return keyspace.beside("journal").prefix();
    }

    /**
     * What the script of a write must know: where to append, how much is kept, and in which form.
     *
     * @throws FarTierException if it is not known whether the server is a cluster, and it can't be asked
     */
    List<byte[]> arguments() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            watch();
        }
        return List.of(connector.view().isCluster() ? TO_REPLY : key.bytes(), length, part);
    }

    /**
     * Whoever tells of changes of the topology does so for as long as there are connections, and a cache ends before.
     */
    private void watch() {
        WeakReference<JournalWrites> writes = new WeakReference<>(this);
        try {
            connector.onTopologyChange((before, now) -> {
                JournalWrites told = writes.get();
                if (told != null && before.isTakenOverIn(now)) {
                    told.takenOver();
                }
            });
        } catch (FarTierException e) {
            watching.set(false);
            throw e;
        }
    }

    /**
     * What the former master acknowledged last may be gone: events, or in a cluster entries whose events are there. Its
     * readers are told by the journal itself, for one that is not there now reads on behind it later.
     */
    private void takenOver() {
        if (!destroyed && counters.written() > 0) {
            log.info(
                    "A replica has taken over, and readers of the journal {} are told that changes may be missing",
                    key);
            uncounted.set(true);
            owed.incrementAndGet();
            payUnlessPaying();
        }
    }

    /** The journal is removed, and nothing comes into it that is no event. */
    void destroyed() {
        destroyed = true;
    }

    /** The same for a write that is not written down. */
    static List<byte[]> noArguments() {
        return List.of(NONE, NONE, NONE);
    }

    /**
     * Writes down what a script has replied with. Does not block; the future ends in a bounded time and never fails:
     * what can't be written down is owed.
     */
    CompletableFuture<Void> append(byte[] note) {
        return send(part, note)
                .whenComplete((id, failure) -> {
                    if (failure == null) {
                        counters.countWritten();
                    }
                })
                .handle(this::owedUnlessSent);
    }

    /** Writes down that changes were made that are no events. Waits no longer than for any command; never fails. */
    void appendLoss() {
        send(PLAIN, NoteFormat.lost(writer, 0)).handle(this::owedUnlessSent).join();
    }

    private @Nullable Void owedUnlessSent(@Nullable Object id, @Nullable Throwable failure) {
        if (failure != null) {
            owe(Failures.rootMessage(failure));
        }
        return null;
    }

    /**
     * Does not block, for this may be an I/O thread: a connection is awaited by the future, unless one was lost, which
     * is made anew in the background.
     */
    private CompletableFuture<List<Object>> send(byte[] as, byte[] note) {
        TopologyView known = connector.knownView();
        RedisNode holder = known == null || known.masters().isEmpty() ? null : known.holderOf(key.bytes());
        if (holder == null) {
            return CompletableFuture.failedFuture(unreachable("its server is not known"));
        }
        if (holder.isUp()) {
            return scripts.run(APPEND, key, length, as, note);
        }
        CompletableFuture<?> connected = holder.open();
        if (holder.isDown()) {
            return CompletableFuture.failedFuture(unreachable("there is no connection to " + holder));
        }
        return connector
                .within(connector.connectBound(), connected.thenApply(made -> made))
                .thenCompose(made -> scripts.run(APPEND, key, length, as, note));
    }

    private static FarTierException unreachable(String why) {
        return new FarTierException(Kind.UNAVAILABLE, why, null);
    }

    /** A write may have been made whose note is not known. */
    void mayOwe(Throwable failure) {
        FarTierException cause = FarTierException.of(failure);
        boolean nothingChanged = cause != null && (cause.kind() == Kind.UNAVAILABLE || cause.kind() == Kind.REJECTED);
        TopologyView known = connector.knownView();
        if (!nothingChanged && known != null && known.isCluster()) {
            owe(Failures.rootMessage(failure));
        }
    }

    /** A change could not be written down. */
    void owe(String reason) {
        counters.countUnwritten();
        owed.incrementAndGet();
        if (told.compareAndSet(false, true)) {
            log.warn(
                    "A change of a cache could not be written into its journal {}, whose readers are told that something"
                            + " is missing as soon as that can be written: {}. This is told once. The ACL must allow the"
                            + " user +xadd",
                    key,
                    reason);
        }
        payUnlessPaying();
    }

    private void payUnlessPaying() {
        if (paying.compareAndSet(false, true)) {
            payLater();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends by its time alone
    private void payLater() {
        try {
            connector.within(BETWEEN_ATTEMPTS, new CompletableFuture<Void>()).whenComplete((never, over) -> pay());
        } catch (FarTierException e) {
            log.debug("The journal {} lacks {} changes: {}", key, owed, e.getMessage());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both ends of it are dealt with
    private void pay() {
        long debt = owed.get();
        boolean counted = !uncounted.getAndSet(false);
        send(PLAIN, NoteFormat.lost(writer, counted ? debt : 0)).whenComplete((id, failure) -> {
            if (failure != null) {
                if (!counted) {
                    uncounted.set(true);
                }
                payLater();
            } else if (owed.addAndGet(-debt) > 0) {
                payLater();
            } else {
                paying.set(false);
                if (owed.get() > 0 && paying.compareAndSet(false, true)) { // meanwhile
                    payLater();
                }
            }
        });
    }
}
