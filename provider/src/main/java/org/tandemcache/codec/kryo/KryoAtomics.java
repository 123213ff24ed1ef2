package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Atomic numbers, whose fields are closed to Kryo. */
final class KryoAtomics {
    private KryoAtomics() {}

    static void addTo(Kryo kryo) {
        kryo.addDefaultSerializer(AtomicInteger.class, new Serializer<AtomicInteger>() {
            @Override
            public void write(Kryo any, Output output, AtomicInteger object) {
                output.writeInt(object.get());
            }

            @Override
            public AtomicInteger read(Kryo any, Input input, Class<? extends AtomicInteger> type) {
                return new AtomicInteger(input.readInt());
            }
        });
        kryo.addDefaultSerializer(AtomicLong.class, new Serializer<AtomicLong>() {
            @Override
            public void write(Kryo any, Output output, AtomicLong object) {
                output.writeLong(object.get());
            }

            @Override
            public AtomicLong read(Kryo any, Input input, Class<? extends AtomicLong> type) {
                return new AtomicLong(input.readLong());
            }
        });
        kryo.addDefaultSerializer(AtomicBoolean.class, new Serializer<AtomicBoolean>() {
            @Override
            public void write(Kryo any, Output output, AtomicBoolean object) {
                output.writeBoolean(object.get());
            }

            @Override
            public AtomicBoolean read(Kryo any, Input input, Class<? extends AtomicBoolean> type) {
                return new AtomicBoolean(input.readBoolean());
            }
        });
    }
}
