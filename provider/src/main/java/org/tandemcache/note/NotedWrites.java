package org.tandemcache.note;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.JournalConfiguration;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.topology.RedisConnector;

/**
 * Writes that tell other nodes what they did. Write and note are one script, so that the server does both or neither,
 * tells the changes of one key in the order in which it made them, and knows itself what it found. Each is one command
 * and one round trip. Thread-safe.
 */
public final class NotedWrites {
    private static final Logger log = LoggerFactory.getLogger(NotedWrites.class);

    private static final KeyScript WRITE = KeyScript.of(NotedWrites.class, "noted-write.lua");
    private static final KeyScript NOTE = KeyScript.of(NotedWrites.class, "note.lua");

    private static final byte[] NONE = {};
    private static final byte[] YES = {'1'};
    private static final byte[] NO = {'0'};
    private static final byte[] REMOVED = {(byte) Note.Type.REMOVED.code()};
    private static final byte[] EXPIRED = {(byte) Note.Type.EXPIRED.code()};
    private static final byte[] NOTHING = {(byte) Note.Type.NOTHING.code()};
    private static final byte[] ANYHOW = {'*'};
    private static final byte[] ABSENT = {'A'};
    private static final byte[] PRESENT = {'X'};
    private static final byte[] AS_SEEN = {'S'};

    private final KeyScripts scripts;
    private final @Nullable NoteChannels channels;
    private final @Nullable JournalWrites journal;
    private final byte[] instance;
    private final LongSupplier millis;
    private final FarKey anyKey;
    private final UUID writer = UUID.randomUUID();
    private final Numbering numbering = new Numbering();
    private final AtomicLong settledAtLastBeat = new AtomicLong();
    private final AtomicBoolean toldOfRefusal = new AtomicBoolean();

    /**
     * @param scripts whose answers come in a bounded time
     * @param instance what people call this manager
     * @param millis {@link System#currentTimeMillis} or a test's
     * @param channels where it is published; null for nowhere
     * @param journal where it is written down; null for nowhere
     */
    NotedWrites(
            KeyScripts scripts,
            Keyspace keyspace,
            String instance,
            LongSupplier millis,
            @Nullable NoteChannels channels,
            @Nullable JournalWrites journal) {
        this.scripts = scripts;
        this.channels = channels;
        this.journal = journal;
        this.instance = NoteFormat.instance(instance);
        this.millis = millis;
        this.anyKey = FarKey.ofBytes(keyspace.prefix());
    }

    /**
     * Those of one cache.
     *
     * @param published whether other nodes are told
     * @param journal perhaps off
     */
    public static NotedWrites of(
            RedisConnector connector, Keyspace keyspace, boolean published, JournalConfiguration journal) {
        return new NotedWrites(
                new RedisKeyScripts(connector),
                keyspace,
                connector.connections().clientName(),
                System::currentTimeMillis,
                published ? NoteChannels.of(keyspace) : null,
                journal.isOn() ? new JournalWrites(connector, keyspace, journal) : null);
    }

    /** What is written into the journal and read there; null where there is none. */
    public @Nullable JournalCounters journalCounters() {
        return journal == null ? null : journal.counters();
    }

    /** What a write has done. */
    public record Done(boolean changed, @Nullable StoredEntry old) {}

    /** Who writes here, to be known again among those who are heard. */
    public UUID writer() {
        return writer;
    }

    /** Stores the entry, whatever was there. */
    public CompletableFuture<Done> put(FarKey key, byte[] value, WriteLifetimes lifetimes, boolean wantsOld) {
        return write(key, ANYHOW, NONE, value, lifetimes, wantsOld);
    }

    /** Stores the entry if there is nothing. */
    public CompletableFuture<Done> putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return write(key, ABSENT, NONE, value, new WriteLifetimes(lifetime, lifetime), false);
    }

    /** Stores the entry if there is something. */
    public CompletableFuture<Done> replace(FarKey key, byte[] value, Lifetime lifetime, boolean wantsOld) {
        return write(key, PRESENT, NONE, value, new WriteLifetimes(lifetime, lifetime), wantsOld);
    }

    /** Removes the entry. */
    public CompletableFuture<Done> remove(FarKey key, boolean wantsOld) {
        return write(key, ANYHOW, NONE, NONE, ETERNAL, wantsOld);
    }

    /** Stores the entry if it is still the one that was seen. */
    public CompletableFuture<Done> compare(Comparison.Put put) {
        WriteLifetimes lifetimes = new WriteLifetimes(put.lifetime(), put.lifetime());
        return write(put.key(), AS_SEEN, seen(put.seen()), put.value(), lifetimes, false);
    }

    /** Removes the entry if it is still the one that was seen. */
    public CompletableFuture<Done> compare(Comparison.Remove remove) {
        byte[] told = remove.seen().isOutdated() ? NOTHING : remove.expires() ? EXPIRED : REMOVED;
        return write(remove.key(), AS_SEEN, seen(remove.seen()), NONE, ETERNAL, false, told);
    }

    private static final WriteLifetimes ETERNAL = new WriteLifetimes(Lifetime.ETERNAL, Lifetime.ETERNAL);

    private CompletableFuture<Done> write(
            FarKey key, byte[] state, byte[] seen, byte[] value, WriteLifetimes lifetimes, boolean wantsOld) {
        return write(key, state, seen, value, lifetimes, wantsOld, REMOVED);
    }

    /** @param removal the type of a removal, as it is told */
    private CompletableFuture<Done> write(
            FarKey key,
            byte[] state,
            byte[] seen,
            byte[] value,
            WriteLifetimes lifetimes,
            boolean wantsOld,
            byte[] removal) {
        long number = numbering.next();
        try {
            byte[] head = NoteFormat.head(writer, number, millis.getAsLong(), instance, key.bytes());
            List<byte[]> written = journal == null ? JournalWrites.noArguments() : journal.arguments();
            return scripts.run(
                            WRITE,
                            key,
                            state,
                            seen,
                            value,
                            argument(lifetimes.creation()),
                            argument(lifetimes.update()),
                            wantsOld ? YES : NO,
                            head,
                            channels == null ? NONE : channels.plain(),
                            channels == null ? NONE : channels.valued(),
                            removal,
                            written.get(0),
                            written.get(1),
                            written.get(2))
                    .whenComplete((reply, failure) -> ended(number, failure))
                    .thenCompose(this::writtenDown)
                    .thenApply(this::done);
        } catch (RuntimeException | Error e) {
            numbering.settle(number);
            throw e;
        }
    }

    private void ended(long number, @Nullable Throwable failure) {
        numbering.settle(number);
        if (journal != null && failure != null) {
            journal.mayOwe(failure);
        }
    }

    /** In a cluster the journal is on another server: what the write was becomes an event behind it. */
    private CompletableFuture<List<Object>> writtenDown(List<Object> reply) {
        if (journal == null) {
            return CompletableFuture.completedFuture(reply);
        }
        if (reply.get(3) != null) {
            journal.owe(text(reply.get(3)));
        } else if (reply.get(4) instanceof Long) {
            journal.counters().countWritten();
        }
        return reply.get(4) instanceof byte[] note
                ? journal.append(note).thenApply(done -> reply)
                : CompletableFuture.completedFuture(reply);
    }

    /**
     * All entries were removed, or are none any more, which is no event: readers of a journal must look for themselves.
     */
    public void cleared() {
        if (journal != null) {
            journal.appendLoss();
        }
    }

    /** The journal is removed. */
    public void journalDestroyed() {
        if (journal != null) {
            journal.destroyed();
        }
    }

    private Done done(List<Object> reply) {
        if (channels != null && reply.get(2) != null && toldOfRefusal.compareAndSet(false, true)) {
            log.warn(
                    "Redis stores what is written to {}, and refuses to tell other nodes of it: {}. They count each as"
                            + " missed; this is told once. The ACL must allow the user +publish and the channels {}*",
                    anyKey,
                    text(reply.get(2)),
                    new String(channels.plain(), StandardCharsets.UTF_8));
        }
        return new Done(
                Long.valueOf(1).equals(reply.get(0)),
                reply.get(1) instanceof byte[] bytes ? new StoredEntry(bytes) : null);
    }

    private static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
    }

    /**
     * Tells that an entry was found to have expired.
     *
     * @param held what it was, or its header alone
     * @param whole whether it is all of it
     */
    public CompletableFuture<Void> expired(FarKey key, StoredEntry held, boolean whole) {
        long number = numbering.next();
        try {
            byte[] head = NoteFormat.head(writer, number, millis.getAsLong(), instance, key.bytes());
            byte[] plain = NoteFormat.expired(head, held.header(), null);
            return tell(key, plain, whole ? NoteFormat.expired(head, held.header(), held.bytes()) : plain)
                    .whenComplete((done, failure) -> numbering.settle(number));
        } catch (RuntimeException | Error e) {
            numbering.settle(number);
            throw e;
        }
    }

    /**
     * Tells that this writer is there, and what it had settled when this was called the last time: changes that a
     * cluster tells by another node have come by then. To be called in even intervals, first of all when the cache is
     * opened.
     *
     * @return fails where nobody may publish, or the server is away
     */
    public CompletableFuture<Void> beat() {
        long before = settledAtLastBeat.getAndSet(numbering.settled());
        byte[] note = NoteFormat.beat(writer, before);
        return tell(anyKey, note, note);
    }

    /** Tells that this writer writes no more. */
    public CompletableFuture<Void> farewell() {
        byte[] note = NoteFormat.farewell(writer, numbering.settled());
        return tell(anyKey, note, note);
    }

    private CompletableFuture<Void> tell(FarKey key, byte[] plain, byte[] valued) {
        if (channels == null) {
            return CompletableFuture.completedFuture(null);
        }
        return scripts.run(NOTE, key, channels.plain(), plain, channels.valued(), valued)
                .thenApply(heard -> null);
    }

    private static byte[] argument(Lifetime lifetime) {
        return Long.toString(lifetime.millis()).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] seen(@Nullable StoredEntry entry) {
        if (entry == null) {
            return NONE;
        }
        byte[] header = entry.header();
        byte[] seen = new byte[header.length + 1];
        seen[0] = 'P';
        System.arraycopy(header, 0, seen, 1, header.length);
        return seen;
    }
}
