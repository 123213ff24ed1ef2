package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a graph that are encoded each by itself, so that their bytes do not depend on what stands before them: a
 * length, which is 0 for null, and the bytes. Used by one thread at a time.
 */
final class KryoBlocks {
    private static final byte[] NULL = {};

    private final Supplier<KryoKit> making;
    private @Nullable KryoKit inner;

    /** @param making makes the Kryo instance of the blocks, when one is first needed */
    KryoBlocks(Supplier<KryoKit> making) {
        this.making = making;
    }

    private KryoKit inner() {
        if (inner == null) {
            inner = making.get();
        }
        return inner;
    }

    byte[] encoded(@Nullable Object object) {
        if (object == null) {
            return NULL;
        }
        byte[] bytes = inner().write(object);
        inner().shrink();
        return bytes;
    }

    /** What was just encoded. */
    Object decoded(byte[] block) {
        return inner().read(block, 0, block.length);
    }

    static void write(Output output, byte[] block) {
        output.writeVarInt(block.length, true);
        output.writeBytes(block);
    }

    @Nullable
    Object read(Input input) {
        byte[] block = input.readBytes(input.readVarInt(true));
        return block.length == 0 ? null : inner().readWithin(block);
    }
}
