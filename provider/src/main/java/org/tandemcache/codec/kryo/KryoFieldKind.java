package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * How a field is stored: a letter as in class files for primitives, {@code L} for references, {@code G} for references
 * of parameterized types, whose fingerprint is kept because the class of a list does not say what it may hold.
 *
 * @param fingerprint 0 but for {@code G}
 */
record KryoFieldKind(char letter, int fingerprint) {
    static KryoFieldKind of(Class<?> raw, Type generic) {
        if (raw.isPrimitive()) {
            return new KryoFieldKind(raw.descriptorString().charAt(0), 0);
        }
        return generic instanceof Class<?>
                ? new KryoFieldKind('L', 0)
                : new KryoFieldKind('G', generic.getTypeName().hashCode());
    }

    boolean isPrimitive() {
        return letter != 'L' && letter != 'G';
    }

    void write(Output output) {
        output.writeByte(letter);
        if (letter == 'G') {
            output.writeInt(fingerprint);
        }
    }

    static KryoFieldKind read(Input input) {
        char letter = (char) input.readByte();
        if ("ZBCSIJFDLG".indexOf(letter) < 0) {
            throw new KryoException("a field of an unknown kind");
        }
        return new KryoFieldKind(letter, letter == 'G' ? input.readInt() : 0);
    }

    /** A value of this kind, boxed. */
    @Nullable
    Object read(Kryo kryo, Input input) {
        return switch (letter) {
            case 'Z' -> input.readBoolean();
            case 'B' -> input.readByte();
            case 'C' -> input.readChar();
            case 'S' -> input.readShort();
            case 'I' -> input.readVarInt(false);
            case 'J' -> input.readVarLong(false);
            case 'F' -> input.readFloat();
            case 'D' -> input.readDouble();
            default -> kryo.readClassAndObject(input);
        };
    }

    /** What a field of this kind holds that was never set. */
    @Nullable
    Object absent() {
        return switch (letter) {
            case 'Z' -> false;
            case 'B' -> (byte) 0;
            case 'C' -> (char) 0;
            case 'S' -> (short) 0;
            case 'I' -> 0;
            case 'J' -> 0L;
            case 'F' -> 0f;
            case 'D' -> 0d;
            default -> null;
        };
    }
}
