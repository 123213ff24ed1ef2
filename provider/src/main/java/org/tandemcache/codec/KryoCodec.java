package org.tandemcache.codec;

import com.esotericsoftware.kryo.kryo5.util.Pool;
import java.util.function.Function;

/**
 * Objects by Kryo 5: graphs with cycles, records, enums, the JDK's collections and times, classes without a public
 * constructor. Fields and record components are stored by name, enum constants too, so a class may gain and lose some.
 * Kryo instances are not thread-safe: each call borrows one.
 */
final class KryoCodec implements Codec {
    private static final int INSTANCES_KEPT = 16;

    private final Pool<KryoKit> pool;

    KryoCodec(CodecContext context) {
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

    @Override
    public byte[] encode(Object value) {
        return using(kit -> kit.write(value), "objects of " + value.getClass().getName() + " can't be encoded by kryo");
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
            throw CodecException.of(UnreadableReason.CORRUPT, failure, e);
        }
    }
}
