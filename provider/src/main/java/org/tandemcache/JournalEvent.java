package org.tandemcache;

import java.time.Instant;
import java.util.UUID;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entry, as the journal of its cache has it. Immutable.
 *
 * @param position where it stands: whoever has dealt with it reads on behind it, also in another JVM
 * @param type what happened to the entry
 * @param key of the entry
 * @param value what was stored; null if the entry is gone, and where {@code journal.values} is off on the node that has
 *     written it
 * @param oldValue what was there before; null if nothing was, and where {@code journal.values} is off on the node that
 *     has written it
 * @param version of what was stored, which no two writes share; null if the entry is gone, or was not written by Tandem
 * @param instance of whom the write is, as Redis lists its connections
 * @param time when it was sent, by the clock of that instance; the server's time is the beginning of the position
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record JournalEvent<K, V>(
        JournalPosition position,
        EventType type,
        K key,
        @Nullable V value,
        @Nullable V oldValue,
        @Nullable UUID version,
        String instance,
        Instant time) {}
