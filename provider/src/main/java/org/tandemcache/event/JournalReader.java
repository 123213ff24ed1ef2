package org.tandemcache.event;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.JournalEvent;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.note.JournalCounters;
import org.tandemcache.note.JournalFeed;
import org.tandemcache.note.Note;

/** A listener to a journal: makes events of what it is told, and calls it. Thread-safe. */
final class JournalReader<K, V> implements JournalFeed.Sink, ChangeSubscription {
    private static final Logger log = LoggerFactory.getLogger(JournalReader.class);

    private final JournalListener<? super K, ? super V> listener;
    private final KeyFormat keys;
    private final ValueFormat values;
    private final JournalCounters counters;
    private final Consumer<JournalReader<K, V>> onClose;
    private volatile boolean closed;
    // Guarded by this object's monitor.
    private @Nullable JournalFeed feed;

    JournalReader(
            JournalListener<? super K, ? super V> listener,
            KeyFormat keys,
            ValueFormat values,
            JournalCounters counters,
            Consumer<JournalReader<K, V>> onClose) {
        this.listener = listener;
        this.keys = keys;
        this.values = values;
        this.counters = counters;
        this.onClose = onClose;
    }

    /** What tells it, which may have begun to. */
    void feed(JournalFeed made) {
        synchronized (this) {
            feed = made;
        }
        if (closed) { // by its listener, meanwhile
            made.close();
        }
    }

    @Override
    public void changed(String id, Note.Changed note, boolean valued) {
        if (closed || note.type() == Note.Type.NOTHING) {
            return;
        }
        JournalEvent<K, V> event;
        try {
            event = event(id, note, valued);
        } catch (CodecException e) {
            log.warn("Event {} of a journal can't be read here, which counts as a loss", id, e);
            event = null;
        }
        if (event == null) {
            lost();
        } else {
            JournalEvent<K, V> read = event;
            counters.countRead();
            call(() -> listener.changed(widened(read)));
        }
    }

    @SuppressWarnings("unchecked") // it only hands out what it holds
    private static <A, B> JournalEvent<A, B> widened(JournalEvent<? extends A, ? extends B> event) {
        return (JournalEvent<A, B>) event;
    }

    /** Null for what can't be read. */
    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable JournalEvent<K, V> event(String id, Note.Changed note, boolean valued) {
        FarKey key = keys.decode(note.key());
        EventType type = type(note.type());
        boolean gone = type == EventType.REMOVED || type == EventType.EXPIRED;
        StoredEntry stored = gone ? null : note.value();
        V value = valued ? decoded(stored) : null;
        V old = valued ? decoded(note.oldValue()) : null;
        if (key == null || (valued && stored != null && value == null)) {
            return null;
        }
        return new JournalEvent<>(
                JournalPosition.of(id),
                type,
                (K) key.key(),
                value,
                old,
                version(stored),
                note.instance(),
                Instant.ofEpochMilli(note.millis()));
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable V decoded(@Nullable StoredEntry stored) {
        return stored == null ? null : (V) values.decode(stored);
    }

    private static @Nullable UUID version(@Nullable StoredEntry stored) {
        if (stored == null || stored.bytes().length < StoredEntry.HEADER_LENGTH) {
            return null;
        }
        ByteBuffer version = ByteBuffer.wrap(stored.bytes(), StoredEntry.HEADER_LENGTH - 16, 16);
        return new UUID(version.getLong(), version.getLong());
    }

    private static EventType type(Note.Type type) {
        return switch (type) {
            case CREATED -> EventType.CREATED;
            case UPDATED -> EventType.UPDATED;
            case REMOVED -> EventType.REMOVED;
            case EXPIRED -> EventType.EXPIRED;
            case NOTHING -> throw new IllegalArgumentException("nothing is no event");
        };
    }

    @Override
    public void lost() {
        if (!closed) {
            counters.countLoss();
        }
        call(listener::lost);
    }

    private void call(Runnable method) {
        if (closed) {
            return;
        }
        try {
            method.run();
        } catch (RuntimeException | Error e) {
            log.warn("A listener to a journal failed; the next event is told to it all the same", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        JournalFeed told;
        synchronized (this) {
            told = feed;
        }
        if (told != null) {
            told.close();
        }
        onClose.accept(this);
    }
}
