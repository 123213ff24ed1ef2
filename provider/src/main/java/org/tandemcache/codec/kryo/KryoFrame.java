package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.JavaPart;
import org.tandemcache.codec.graph.GraphWeight;
import org.tandemcache.codec.graph.InheritedMethod;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.codec.java.JavaCodec;
import org.tandemcache.codec.java.JavaOutput;

/**
 * Objects by their class's own Java serialization, behind the same class filter. What Kryo knows how to write among
 * that which they hold is written by Kryo: so it need not be serializable, and is one object with what the rest of the
 * graph refers to. Form: the number of such parts, the parts, a length, and that many bytes of Java serialization, in
 * which a {@link JavaPart} stands for each of them. Used by one thread at a time.
 */
final class KryoFrame extends Serializer<Object> {
    private static final int FIRST_BUFFER = 256;

    private final CodecContext context;
    private final JavaCodec codec;
    private final KryoInput input;
    private final ReadBudget budget;
    private final KryoReferences references;
    private final GraphWeight weight;
    private final KryoBlocks blocks;
    private final Predicate<Object> part;

    /** @param part whether Kryo is to write an object that such an object holds */
    KryoFrame(
            CodecContext context,
            KryoInput input,
            ReadBudget budget,
            KryoReferences references,
            GraphWeight weight,
            KryoBlocks blocks,
            Predicate<Object> part) {
        this.context = context;
        this.codec = new JavaCodec(context);
        this.input = input;
        this.budget = budget;
        this.references = references;
        this.weight = weight;
        this.blocks = blocks;
        this.part = part;
    }

    // ---------------------------------------------------------------------------------------------------- writing

    @Override
    @SuppressWarnings("ByteBufferBackingArray") // wrapped here, all of it
    public void write(Kryo kryo, Output output, Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BUFFER);
        List<Object> parts = new ArrayList<>();
        try (FrameOutput frame = new FrameOutput(bytes, parts)) {
            frame.writeObject(object);
        } catch (NotSerializableException e) {
            throw KryoRefusal.notSerializable(object.getClass(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new KryoException("the serialization of " + object.getClass().getName() + " fails: " + e, e);
        }
        references.open(object);
        output.writeVarInt(parts.size(), true);
        for (Object each : parts) {
            if (each instanceof ByteBuffer block && context.canonical()) {
                KryoBlocks.write(output, block.array());
            } else {
                kryo.writeClassAndObject(output, each);
            }
        }
        references.close();
        output.writeVarInt(bytes.size(), true);
        output.writeBytes(bytes.toByteArray());
    }

    private final class FrameOutput extends JavaOutput {
        private final List<Object> parts;

        @SuppressWarnings("IdentityHashMapUsage") // chosen between by what kind of sameness counts
        private final Map<Object, JavaPart> same = new IdentityHashMap<>();

        private final Map<Object, JavaPart> equal = new HashMap<>();
        private boolean begun;

        FrameOutput(ByteArrayOutputStream bytes, List<Object> parts) throws IOException {
            super(bytes, context);
            this.parts = parts;
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) {
            if (!begun || object == null) { // the object itself, or what it has in its place
                begun = true;
                return object;
            }
            if (!part.test(object)) {
                return object;
            }
            // In keys, parts are one if they are equal: whether they are one object must not be seen.
            Object seen = context.canonical() ? ByteBuffer.wrap(block(object)) : object;
            Map<Object, JavaPart> known = context.canonical() ? equal : same;
            JavaPart replaced = known.get(seen);
            if (replaced == null) {
                replaced = new JavaPart(parts.size());
                parts.add(seen);
                known.put(seen, replaced);
            }
            return replaced;
        }

        /** What stands in for another object by its {@code writeReplace} is made that one again first. */
        private byte[] block(Object object) {
            byte[] block = blocks.encoded(object);
            boolean standsIn = InheritedMethod.find(object.getClass(), "readResolve") != null;
            return standsIn ? blocks.encoded(blocks.decoded(block)) : block;
        }

        @Override
        protected void annotateClass(Class<?> type) {
            if (type != JavaPart.class) {
                super.annotateClass(type);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- reading

    @Override
    public Object read(Kryo kryo, Input from, Class<? extends Object> type) {
        int size = from.readVarInt(true);
        input.claim(size);
        @Nullable Object[] parts = new Object[size];
        for (int i = 0; i < size; i++) {
            parts[i] = context.canonical() ? blocks.read(from) : kryo.readClassAndObject(from);
        }
        byte[] bytes = from.readBytes(from.readVarInt(true));
        Object read = codec.decode(bytes, 0, bytes.length, budget, parts, i -> weight.weight(parts[i]));
        references.madeOther(read, type);
        if (read instanceof Collection<?> || read instanceof Map<?, ?> || read instanceof Object[]) {
            weight.completed(read);
        }
        return read;
    }
}
