package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.util.Pool;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.GraphPath;

/**
 * Objects by Kryo 5: graphs with cycles, records, enums, the JDK's collections and times, classes without a public
 * constructor. Fields and record components are stored by name, enum constants too, so a class may gain and lose some.
 * Kryo instances are not thread-safe: each call borrows one.
 */
final class KryoCodec implements Codec {
    private static final int INSTANCES_KEPT = 16;

    private final CodecContext context;
    private final Pool<KryoKit> pool;
    private final Set<Class<?>> tried = ConcurrentHashMap.newKeySet();

    KryoCodec(CodecContext context) {
        this.context = context;
        pool = new Pool<>(true, false, INSTANCES_KEPT) {
            @Override
            protected KryoKit create() {
                return new KryoKit(context);
            }
        };
    }

    @Override
    public String name() {
        return KryoCodecProvider.NAME;
    }

    @Override
    public int id() {
        return KryoCodecProvider.ID;
    }

    /** What was written, and which classes that one of the instances had not written before. */
    @SuppressWarnings("ArrayRecordComponent") // is not compared
    private record Written(byte[] bytes, Set<Class<?>> met) {}

    @Override
    public byte[] encode(Object value) {
        String failure = "objects of " + value.getClass().getName() + " can't be encoded by kryo";
        Written written;
        try {
            written = using(kit -> new Written(kit.write(value), kit.met()), failure);
        } catch (CodecException e) {
            String place = place(e, value);
            throw place == null ? e : new CodecException(e.reason(), e.getMessage() + place, e.getCause());
        }
        if (!context.canonical() && !tried.containsAll(written.met())) { // each key is tried anyway
            tryToRead(written.bytes(), failure);
            tried.addAll(written.met());
        }
        return written.bytes();
    }

    /** The first value that holds objects of a class is read again at once: what can't be shall not be taken. */
    private void tryToRead(byte[] bytes, String failure) {
        Object read;
        try {
            read = decode(bytes, 0, bytes.length);
        } catch (CodecException e) {
            throw CodecException.of(e.reason(), failure + ", for they could not be read again", e);
        }
        if (!context.type().isInstance(read)) {
            throw new CodecException(
                    UnreadableReason.WRONG_TYPE,
                    failure + ": they come back as a " + read.getClass().getName() + ", and the cache's value type is "
                            + context.type().getName(),
                    null);
        }
    }

    /** Where in the value the object lies that is refused. */
    private static @Nullable String place(Throwable thrown, Object value) {
        KryoRefusal refusal = KryoRefusal.within(thrown);
        String path = refusal == null ? null : GraphPath.to(refusal.className(), value);
        return path == null ? null : ". The way to it: " + path;
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        return using(kit -> kit.read(bytes, offset, length), "the bytes can't be decoded by kryo");
    }

    private <T> T using(Function<KryoKit, T> work, String failure) {
        KryoKit kit = pool.obtain();
        try {
            T result = work.apply(kit);
            kit.shrink();
            pool.free(kit);
            return result;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // the instance may be left in the middle of a graph: it is not given back
            KryoRefusal refusal = KryoRefusal.within(e);
            if (refusal != null) {
                throw new CodecException(failure + ": " + refusal.getMessage(), e);
            }
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
    }
}
