package org.tandemcache.codec.format;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.types.LogText;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;

/**
 * The envelope of a value as it lies in the far tier, and the way in and out of it; told to users in
 * {@code docs/wire-format.md}. Thread-safe.
 *
 * <pre>
 * byte  0      format, {@code 0xF9}: never a byte of UTF-8 text, so text is never taken for a value
 * byte  1      codec: 0 for built-in types ({@link BuiltInValues}), else {@link Codec#id}
 * byte  2      flags: the low four bits name the compressor, 0 for none; 0x80 for {@link Stamps} behind the header
 * byte  3      0, kept for a schema
 * bytes 4-19   version ({@link VersionSource})
 * bytes 20-    stamps, where the flag says so; then the payload; compressed it begins with its length ({@link Compression})
 * </pre>
 *
 * <p>A value that can't be read is counted by its reason and read as a miss, unless the user chose otherwise.
 */
public final class ValueFormat {
    static final int COMPRESSOR_MASK = 0x0F;

    private static final Logger log = LoggerFactory.getLogger(ValueFormat.class);

    /** So that classes that are made at run time can't fill the log and the memory. */
    private static final int CLASSES_LOGGED = 100;

    private static final byte BUILT_IN = 0;
    private static final byte NO_SCHEMA = 0;
    private static final byte[] NO_STAMPS = {};

    private final String cacheName;
    private final Class<?> type;
    private final Codecs codecs;
    private final Compression compression;
    private final VersionSource versions;
    private final boolean failing;
    private final boolean skipping;
    private final int known;
    private final Map<UnreadableReason, LongAdder> unreadable = new EnumMap<>(UnreadableReason.class);
    private final LongAdder unwritable = new LongAdder();
    private final LongAdder unequal = new LongAdder();
    private final Set<Class<?>> skipped = ConcurrentHashMap.newKeySet();

    /**
     * What becomes of values that can't be read or written as they are.
     *
     * @param failing whether a value that can't be read is an exception in place of a miss
     * @param skipping whether a value that can't be encoded is not stored, in place of an exception
     * @param comparing whether the first value of each class is compared with what comes back
     * @param refusing whether one that comes back other can't be encoded, in place of a warning
     */
    public record Faults(boolean failing, boolean skipping, boolean comparing, boolean refusing) {}

    /**
     * @param type what values are instances of; one that is not can't be read
     * @param failing whether a value that can't be read is an exception in place of a miss
     */
    public ValueFormat(
            String cacheName,
            Class<?> type,
            Codecs codecs,
            Compression compression,
            VersionSource versions,
            boolean failing) {
        this(cacheName, type, codecs, compression, versions, new Faults(failing, false, false, false));
    }

    /** @param type what values are instances of; one that is not can't be read */
    public ValueFormat(
            String cacheName,
            Class<?> type,
            Codecs codecs,
            Compression compression,
            VersionSource versions,
            Faults faults) {
        this(cacheName, type, codecs, compression, versions, faults, false);
    }

    /**
     * @param type what values are instances of; one that is not can't be read
     * @param stamped whether entries have stamps; where they have not, one that has can't be read
     */
    public ValueFormat(
            String cacheName,
            Class<?> type,
            Codecs codecs,
            Compression compression,
            VersionSource versions,
            Faults faults,
            boolean stamped) {
        this.cacheName = cacheName;
        this.type = type;
        this.codecs = faults.comparing() ? codecs.comparing(cacheName, type, faults.refusing(), unequal) : codecs;
        this.compression = compression;
        this.versions = versions;
        this.failing = faults.failing();
        this.skipping = faults.skipping();
        this.known = stamped ? COMPRESSOR_MASK | Stamps.FLAG : COMPRESSOR_MASK;
        for (UnreadableReason reason : UnreadableReason.values()) {
            unreadable.put(reason, new LongAdder());
        }
    }

    /**
     * The bytes to store for a value, with a version of their own; null for a value that can't be encoded and is not to
     * be stored then.
     *
     * @throws CodecException if the value can't be encoded, or is too large, and the user wants to know
     * @throws ClassCastException if it is not of the cache's value type: no read would give it back
     */
    public byte @Nullable [] encodeIfWritable(Object value) {
        return encodeIfWritable(value, NO_STAMPS);
    }

    /** {@link #encodeIfWritable(Object)} of a value with {@linkplain Stamps#toBytes stamps}. */
    public byte @Nullable [] encodeIfWritable(Object value, byte[] stamps) {
        try {
            return encode(value, stamps);
        } catch (CodecException e) {
            unwritable.increment();
            if (!skipping) {
                throw e;
            }
            if (skipped.size() < CLASSES_LOGGED && skipped.add(value.getClass())) {
                log.warn(
                        "Cache \"{}\": {}. The value is not stored, and the entry that was there is removed. Later values"
                                + " of this class are counted and not logged",
                        cacheName,
                        LogText.of(String.valueOf(e.getMessage())));
            }
            return null;
        }
    }

    /**
     * The bytes to store for a value, with a version of their own.
     *
     * @throws CodecException if the value can't be encoded, or is too large
     * @throws ClassCastException if it is not of the cache's value type: no read would give it back
     */
    public byte[] encode(Object value) {
        return encode(value, NO_STAMPS);
    }

    private byte[] encode(Object value, byte[] stamps) {
        if (!type.isInstance(value)) {
            throw new ClassCastException("a value for cache \"" + cacheName + "\" is a "
                    + value.getClass().getName() + ", its type is " + type.getName());
        }
        Codec writer = codecs.writer();
        byte[] payload = writer.wants(value) ? null : BuiltInValues.encode(value);
        boolean builtIn = payload != null;
        if (payload == null) {
            payload = writer.encode(value);
        }
        if (payload.length > compression.maximumLength()) {
            throw new CodecException(
                    UnreadableReason.TOO_LARGE,
                    "a value of " + payload.length + " bytes is larger than the maximumSize of the cache's codec"
                            + " configuration, " + compression.maximumLength(),
                    null);
        }
        byte[] compressed = compression.compress(payload);
        byte[] stored = compressed == null ? payload : compressed;
        int flags = (compressed == null ? 0 : compression.id()) | (stamps.length == 0 ? 0 : Stamps.FLAG);
        ByteBuffer entry = ByteBuffer.allocate(StoredEntry.HEADER_LENGTH + stamps.length + stored.length)
                .put(StoredEntry.FORMAT)
                .put(builtIn ? BUILT_IN : (byte) writer.id())
                .put((byte) flags)
                .put(NO_SCHEMA);
        versions.putNext(entry);
        return entry.put(stamps).put(stored).array();
    }

    /** What stands for a load that is under way, with a version of its own. */
    public byte[] marker() {
        return marker(StoredEntry.LEASE);
    }

    /** A {@link #marker} that keeps nobody from loading beside it. */
    public byte[] guard() {
        return marker(StoredEntry.GUARD);
    }

    /** What says that the loader knows no value, with a version of its own. */
    public byte[] absence() {
        return marker(StoredEntry.ABSENCE);
    }

    private byte[] marker(byte payload) {
        ByteBuffer marker = ByteBuffer.allocate(StoredEntry.HEADER_LENGTH + 1)
                .put(StoredEntry.FORMAT)
                .put(StoredEntry.MARKER)
                .put((byte) 0)
                .put(NO_SCHEMA);
        versions.putNext(marker);
        return marker.put(payload).array();
    }

    /** {@link #decode(byte[])} of what a read has found; null, and not counted, if that is outdated. */
    public @Nullable Object decode(StoredEntry stored) {
        return stored.isOutdated() ? null : decode(stored.bytes());
    }

    /**
     * The value of stored bytes, a new object at each call, or null if they can't be read, or are no entry.
     *
     * @throws CodecException if they can't be read and the user wants to know
     */
    public @Nullable Object decode(byte[] stored) {
        CodecException failure;
        try {
            Object value = read(stored);
            if (value == null) {
                return null;
            }
            if (type.isInstance(value)) {
                return value;
            }
            failure = new CodecException(
                    UnreadableReason.WRONG_TYPE,
                    "it is a " + value.getClass().getName() + ", and the cache's value type is " + type.getName(),
                    null);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failure = CodecException.of(UnreadableReason.CORRUPT, "its bytes can't be decoded", e);
        }
        count(failure);
        if (failing) {
            throw failure;
        }
        return null;
    }

    /** The length of stored bytes, were nothing of them compressed, as far as they tell it. */
    public static int uncompressedLength(byte[] stored) {
        if (stored.length < StoredEntry.HEADER_LENGTH
                || stored[0] != StoredEntry.FORMAT
                || (stored[2] & COMPRESSOR_MASK) == 0) {
            return stored.length;
        }
        int payload = Stamps.payloadAt(stored);
        if (payload > stored.length - Integer.BYTES) {
            return stored.length;
        }
        long told = ByteBuffer.wrap(stored).getInt(payload) + (long) payload;
        return (int) Math.max(stored.length, Math.min(told, Integer.MAX_VALUE));
    }

    private void count(CodecException failure) {
        LongAdder counter = counter(failure.reason());
        // a refused class has been logged by name
        if (counter.sum() == 0 && failure.reason() != UnreadableReason.REFUSED_CLASS) {
            log.warn(
                    "Cache \"{}\" holds a value that can't be read, {}; {} until it is written anew ({})."
                            + " Later ones of this kind are counted and not logged",
                    cacheName,
                    failure.reason(),
                    failing ? "reading it fails" : "it counts as a miss",
                    LogText.of(String.valueOf(failure.getMessage())));
        }
        counter.increment();
    }

    private LongAdder counter(UnreadableReason reason) {
        LongAdder counter = unreadable.get(reason);
        if (counter == null) {
            throw new AssertionError(reason);
        }
        return counter;
    }

    /** How many values could not be encoded so far. */
    public long unwritable() {
        return unwritable.sum();
    }

    /** How many of the values that were compared did not come back equal so far. */
    public long unequal() {
        return unequal.sum();
    }

    /** How many values could not be read so far. */
    public long unreadable() {
        return unreadable.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** How many values could not be read so far for one reason. */
    public long unreadable(UnreadableReason reason) {
        return counter(reason).sum();
    }

    /** Where the payload begins; -1 if the format is none that is known here. */
    private int payloadAt(byte[] stored) {
        if (stored.length < StoredEntry.HEADER_LENGTH
                || stored[0] != StoredEntry.FORMAT
                || (Byte.toUnsignedInt(stored[2]) & ~known) != 0
                || stored[3] != NO_SCHEMA) {
            return -1;
        }
        int offset = Stamps.payloadAt(stored);
        return offset > stored.length ? -1 : offset;
    }

    /** Null for a marker. */
    private @Nullable Object read(byte[] stored) {
        int offset = payloadAt(stored);
        if (offset < 0) {
            throw new CodecException(
                    UnreadableReason.UNKNOWN_FORMAT,
                    "the bytes are not of a format that this version of Tandem knows",
                    null);
        }
        int id = Byte.toUnsignedInt(stored[1]);
        Codec reader = id == BUILT_IN ? null : codecs.reader(id);
        if (reader == null && id != BUILT_IN) {
            if (id == StoredEntry.MARKER) {
                return null;
            }
            throw new CodecException(UnreadableReason.UNKNOWN_CODEC, "it was written by " + codecs.describe(id), null);
        }
        byte[] payload = stored;
        byte compressor = (byte) (stored[2] & COMPRESSOR_MASK);
        if (compressor != 0) {
            payload = compression.decompress(compressor, stored, offset, stored.length - offset);
            offset = 0;
        }
        int length = payload.length - offset;
        return reader == null ? BuiltInValues.decode(payload, offset, length) : reader.decode(payload, offset, length);
    }
}
