package org.tandemcache.note;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.StoredEntry;

/** What one cache manager tells to the others about its writes to one cache. Immutable. */
public sealed interface Note {
    /** One cache of one manager, from its creation on: who creates it anew is another writer. */
    UUID writer();

    /** Changes of one writer are numbered from 1. */
    long number();

    /** What a write did. */
    enum Type {
        /** There was no entry, now there is. */
        CREATED('C'),
        /** There was an entry, now there is another one. */
        UPDATED('U'),
        /** There was an entry, and it was removed. */
        REMOVED('R'),
        /** The entry was found gone past its deadline. */
        EXPIRED('X'),
        /** Nothing: it is told all the same, so that its number is not missed. */
        NOTHING('N');

        private final char code;

        Type(char code) {
            this.code = code;
        }

        char code() {
            return code;
        }

        static Type of(byte code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new IllegalArgumentException("a note of unknown type " + code);
        }
    }

    /**
     * A change of an entry.
     *
     * @param millis when it was sent, by the clock of the writer, since 1970
     * @param instance who sent it, as people call it
     * @param key as it lies in Redis; not to be changed
     * @param value what was stored: whole, or its header alone where nobody asked for more; the header of what has
     *     expired; null where nothing was stored or has expired
     * @param oldValue what was there before; null where nothing was, or nobody asked for it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Changed(
            UUID writer,
            long number,
            long millis,
            String instance,
            byte[] key,
            Type type,
            @Nullable StoredEntry value,
            @Nullable StoredEntry oldValue)
            implements Note {}

    /**
     * The writer is there, and each of its changes up to this number is behind it: it was told before, or will never
     * be.
     */
    record Beat(UUID writer, long number) implements Note {}

    /** {@link Beat} of a writer that is about to close: nothing comes behind it. */
    record Farewell(UUID writer, long number) implements Note {}

    /**
     * In a journal: changes of a writer are missing, or were of a kind that is not told. 0 for nobody knows how many.
     */
    record Lost(UUID writer, long number) implements Note {}
}
