package org.tandemcache.codec.format;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.Difference;
import org.tandemcache.codec.types.LogText;

/**
 * A net for what nobody has thought of: decodes the first value of each class that a cache encodes, and compares. It
 * stands before the codec that writes; where it is switched off it is not there. Thread-safe.
 */
final class FirstValues implements Codec {
    private static final Logger log = LoggerFactory.getLogger(FirstValues.class);

    private final String cacheName;
    private final Class<?> valueType;
    private final Codec codec;
    private final boolean failing;
    private final LongAdder unequal;
    private final Set<Class<?>> compared = ConcurrentHashMap.newKeySet();

    /** One of the classes that were compared; another thread's is as good, and none only costs a look. */
    @SuppressWarnings("NullAway.Init")
    private Class<?> last;

    /**
     * @param valueType what values of the cache are instances of
     * @param failing whether a value that comes back other can't be encoded
     * @param unequal counts them
     */
    FirstValues(String cacheName, Class<?> valueType, Codec codec, boolean failing, LongAdder unequal) {
        this.cacheName = cacheName;
        this.valueType = valueType;
        this.codec = codec;
        this.failing = failing;
        this.unequal = unequal;
    }

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public int id() {
        return codec.id();
    }

    @Override
    public boolean wants(Object builtIn) {
        return codec.wants(builtIn);
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        return codec.decode(bytes, offset, length);
    }

    @Override
    public byte[] encode(Object value) {
        byte[] bytes = codec.encode(value);
        Class<?> type = value.getClass();
        if (type != last) {
            if (!compared.contains(type)) {
                compare(type, value, bytes);
            }
            last = type;
        }
        return bytes;
    }

    private void compare(Class<?> type, Object value, byte[] bytes) {
        String difference = difference(value, read(value, bytes));
        if (difference == null) {
            compared.add(type);
            return;
        }
        unequal.increment();
        String told = "the first value of " + type.getName() + " does not come back from the codec \"" + codec.name()
                + "\" as it was: " + LogText.of(difference);
        if (failing) {
            throw new CodecException(told, null);
        }
        if (compared.add(type)) {
            log.warn(
                    "Cache \"{}\": {}. It is stored all the same. Take another codec or another type there;"
                            + " codec.on-unequal = fail refuses such values, off compares none",
                    cacheName,
                    told);
        }
    }

    /** What can't be read is never taken. */
    private Object read(Object value, byte[] bytes) {
        String failure = "objects of " + value.getClass().getName() + " can't be read again from the codec \""
                + codec.name() + '"';
        Object read;
        try {
            read = codec.decode(bytes, 0, bytes.length);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
        if (!valueType.isInstance(read)) {
            throw new CodecException(
                    UnreadableReason.WRONG_TYPE,
                    failure + ": they come back as " + read.getClass().getName() + ", and the cache's value type is "
                            + valueType.getName(),
                    null);
        }
        return read;
    }

    private @Nullable String difference(Object value, Object read) {
        try {
            return Difference.between(value, read, false);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            log.debug("Cache \"{}\": a value of {} can't be compared", cacheName, value.getClass(), e);
            return null;
        }
    }
}
