package org.tandemcache.codec.graph;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Whether a class says itself how its objects are serialized, so that its fields alone are not what it is: by
 * {@code writeObject}, {@code readObject}, {@code writeReplace}, {@code serialPersistentFields} or as
 * {@link Externalizable}, its own or inherited. A {@code readResolve} alone is not that: it takes an object that was
 * read by its fields.
 */
public final class OwnSerialization {
    private OwnSerialization() {}

    public static boolean isOf(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type) || Enum.class.isAssignableFrom(type)) {
            return false;
        }
        if (!type.isRecord() && (Externalizable.class.isAssignableFrom(type) || readsOrWrites(type))) {
            return true;
        }
        return InheritedMethod.find(type, "writeReplace") != null;
    }

    private static boolean readsOrWrites(Class<?> type) {
        for (Class<?> each = type;
                each != null && Serializable.class.isAssignableFrom(each);
                each = each.getSuperclass()) {
            if (hasPrivate(each, "writeObject", ObjectOutputStream.class)
                    || hasPrivate(each, "readObject", ObjectInputStream.class)
                    || namesItsFields(each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasPrivate(Class<?> type, String name, Class<?> stream) {
        try {
            Method method = type.getDeclaredMethod(name, stream);
            return Modifier.isPrivate(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() == void.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static boolean namesItsFields(Class<?> type) {
        try {
            return type.getDeclaredField("serialPersistentFields").getType() == ObjectStreamField[].class;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }
}
