package org.tandemcache.event;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.note.Note;
import org.tandemcache.note.NoteExchange;
import org.tandemcache.note.NoteReceiver;

/**
 * Makes events for the listeners of one cache of what other nodes tell. Keys and values are decoded in the listeners'
 * threads, for that runs user code; one that can't be read here counts as missed. Thread-safe.
 */
public final class OtherNodes<K, V> implements NoteReceiver.Sink {
    private static final Logger log = LoggerFactory.getLogger(OtherNodes.class);

    private final KeyFormat keys;
    private final ValueFormat values;
    private final EventDispatcher<K, V> events;
    private final ToldExpiries expiries = new ToldExpiries();
    // Both written while the cache is assembled.
    private volatile @Nullable NoteExchange exchange;
    private volatile BiConsumer<FarKey, @Nullable StoredEntry> watcher = (key, entry) -> {};
    private final LongAdder heard = new LongAdder();
    private final LongAdder missed = new LongAdder();

    public OtherNodes(KeyFormat keys, ValueFormat values, EventDispatcher<K, V> events) {
        this.keys = keys;
        this.values = values;
        this.events = events;
    }

    /** Where they are heard, and told what is found here. */
    public void through(NoteExchange notes) {
        exchange = notes;
    }

    void watchedBy(BiConsumer<FarKey, @Nullable StoredEntry> watches) {
        watcher = watches;
    }

    /** There are more listeners or fewer. */
    void listen() {
        NoteExchange notes = exchange;
        if (notes != null) {
            notes.listen();
        }
    }

    /** Tells other nodes of an expiry, unless it was told before; then it is not to be told here either. */
    boolean foundExpired(FarKey key, StoredEntry held, boolean whole) {
        if (!expiries.first(held)) {
            return false;
        }
        NoteExchange notes = exchange;
        if (notes != null) {
            notes.expired(key, held, whole);
        }
        return true;
    }

    /** What happened on another node, as it is to be told here. */
    record Heard<K, V>(K key, Change<V> change) {}

    @Override
    public void heard(Note.Changed note) {
        heard.increment();
        EventType type = switch (note.type()) {
            case CREATED -> EventType.CREATED;
            case UPDATED -> EventType.UPDATED;
            case REMOVED -> EventType.REMOVED;
            case EXPIRED -> EventType.EXPIRED;
            case NOTHING -> throw new IllegalArgumentException("nothing is no event");
        };
        StoredEntry entry = note.value();
        if (type == EventType.EXPIRED) {
            if (entry != null && !expiries.first(entry)) {
                return; // found by several
            }
        } else {
            watcher.accept(FarKey.ofBytes(note.key()), entry);
        }
        events.hear(type, once(() -> readable(type, note)));
    }

    /** Decodes for the first listener that asks; the others see the same objects, as with an event of this manager. */
    private static <T> Supplier<@Nullable T> once(Supplier<@Nullable T> decoding) {
        return new Supplier<>() {
            private boolean done;
            private @Nullable T result;

            @Override
            public synchronized @Nullable T get() {
                if (!done) {
                    done = true;
                    result = decoding.get(); // once, whatever comes of it
                }
                return result;
            }
        };
    }

    private @Nullable Heard<K, V> readable(EventType type, Note.Changed note) {
        Heard<K, V> told;
        try {
            told = decoded(type, note);
        } catch (RuntimeException | LinkageError | StackOverflowError e) { // of the user's codec
            log.warn("What another node has written can't be read here, and counts as missed", e);
            told = null;
        }
        if (told == null) {
            missed(1);
        }
        return told;
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable Heard<K, V> decoded(EventType type, Note.Changed note) {
        FarKey key = keys.decode(note.key());
        boolean gone = type == EventType.REMOVED || type == EventType.EXPIRED;
        V value = gone ? null : decoded(note.value());
        if (key == null || (value == null && !gone)) {
            return null;
        }
        V old = decoded(note.oldValue());
        return new Heard<>((K) key.key(), new Change<>(type, gone ? old : value, old));
    }

    @SuppressWarnings("unchecked") // what was stored under this cache's name
    private @Nullable V decoded(@Nullable StoredEntry stored) {
        return stored == null ? null : (V) values.decode(stored);
    }

    @Override
    public void missed(long changes) {
        missed.add(changes);
        events.missed(changes);
    }

    /** How many changes of other nodes were heard. */
    public long heardChanges() {
        return heard.sum();
    }

    /** How many changes of other nodes were surely missed. */
    public long missedChanges() {
        return missed.sum();
    }
}
