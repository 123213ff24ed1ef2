package org.tandemcache.codec.graph;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Finds objects of an ORM, which may load what they stand for as soon as somebody asks them for anything. Looks at
 * fields alone, and into collections of the JDK. Used once.
 */
final class LoadedOnDemand {
    private static final List<String> PACKAGES =
            List.of("org.hibernate.", "org.eclipse.persistence.", "org.apache.openjpa.", "org.datanucleus.");

    private static final ClassValue<Boolean> OF_AN_ORM = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                if (PACKAGES.stream().anyMatch(each.getName()::startsWith)
                        || Arrays.stream(each.getInterfaces()).anyMatch(this::get)) {
                    return true;
                }
            }
            return false;
        }
    };

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    private LoadedOnDemand() {}

    /** Whether an object is, or is of a class that an ORM has changed. */
    static boolean is(Class<?> type) {
        return OF_AN_ORM.get(type);
    }

    /** Whether there is such an object among those that one leads to. */
    static boolean isWithin(Object root) {
        LoadedOnDemand search = new LoadedOnDemand();
        search.add(root);
        while (!search.open.isEmpty()) {
            Object next = search.open.pop();
            if (is(next.getClass())) {
                return true;
            }
            search.addParts(next);
        }
        return false;
    }

    private void add(@Nullable Object object) {
        if (object != null && seen.add(object)) {
            open.push(object);
        }
    }

    private void addParts(Object object) {
        Class<?> type = object.getClass();
        boolean ofTheJdk = JdkValueTypes.isJdk(type.getPackageName());
        if (object instanceof Object[] elements) {
            Arrays.asList(elements).forEach(this::add);
        } else if (object instanceof Collection<?> elements && ofTheJdk) {
            elements.forEach(this::add);
        } else if (object instanceof Map<?, ?> map && ofTheJdk) {
            map.forEach((key, value) -> {
                add(key);
                add(value);
            });
        } else if (object instanceof Optional<?> optional) {
            add(optional.orElse(null));
        } else if (!ofTheJdk) {
            addFields(object);
        }
    }

    private void addFields(Object object) {
        for (Class<?> each = object.getClass();
                each != null && !JdkValueTypes.isJdk(each.getPackageName());
                each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    add(content(field, object));
                }
            }
        }
    }

    private static @Nullable Object content(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
