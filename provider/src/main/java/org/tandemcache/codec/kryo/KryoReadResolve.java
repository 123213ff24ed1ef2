package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.graph.InheritedMethod;

/**
 * The method {@code readResolve} of Java serialization: what a class has in place of an object that was just read, such
 * as its only instance. Thread-safe.
 */
final class KryoReadResolve {
    private final Method method;

    private KryoReadResolve(Method method) {
        this.method = method;
    }

    /** That of a class, its own or inherited; null if it has none. */
    static @Nullable KryoReadResolve of(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)) {
            return null;
        }
        Method method = InheritedMethod.find(type, "readResolve");
        return method != null && method.trySetAccessible() ? new KryoReadResolve(method) : null;
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
