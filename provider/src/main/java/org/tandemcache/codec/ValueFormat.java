package org.tandemcache.codec;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.StoredEntry;

/**
 * The envelope of a value as it lies in the far tier, and the way in and out of it. Thread-safe.
 *
 * <pre>
 * byte  0      format, {@code 0xF9}: never a byte of UTF-8 text, so text is never taken for a value
 * byte  1      codec: 0 for built-in types ({@link BuiltInValues}), else {@link Codec#id}
 * byte  2      flags, all 0 as yet
 * byte  3      0, kept for a schema
 * bytes 4-19   version ({@link VersionSource})
 * bytes 20-    payload
 * </pre>
 *
 * <p>A value that can't be read is counted and read as a miss: it must not become an exception of whoever asks for it.
 */
public final class ValueFormat {
    private static final Logger log = LoggerFactory.getLogger(ValueFormat.class);

    private static final byte FORMAT = (byte) 0xF9;
    private static final byte BUILT_IN = 0;
    private static final byte NO_FLAGS = 0;
    private static final byte NO_SCHEMA = 0;

    private final String cacheName;
    private final Class<?> type;
    private final Codec codec;
    private final VersionSource versions;
    private final LongAdder unreadable = new LongAdder();

    /** @param type what values are instances of; one that is not can't be read */
    public ValueFormat(String cacheName, Class<?> type, Codec codec, VersionSource versions) {
        this.cacheName = cacheName;
        this.type = type;
        this.codec = codec;
        this.versions = versions;
    }

    /**
     * The bytes to store for a value, with a version of their own.
     *
     * @throws CodecException if the value can't be encoded
     * @throws ClassCastException if it is not of the cache's value type: no read would give it back
     */
    public byte[] encode(Object value) {
        if (!type.isInstance(value)) {
            throw new ClassCastException("a value for cache \"" + cacheName + "\" is a "
                    + value.getClass().getName() + ", its type is " + type.getName());
        }
        byte[] payload = BuiltInValues.encode(value);
        boolean builtIn = payload != null;
        if (payload == null) {
            payload = codec.encode(value);
        }
        ByteBuffer stored = ByteBuffer.allocate(StoredEntry.HEADER_LENGTH + payload.length)
                .put(FORMAT)
                .put(builtIn ? BUILT_IN : (byte) codec.id())
                .put(NO_FLAGS)
                .put(NO_SCHEMA);
        versions.putNext(stored);
        return stored.put(payload).array();
    }

    /** The value of stored bytes, a new object at each call, or null if they can't be read. */
    public @Nullable Object decode(byte[] stored) {
        try {
            Object value = read(stored);
            if (!type.isInstance(value)) {
                throw new CodecException(
                        "it is a " + value.getClass().getName() + ", and the cache's value type is " + type.getName(),
                        null);
            }
            return value;
        } catch (CodecException e) {
            if (unreadable.sum() == 0) {
                log.warn(
                        "Cache \"{}\" holds a value that can't be read; it counts as a miss until it is written anew ({})."
                                + " Later ones are counted and not logged",
                        cacheName,
                        e.getMessage());
            }
            unreadable.increment();
            return null;
        }
    }

    /** How many values could not be read so far. */
    public long unreadable() {
        return unreadable.sum();
    }

    private Object read(byte[] stored) {
        int length = stored.length - StoredEntry.HEADER_LENGTH;
        if (length < 0 || stored[0] != FORMAT || stored[2] != NO_FLAGS || stored[3] != NO_SCHEMA) {
            throw new CodecException("the bytes are not of a format that this version of Tandem knows", null);
        }
        int reader = Byte.toUnsignedInt(stored[1]);
        if (reader == BUILT_IN) {
            return BuiltInValues.decode(stored, StoredEntry.HEADER_LENGTH, length);
        }
        if (reader != codec.id()) {
            throw new CodecException("it was written by codec " + reader + ", which this cache does not have", null);
        }
        return codec.decode(stored, StoredEntry.HEADER_LENGTH, length);
    }
}
