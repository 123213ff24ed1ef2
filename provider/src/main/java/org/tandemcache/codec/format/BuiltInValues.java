package org.tandemcache.codec.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;

/**
 * Values that need no codec: a mark of one byte, then the value itself. Numbers are big-endian, text is UTF-8, or
 * UTF-16 where it has code units that UTF-8 can't carry.
 */
final class BuiltInValues {
    private static final byte STRING = 's';
    private static final byte UTF16 = 'S';
    private static final byte INTEGER = 'i';
    private static final byte LONG = 'l';
    private static final byte SHORT = 'h';
    private static final byte BYTE = 'b';
    private static final byte DOUBLE = 'd';
    private static final byte FLOAT = 'f';
    private static final byte BOOLEAN = 'z';
    private static final byte CHARACTER = 'c';
    private static final byte BYTES = 'B';

    private BuiltInValues() {}

    /** The payload, or null if the value is of another type. */
    static byte @Nullable [] encode(Object value) {
        if (value instanceof String text) {
            return Utf8.canCarry(text)
                    ? marked(STRING, text.getBytes(StandardCharsets.UTF_8))
                    : marked(UTF16, Utf8.codeUnits(text));
        } else if (value instanceof Integer number) {
            return buffer(INTEGER, Integer.BYTES).putInt(number).array();
        } else if (value instanceof Long number) {
            return buffer(LONG, Long.BYTES).putLong(number).array();
        } else if (value instanceof Short number) {
            return buffer(SHORT, Short.BYTES).putShort(number).array();
        } else if (value instanceof Byte number) {
            return buffer(BYTE, Byte.BYTES).put(number).array();
        } else if (value instanceof Double number) {
            return buffer(DOUBLE, Double.BYTES).putDouble(number).array();
        } else if (value instanceof Float number) {
            return buffer(FLOAT, Float.BYTES).putFloat(number).array();
        } else if (value instanceof Boolean truth) {
            return buffer(BOOLEAN, 1).put((byte) (truth ? 1 : 0)).array();
        } else if (value instanceof Character character) {
            return buffer(CHARACTER, Character.BYTES).putChar(character).array();
        } else if (value instanceof byte[] bytes) {
            return marked(BYTES, bytes);
        }
        return null;
    }

    /** The value of a payload. */
    static Object decode(byte[] bytes, int offset, int length) {
        if (length < 1) {
            throw new CodecException("a built-in value without its mark", null);
        }
        byte mark = bytes[offset];
        int from = offset + 1;
        int size = length - 1;
        if (mark == STRING) {
            return new String(bytes, from, size, StandardCharsets.UTF_8);
        } else if (mark == BYTES) {
            return Arrays.copyOfRange(bytes, from, from + size);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, size);
        return (Object)
                switch (mark) {
                    case UTF16 -> buffer.asCharBuffer().toString();
                    case INTEGER -> sized(buffer, Integer.BYTES).getInt();
                    case LONG -> sized(buffer, Long.BYTES).getLong();
                    case SHORT -> sized(buffer, Short.BYTES).getShort();
                    case BYTE -> sized(buffer, Byte.BYTES).get();
                    case DOUBLE -> sized(buffer, Double.BYTES).getDouble();
                    case FLOAT -> sized(buffer, Float.BYTES).getFloat();
                    case BOOLEAN -> sized(buffer, 1).get() != 0;
                    case CHARACTER -> sized(buffer, Character.BYTES).getChar();
                    default -> throw new CodecException("a built-in value of unknown mark " + mark, null);
                };
    }

    private static ByteBuffer sized(ByteBuffer buffer, int size) {
        if (buffer.remaining() != size) {
            throw new CodecException("a built-in value of " + buffer.remaining() + " bytes in place of " + size, null);
        }
        return buffer;
    }

    private static ByteBuffer buffer(byte mark, int size) {
        return ByteBuffer.allocate(1 + size).put(mark);
    }

    private static byte[] marked(byte mark, byte[] content) {
        return buffer(mark, content.length).put(content).array();
    }
}
