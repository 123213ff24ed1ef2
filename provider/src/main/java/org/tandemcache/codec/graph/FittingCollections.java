package org.tandemcache.codec.graph;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.types.JdkValueTypes;

/** Lists, sets and maps as the class that a field or a cache declares, as long as they stay equal. */
public final class FittingCollections {
    private static final Set<Class<?>> SORTED = Set.of(SortedSet.class, NavigableSet.class, TreeSet.class);
    private static final Set<Class<?>> SORTED_MAPS = Set.of(SortedMap.class, NavigableMap.class, TreeMap.class);

    private FittingCollections() {}

    /** The collection itself, or an equal one of the type; null if there is none. */
    @SuppressWarnings("unchecked") // of whatever it holds
    public static @Nullable Object as(Object collection, Class<?> type) {
        if (type.isInstance(collection)) {
            return collection;
        } else if (collection instanceof Set<?> set && SORTED.contains(type)) {
            return new TreeSet<>(set);
        } else if (collection instanceof Map<?, ?> map && SORTED_MAPS.contains(type)) {
            return new TreeMap<>(map);
        } else if (!JdkValueTypes.isJdk(type.getPackageName()) || Modifier.isAbstract(type.getModifiers())) {
            return null;
        }
        if (collection instanceof Map<?, ?> map && Map.class.isAssignableFrom(type)) {
            Map<Object, Object> made = (Map<Object, Object>) made(type);
            if (made != null) {
                made.putAll(map);
            }
            return made;
        }
        boolean alike = (collection instanceof List && List.class.isAssignableFrom(type))
                || (collection instanceof Set && Set.class.isAssignableFrom(type));
        Collection<Object> made = alike ? (Collection<Object>) made(type) : null;
        if (made != null) {
            made.addAll((Collection<?>) collection);
        }
        return made;
    }

    private static @Nullable Object made(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
