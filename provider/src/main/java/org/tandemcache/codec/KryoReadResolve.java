package org.tandemcache.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The method {@code readResolve} of Java serialization: what a class has in place of an object that was just read, such
 * as its only instance. Found as {@code java.io.ObjectStreamClass} finds it. Thread-safe.
 */
final class KryoReadResolve {
    private static final String NAME = "readResolve";

    private final Method method;

    private KryoReadResolve(Method method) {
        this.method = method;
    }

    /** That of a class, its own or inherited; null if it has none. */
    static @Nullable KryoReadResolve of(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)) {
            return null;
        }
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            try {
                Method method = each.getDeclaredMethod(NAME);
                return isMethodOf(type, method) && method.trySetAccessible() ? new KryoReadResolve(method) : null;
            } catch (NoSuchMethodException e) {
                // a superclass may have one
            }
        }
        return null;
    }

    private static boolean isMethodOf(Class<?> type, Method method) {
        int modifiers = method.getModifiers();
        if (method.getReturnType() != Object.class || Modifier.isStatic(modifiers) || Modifier.isAbstract(modifiers)) {
            return false;
        }
        Class<?> owner = method.getDeclaringClass();
        if (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers) || owner == type) {
            return true;
        }
        return !Modifier.isPrivate(modifiers)
                && owner.getClassLoader() == type.getClassLoader()
                && owner.getPackageName().equals(type.getPackageName());
    }

    /** What stands for an object that was read completely. */
    Object resolved(Object read) {
        Object resolved;
        try {
            resolved = method.invoke(read);
        } catch (InvocationTargetException e) {
            throw new KryoException(failure(read) + "fails", e.getCause());
        } catch (IllegalAccessException e) {
            throw new KryoException(failure(read) + "is closed to Kryo", e);
        }
        if (resolved == null) {
            throw new KryoException(failure(read) + "gives null");
        }
        return resolved;
    }

    private static String failure(Object read) {
        return "readResolve of " + read.getClass().getName() + ' ';
    }
}
