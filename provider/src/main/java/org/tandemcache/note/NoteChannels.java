package org.tandemcache.note;

import org.tandemcache.far.Keyspace;

/**
 * The channels on which the changes of one cache are told: the same ones on both, with and without values, so that
 * values travel to those alone who want them.
 *
 * @param plain without values; not to be changed
 * @param valued with values; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NoteChannels(byte[] plain, byte[] valued) {
    public static NoteChannels of(Keyspace keyspace) {
        return new NoteChannels(
                keyspace.beside("notes").prefix(), keyspace.beside("values").prefix());
    }

    /** The one for who listens. */
    public byte[] forWhoWants(boolean values) {
        return values ? valued : plain;
    }
}
