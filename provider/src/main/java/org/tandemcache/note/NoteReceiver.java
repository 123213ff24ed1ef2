package org.tandemcache.note;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the messages of a channel what others did, each change once, and finds out what was missed. Each change that
 * a writer has numbered is either told, or counts as missed once the writer says that it is behind it. Thread-safe; the
 * sink is called in the thread of the message.
 */
public final class NoteReceiver {
    /** How many writers are known at a time. */
    static final int MOST_WRITERS = 1_000;

    /** After how many silences a writer is forgotten. */
    private static final int FORGOTTEN_AFTER = 60;

    private static final Logger log = LoggerFactory.getLogger(NoteReceiver.class);

    /** Hears; must not block, and runs no user code. */
    public interface Sink {
        void heard(Note.Changed note);

        /** @param changes how many were missed; 0 for nobody knows whether any was, and how many */
        void missed(long changes);
    }

    private static final class Writer {
        final HeardNumbers numbers;
        long heardAt;
        boolean silent;

        Writer(HeardNumbers numbers) {
            this.numbers = numbers;
        }
    }

    private final UUID own;
    private final LongSupplier nanoClock;
    private final long silenceNanos;
    private final Sink sink;
    // All guarded by this object's monitor.
    private final Map<UUID, Writer> writers = new HashMap<>();
    private long begun;
    private long latestMessage;

    /**
     * @param own whose notes are not heard: its changes are told in another way
     * @param silence for how many nanoseconds a writer that is there says nothing at the most
     */
    public NoteReceiver(UUID own, LongSupplier nanoClock, long silence, Sink sink) {
        this.own = own;
        this.nanoClock = nanoClock;
        this.silenceNanos = silence;
        this.sink = sink;
        this.begun = nanoClock.getAsLong();
        this.latestMessage = begun;
    }

    /** A message of the channel. */
    public synchronized void message(byte[] bytes) {
        latestMessage = nanoClock.getAsLong();
        Note note;
        try {
            note = NoteFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            log.warn("What another node tells of a change can't be understood, which counts as missed", e);
            sink.missed(0);
            return;
        }
        if (note.writer().equals(own)) {
            return;
        }
        Writer writer = writer(note);
        if (note instanceof Note.Changed changed) {
            changed(writer, changed);
        } else if (writer != null) {
            miss(writer.numbers.settle(note.number()));
            if (note instanceof Note.Farewell) {
                writers.remove(note.writer());
            }
        }
    }

    private void changed(@Nullable Writer writer, Note.Changed note) {
        boolean told = writer == null || writer.numbers.hear(note.number());
        if (told && note.type() != Note.Type.NOTHING) {
            sink.heard(note);
        }
        if (writer != null && writer.numbers.isFull()) {
            miss(writer.numbers.settle(writer.numbers.highest()));
        }
    }

    /** Who wrote the note; null where too many are known already. */
    private @Nullable Writer writer(Note note) {
        Writer writer = writers.get(note.writer());
        if (writer == null) {
            boolean change = note instanceof Note.Changed;
            boolean fromItsBeginning = note.number() <= (change ? 1 : 0);
            // One that was there before this began speaks up within a silence; what it wrote before was told as missed.
            boolean mayHaveBeenMissed = !fromItsBeginning && nanoClock.getAsLong() - begun > silenceNanos;
            if (mayHaveBeenMissed) {
                sink.missed(0);
            }
            if (writers.size() >= MOST_WRITERS) {
                return null;
            }
            writer = new Writer(new HeardNumbers(change ? note.number() : note.number() + 1));
            writers.put(note.writer(), writer);
        }
        writer.heardAt = nanoClock.getAsLong();
        writer.silent = false;
        return writer;
    }

    /**
     * The channel was not heard for a while, or is heard from now on. How many changes were missed is told as their
     * writers speak up.
     */
    public synchronized void interrupted() {
        begun = nanoClock.getAsLong();
        latestMessage = begun;
        sink.missed(0);
    }

    /** Nobody has listened: what was written meanwhile is of no concern to those who do from now on. */
    public synchronized void restart() {
        writers.clear();
        begun = nanoClock.getAsLong();
        latestMessage = begun;
    }

    /**
     * Tells of writers that are silent, and forgets those that stay so; to be called now and then. One that speaks
     * again before it is forgotten goes on with its numbers, so what it wrote meanwhile is counted.
     *
     * @return false if the channel itself seems dead: not even the own writer was heard
     */
    public synchronized boolean look() {
        long now = nanoClock.getAsLong();
        for (Iterator<Writer> each = writers.values().iterator(); each.hasNext(); ) {
            Writer writer = each.next();
            long silent = now - writer.heardAt;
            if (silent > silenceNanos && !writer.silent) {
                writer.silent = true;
                sink.missed(0); // of what it wrote last
            }
            if (silent > silenceNanos * FORGOTTEN_AFTER) {
                each.remove();
                miss(writer.numbers.settle(writer.numbers.highest()));
            }
        }
        return now - latestMessage <= silenceNanos;
    }

    /** Up to which number a writer's changes were told or counted as missed; -1 for one that is not known. */
    synchronized long settledOf(UUID of) {
        Writer writer = writers.get(of);
        return writer == null ? -1 : writer.numbers.settled();
    }

    private void miss(long changes) {
        if (changes > 0) {
            sink.missed(changes);
        }
    }
}
