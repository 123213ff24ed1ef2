package org.tandemcache.codec.graph;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Finds the shortest way from an object to one of a class, as {@code Order.items[3].map}. Looks at fields, and into
 * arrays and the JDK's collections; runs no code of others. For messages alone: used once, after something has failed.
 */
public final class GraphPath {
    /** So that a message does not take longer than the put that it is about. */
    private static final int MOST_OBJECTS = 100_000;

    private record Step(Object object, String path) {}

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Step> open = new ArrayDeque<>();

    private GraphPath() {}

    /** Null if there is no such object to be found, or if it is the first one itself. */
    public static @Nullable String to(String className, Object root) {
        GraphPath search = new GraphPath();
        Class<?> type = root.getClass();
        search.add(root, type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName());
        while (!search.open.isEmpty() && search.seen.size() < MOST_OBJECTS) {
            Step next = search.open.remove();
            if (next.object.getClass().getName().equals(className)) {
                return next.object == root ? null : next.path;
            }
            search.addParts(next);
        }
        return null;
    }

    private void add(@Nullable Object object, String path) {
        if (object != null && seen.add(object)) {
            open.add(new Step(object, path));
        }
    }

    private void addParts(Step step) {
        Object object = step.object;
        boolean ofTheJdk = JdkValueTypes.isJdk(object.getClass().getPackageName());
        if (object instanceof Object[] elements) {
            for (int i = 0; i < elements.length; i++) {
                add(elements[i], step.path + '[' + i + ']');
            }
        } else if (object instanceof Collection<?> elements && ofTheJdk) {
            int i = 0;
            for (Object element : elements) {
                add(element, step.path + '[' + i++ + ']');
            }
        } else if (object instanceof Map<?, ?> map && ofTheJdk) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                add(entry.getKey(), step.path + ".keySet()");
                add(entry.getValue(), step.path + '[' + key(entry.getKey()) + ']');
            }
        } else if (object instanceof Optional<?> optional) {
            add(optional.orElse(null), step.path + ".get()");
        } else if (object instanceof AtomicReference<?> reference) {
            add(reference.get(), step.path + ".get()");
        }
        addFields(step);
    }

    /** Keys may be secrets of any length: only the simplest are shown. */
    private static String key(@Nullable Object key) {
        if (key instanceof Number || key instanceof Enum<?>) {
            return key.toString();
        }
        return key == null ? "null" : key.getClass().getSimpleName();
    }

    private void addFields(Step step) {
        for (Class<?> type = step.object.getClass();
                type != null && !JdkValueTypes.isJdk(type.getPackageName());
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    add(content(field, step.object), step.path + '.' + field.getName());
                }
            }
        }
    }

    private static @Nullable Object content(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
