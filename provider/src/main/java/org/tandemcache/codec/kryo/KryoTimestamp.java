package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.sql.Timestamp;

/** With the nanoseconds, which Kryo's form has not. A class of its own: a JVM may be without java.sql. Thread-safe. */
final class KryoTimestamp extends Serializer<Timestamp> {
    static final String NAME = "java.sql.Timestamp";

    private static final int MILLIS = 1_000;

    @Override
    public void write(Kryo kryo, Output output, Timestamp object) {
        output.writeVarLong(Math.floorDiv(object.getTime(), MILLIS), false);
        output.writeVarInt(object.getNanos(), true);
    }

    @Override
    public Timestamp read(Kryo kryo, Input input, Class<? extends Timestamp> type) {
        Timestamp read = new Timestamp(input.readVarLong(false) * MILLIS);
        read.setNanos(input.readVarInt(true));
        return read;
    }
}
