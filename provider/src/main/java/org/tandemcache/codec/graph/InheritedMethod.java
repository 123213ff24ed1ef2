package org.tandemcache.codec.graph;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Finds {@code readResolve} and {@code writeReplace} as {@code java.io.ObjectStreamClass} does. */
public final class InheritedMethod {
    private InheritedMethod() {}

    /** That of a class, its own or inherited; null if it has none. */
    public static @Nullable Method find(Class<?> type, String name) {
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            try {
                Method method = each.getDeclaredMethod(name);
                return isMethodOf(type, method) ? method : null;
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
}
