package org.tandemcache.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.CompatibleFieldSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.JavaSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.MapSerializer;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.Pool;
import java.net.URI;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Objects by Kryo 5: graphs with cycles, records, enums, the JDK's collections and times, classes without a public
 * constructor. Fields are stored by name, so a class may gain and lose some. Kryo instances are not thread-safe: each
 * call borrows one.
 */
final class KryoCodec implements Codec {
    static final int ID = 1;

    private static final int INSTANCES_KEPT = 16;
    private static final int FIRST_BUFFER = 512;
    private static final int LARGEST_BUFFER_KEPT = 1 << 20;

    private final Pool<Kit> pool;

    /** @param references whether objects that occur twice, or hold themselves, are stored once */
    KryoCodec(ClassLoader loader, boolean references) {
        pool = new Pool<>(true, false, INSTANCES_KEPT) {
            @Override
            protected Kit create() {
                return new Kit(newKryo(loader, references));
            }
        };
    }

    /** A Kryo instance and its buffer, used by one thread at a time. */
    private static final class Kit {
        final Kryo kryo;
        final Input input = new BoundedInput();
        Output output = new Output(FIRST_BUFFER, -1);

        Kit(Kryo kryo) {
            this.kryo = kryo;
        }

        /** One huge value shall not hold its memory for ever. */
        void shrink() {
            if (output.getBuffer().length > LARGEST_BUFFER_KEPT) {
                output = new Output(FIRST_BUFFER, -1);
            }
            output.reset();
            input.setBuffer(NOTHING);
        }

        private static final byte[] NOTHING = {};
    }

    /**
     * Refuses lambdas, whose classes have no name by which they could be found again. Collections and maps that can't
     * be made empty and filled, such as unmodifiable ones and EnumMap, go by Java serialization: Kryo would write them
     * and fail to read them.
     */
    private static final class NamedClassesKryo extends Kryo {
        @Override
        @SuppressWarnings("rawtypes") // as Kryo declares it
        public Registration getRegistration(Class type) {
            if (type.isHidden()) {
                throw new KryoException("a lambda or another hidden class can't be stored: " + type.getName());
            }
            return super.getRegistration(type);
        }

        @Override
        @SuppressWarnings("rawtypes") // as Kryo declares it
        public Serializer getDefaultSerializer(Class type) {
            Serializer serializer = super.getDefaultSerializer(type);
            boolean fills =
                    serializer.getClass() == CollectionSerializer.class || serializer.getClass() == MapSerializer.class;
            return fills && !canBeMadeEmpty(type) ? new JavaSerializer() : serializer;
        }

        private static boolean canBeMadeEmpty(Class<?> type) {
            try {
                return type.getDeclaredConstructor().trySetAccessible();
            } catch (NoSuchMethodException e) {
                return false;
            }
        }
    }

    private static Kryo newKryo(ClassLoader loader, boolean references) {
        Kryo kryo = new NamedClassesKryo();
        kryo.setClassLoader(loader);
        kryo.setRegistrationRequired(false);
        kryo.setReferences(references);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        kryo.addDefaultSerializer(Throwable.class, new JavaSerializer());
        kryo.addDefaultSerializer(UUID.class, new DefaultSerializers.UUIDSerializer());
        kryo.addDefaultSerializer(URI.class, new DefaultSerializers.URISerializer());
        kryo.addDefaultSerializer(Pattern.class, new DefaultSerializers.PatternSerializer());
        kryo.setDefaultSerializer(CompatibleFieldSerializer.class);
        return kryo;
    }

    @Override
    public String name() {
        return "kryo";
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public byte[] encode(Object value) {
        return using(
                kit -> {
                    kit.kryo.writeClassAndObject(kit.output, value);
                    return kit.output.toBytes();
                },
                "objects of " + value.getClass().getName() + " can't be encoded");
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        return using(
                kit -> {
                    kit.input.setBuffer(bytes, offset, length);
                    Object value = kit.kryo.readClassAndObject(kit.input);
                    if (value == null || kit.input.position() != offset + length) {
                        throw new KryoException("the bytes go on after the object, or hold none");
                    }
                    return value;
                },
                "the bytes can't be decoded");
    }

    // The errors are what a graph or a class of the user, or a damaged length, can cause.
    private <T> T using(Function<Kit, T> work, String failure) {
        Kit kit = pool.obtain();
        try {
            T result = work.apply(kit);
            kit.shrink();
            pool.free(kit);
            return result;
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            // the instance may be left in the middle of a graph: it is not given back
            throw new CodecException(failure + " by kryo: " + e, e);
        }
    }
}
