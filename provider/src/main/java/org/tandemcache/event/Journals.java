package org.tandemcache.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.note.JournalCounters;
import org.tandemcache.note.JournalFeed;

/**
 * Who reads the journal of one cache. It holds them, for what reads for them does not. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class Journals<K, V> implements AutoCloseable {
    /** Begins to read; does not block. */
    public interface Opener extends BiFunction<@Nullable String, JournalFeed.Sink, JournalFeed> {}

    private final KeyFormat keys;
    private final ValueFormat values;
    private final Opener opener;
    private final Runnable onCleared;
    private final JournalCounters counters;
    // Both guarded by this object's monitor.
    private final List<JournalReader<K, V>> readers = new ArrayList<>();
    private boolean closed;

    /**
     * @param opener from behind the entry of an id, null for now
     * @param onCleared writes down that all entries went, otherwise than by a write
     * @param counters of what is read
     */
    public Journals(KeyFormat keys, ValueFormat values, Opener opener, Runnable onCleared, JournalCounters counters) {
        this.keys = keys;
        this.values = values;
        this.opener = opener;
        this.onCleared = onCleared;
        this.counters = counters;
    }

    /**
     * Begins to read.
     *
     * @throws IllegalStateException if the cache is closed
     */
    public synchronized ChangeSubscription read(JournalPosition from, JournalListener<? super K, ? super V> listener) {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
        JournalReader<K, V> reader = new JournalReader<>(listener, keys, values, counters, this::forget);
        readers.add(reader);
        reader.feed(opener.apply(from.equals(JournalPosition.NOW) ? null : from.toString(), reader));
        return reader;
    }

    /** Of what was written into the journal and read there. */
    public JournalCounters counters() {
        return counters;
    }

    /** All entries went, otherwise than by a write. */
    public void cleared() {
        onCleared.run();
    }

    private synchronized void forget(JournalReader<K, V> reader) {
        readers.remove(reader);
    }

    /** Ends all readings; later calls do nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(readers).forEach(JournalReader::close);
    }
}
