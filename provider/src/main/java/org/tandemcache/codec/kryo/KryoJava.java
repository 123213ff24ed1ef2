package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.codec.java.JavaCodec;

/**
 * What Kryo can write and not read goes by Java serialization, behind the same class filter and within the same budget:
 * exceptions, whose fields are closed, and collections that can't be made empty and filled. Used by one thread at a
 * time.
 */
final class KryoJava extends Serializer<Object> {
    private final JavaCodec codec;

    private final ReadBudget budget;

    KryoJava(CodecContext context, ReadBudget budget) {
        codec = new JavaCodec(context);
        this.budget = budget;
    }

    @Override
    public void write(Kryo kryo, Output output, Object object) {
        byte[] bytes = codec.encode(object);
        output.writeVarInt(bytes.length, true);
        output.writeBytes(bytes);
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
        byte[] bytes = input.readBytes(input.readVarInt(true));
        Object read = codec.decode(bytes, 0, bytes.length, budget);
        if (!type.isInstance(read)) {
            throw new KryoException("an object of another class than " + type.getName());
        }
        return read;
    }
}
