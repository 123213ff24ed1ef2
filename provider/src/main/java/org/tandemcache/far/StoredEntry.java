package org.tandemcache.far;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the far tier holds for a key: the bytes as they were written, by Tandem or by somebody else. The first
 * {@value #HEADER_LENGTH} bytes are the header; it ends in the version, which no two writes share, so equal headers
 * mean the same write.
 *
 * @param bytes header and payload; not to be changed
 * @param remainingMillis how long the entry has still to live when it was read: {@link #ETERNAL}, {@link #UNKNOWN}
 *     where it was not asked for, else milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never used: two reads are compared by their headers
public record StoredEntry(byte[] bytes, long remainingMillis) {
    /** Length of the header in bytes; the compare-and-set scripts state the same number. */
    public static final int HEADER_LENGTH = 20;

    /** The first byte of whatever Tandem has written. */
    public static final byte FORMAT = (byte) 0xF9;

    /** The codec of what is no entry. */
    public static final byte MARKER = 7;

    /** The payload of what stands for a load that is under way. */
    public static final byte LEASE = 'L';

    /** The payload of what says that the loader knows no value. */
    public static final byte ABSENCE = 'A';

    /** The payload of a marker that nobody waits for. */
    public static final byte GUARD = 'G';

    /** The fingerprint of no entry. */
    public static final long NO_VERSION = 0;

    private static final int VERSION_LENGTH = 16;

    /** Odd, and not 1: the halves of two versions that were swapped don't come to the same. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The remaining time of an entry without expiry. */
    public static final long ETERNAL = -1;

    /** The remaining time of an entry that was read without asking for it. */
    public static final long UNKNOWN = -3;

    /** In place of a remaining time: what lies there was an entry, and is none to anybody any more. */
    private static final long OUTDATED = -4;

    /** An entry whose remaining time was not asked for. */
    public StoredEntry(byte[] bytes) {
        this(bytes, UNKNOWN);
    }

    /**
     * Stands for the version where two reads are compared: the same for one write; for two writes it agrees as seldom
     * as two random numbers of 64 bits do. Never {@link #NO_VERSION}.
     */
    public long fingerprint() {
        if (bytes.length < HEADER_LENGTH) { // nothing of Tandem's
            return 1 + (Arrays.hashCode(bytes) & 0xFFFFFFFFL);
        }
        ByteBuffer version = ByteBuffer.wrap(bytes, HEADER_LENGTH - VERSION_LENGTH, VERSION_LENGTH);
        long mixed = version.getLong() + version.getLong() * SPREAD;
        return mixed == 0 ? 1 : mixed;
    }

    /**
     * Whether this is no entry to anybody, but stands for one that is being loaded, so that what changes the key
     * meanwhile leaves a trace; or says that the loader knows none.
     */
    public boolean isMarker() {
        return bytes.length >= HEADER_LENGTH && bytes[1] == MARKER && bytes[0] == FORMAT;
    }

    /** Whether this is no entry, but says that the loader knows none. */
    public boolean isAbsence() {
        return isMarker() && bytes.length > HEADER_LENGTH && bytes[HEADER_LENGTH] == ABSENCE;
    }

    /** Whether this is a marker that nobody waits for: whoever loads beside it rests on it, too. */
    public boolean isGuard() {
        return isMarker() && bytes.length > HEADER_LENGTH && bytes[HEADER_LENGTH] == GUARD;
    }

    /** The same bytes, which are no entry any more: what they were stamped with has changed. */
    public StoredEntry asOutdated() {
        return new StoredEntry(bytes, OUTDATED);
    }

    /** Whether what lies there was an entry, and is none to anybody any more. */
    public boolean isOutdated() {
        return remainingMillis == OUTDATED;
    }

    /** Whether this is no entry to anybody, though something lies there: a marker, or what is outdated. */
    public boolean isAbsent() {
        return isOutdated() || isMarker();
    }

    /** The bytes that decide whether the entry is still the one that was read; shorter for foreign data. */
    public byte[] header() {
        return Arrays.copyOf(bytes, Math.min(bytes.length, HEADER_LENGTH));
    }
}
