package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.Conversions;
import org.tandemcache.codec.graph.FittingCollections;

/**
 * A field of a class that is stored: neither static nor transient.
 *
 * @param name of the field; where a superclass or a subclass has one of that name too, its class's name stands before
 *     it
 * @param index of a record's component; of other fields the place in the list
 */
record KryoField(String name, Field field, KryoFieldKind kind, int index) {
    /** Those of a class and its superclasses, in the order of their names. */
    static List<KryoField> of(Class<?> type) {
        List<Field> declared = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    open(field);
                    declared.add(field);
                    counts.merge(field.getName(), 1, Integer::sum);
                }
            }
        }
        List<KryoField> fields = new ArrayList<>();
        for (Field field : declared) {
            boolean alone = Objects.equals(counts.get(field.getName()), 1);
            KryoFieldKind kind = KryoFieldKind.of(field.getType(), field.getGenericType());
            String name = alone ? field.getName() : qualified(field);
            fields.add(new KryoField(name, field, kind, componentIndex(type, field)));
        }
        fields.sort(Comparator.comparing(KryoField::name));
        return List.copyOf(fields);
    }

    private static String qualified(Field field) {
        return field.getDeclaringClass().getName() + '.' + field.getName();
    }

    /** Whether a superclass or a subclass has one of its name too. */
    boolean hides() {
        return !name.equals(field.getName());
    }

    /**
     * The field of a stored name, or null if it is gone.
     *
     * @param stored all names that were stored
     * @throws CodecException if the class has several of that name now, so that nothing tells which one it is
     */
    static @Nullable KryoField find(List<KryoField> fields, String name, Collection<String> stored) {
        List<KryoField> found = new ArrayList<>();
        for (KryoField each : fields) {
            String qualified = qualified(each.field);
            // Where a class had two of a name, earlier versions gave the name alone to that of the subclass.
            if (name.equals(qualified) || (name.equals(each.field.getName()) && !stored.contains(qualified))) {
                found.add(each);
            }
        }
        if (found.size() > 1) {
            throw new CodecException(
                    UnreadableReason.WRONG_TYPE,
                    found.get(0).field.getDeclaringClass().getName() + " and a class that it extends both have a field "
                            + name + " now, and the value was written when there was one",
                    null);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static int componentIndex(Class<?> type, Field field) {
        RecordComponent[] components = type.getRecordComponents();
        if (components != null) {
            for (int i = 0; i < components.length; i++) {
                if (components[i].getName().equals(field.getName())) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static void open(Field field) {
        try {
            field.setAccessible(true);
        } catch (RuntimeException e) { // InaccessibleObjectException, SecurityException
            throw new KryoException("the fields of " + field.getDeclaringClass().getName() + " are closed to Kryo", e);
        }
    }

    void write(Kryo kryo, Output output, Object object) {
        try {
            switch (kind.letter()) {
                case 'Z' -> output.writeBoolean(field.getBoolean(object));
                case 'B' -> output.writeByte(field.getByte(object));
                case 'C' -> output.writeChar(field.getChar(object));
                case 'S' -> output.writeShort(field.getShort(object));
                case 'I' -> output.writeVarInt(field.getInt(object), false);
                case 'J' -> output.writeVarLong(field.getLong(object), false);
                case 'F' -> output.writeFloat(field.getFloat(object));
                case 'D' -> output.writeDouble(field.getDouble(object));
                default -> kryo.writeClassAndObject(output, field.get(object));
            }
        } catch (IllegalAccessException e) {
            throw new KryoException(e);
        }
    }

    void set(Object object, KryoFieldKind stored, @Nullable Object value) {
        try {
            field.set(object, converted(stored, value));
        } catch (IllegalAccessException e) {
            throw new KryoException(e);
        }
    }

    /**
     * A value as this field may hold it.
     *
     * @param stored of which kind the field was when the value was written
     * @throws CodecException if the field was retyped and can't hold the value unchanged
     */
    @Nullable
    Object converted(KryoFieldKind stored, @Nullable Object value) {
        Class<?> type = field.getType();
        if (value == null) {
            if (type.isPrimitive()) {
                throw retyped("null");
            }
            return null;
        }
        if (kind.equals(stored) && (kind.isPrimitive() || type.isInstance(value))) {
            return value;
        }
        if (!kind.isPrimitive() && !stored.isPrimitive() && kind.fingerprint() != stored.fingerprint()) {
            throw retyped("an object of another parameterized type");
        }
        Object fitting = Conversions.lossless(value, type);
        if (fitting == null) {
            fitting = FittingCollections.as(value, type);
        }
        if (fitting == null) {
            throw retyped("a " + value.getClass().getName());
        }
        return fitting;
    }

    private CodecException retyped(String found) {
        return new CodecException(
                UnreadableReason.WRONG_TYPE,
                "the field " + field.getDeclaringClass().getName() + "." + field.getName() + " is a "
                        + field.getGenericType().getTypeName() + ", and the value was written with " + found,
                null);
    }
}
