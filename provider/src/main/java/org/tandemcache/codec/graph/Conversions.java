package org.tandemcache.codec.graph;

import org.jspecify.annotations.Nullable;

/** Numbers as other types of numbers, as long as nothing is lost. */
public final class Conversions {
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    private static final long EXACT_IN_FLOAT = 1L << 24;

    private Conversions() {}

    /** The value as an instance of the type, which may be primitive; null if that is impossible without loss. */
    public static @Nullable Object lossless(Object value, Class<?> type) {
        if (type.isInstance(value)) {
            return value;
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return integral(((Number) value).longValue(), type);
        }
        if (type == float.class) {
            return value instanceof Float ? value : null;
        }
        if (type == double.class || type == Double.class) {
            return value instanceof Double
                    ? value
                    : value instanceof Float number ? (Double) number.doubleValue() : null;
        }
        if (type == boolean.class) {
            return value instanceof Boolean ? value : null;
        }
        return type == char.class && value instanceof Character ? value : null;
    }

    private static @Nullable Object integral(long value, Class<?> type) {
        if (type == long.class || type == Long.class) {
            return value;
        } else if (type == int.class || type == Integer.class) {
            return (int) value == value ? (Integer) (int) value : null;
        } else if (type == short.class || type == Short.class) {
            return (short) value == value ? (Short) (short) value : null;
        } else if (type == byte.class || type == Byte.class) {
            return (byte) value == value ? (Byte) (byte) value : null;
        } else if (type == double.class || type == Double.class) {
            return Math.abs(value) <= EXACT_IN_DOUBLE ? (Double) (double) value : null;
        } else if (type == float.class || type == Float.class) {
            return Math.abs(value) <= EXACT_IN_FLOAT ? (Float) (float) value : null;
        }
        return null;
    }
}
