package org.tandemcache.codec.json;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.Difference;
import org.tandemcache.codec.graph.OwnFields;
import org.tandemcache.codec.graph.Viewed;
import org.tandemcache.codec.types.JdkValueTypes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an object as JSON, reads it and compares, and refuses what JSON never tells: comparators, capacities,
 * defaults. Thread-safe once it has its mapper.
 */
final class JsonProver {
    /** Through which nobody sees the comparator of what lies behind them. */
    private static final Set<Class<?>> VIEWS = Set.of(
            Collections.unmodifiableSet(new TreeSet<>()).getClass(),
            Collections.unmodifiableMap(new TreeMap<>()).getClass(),
            Collections.unmodifiableCollection(new TreeSet<>()).getClass(),
            Collections.synchronizedSet(new TreeSet<>()).getClass(),
            Collections.synchronizedMap(new TreeMap<>()).getClass(),
            Collections.synchronizedCollection(new TreeSet<>()).getClass());

    private final ClassFilter filter;
    private final boolean plain;

    @SuppressWarnings("NullAway.Init") // serializers, which know this, are made by the mapper
    private ObjectWriter writer;

    @SuppressWarnings("NullAway.Init")
    private ObjectReader reader;

    /** @param plain whether there are no marks of types: then an object is read by the type that is declared for it */
    JsonProver(ClassFilter filter, boolean plain) {
        this.filter = filter;
        this.plain = plain;
    }

    void use(JsonMapper mapper) {
        writer = mapper.writerFor(Object.class).withAttribute(JsonProof.PROVING, true);
        reader = mapper.readerFor(Object.class);
    }

    /** @throws CodecException if the object does not come back as it is */
    void prove(Object value, JavaType type) {
        if (value.getClass().getName().equals("javax.xml.namespace.QName")) {
            throw refused(value, "has a prefix, which JSON does not tell");
        } else if (value instanceof Collection) {
            OwnFields.refuse(value.getClass(), Collection.class, "json");
        } else if (value instanceof Map) {
            OwnFields.refuse(value.getClass(), Map.class, "json");
        }
        if (!plain && hasKeysOfAType(type)) {
            return; // it comes back only where its type is declared: whoever declares it is proven with it
        }
        String difference;
        try {
            byte[] bytes = (plain ? writer.forType(type) : writer).writeValueAsBytes(value);
            Object read = (plain ? reader.forType(type) : reader).readValue(bytes);
            difference = read == null
                    ? value.getClass().getSimpleName() + ": null in place of it"
                    : Difference.between(value, read, !plain || isLeafOfTheJdk(value));
        } catch (JacksonException | CodecException | IllegalStateException | LinkageError e) {
            throw CodecException.of(
                    UnreadableReason.CORRUPT, "a " + value.getClass().getName() + " can't be read from JSON again", e);
        }
        if (difference != null) {
            throw refused(value, "does not come back from JSON as it is (" + difference + ")");
        }
    }

    private static boolean hasKeysOfAType(JavaType type) {
        return type.isMapLikeType()
                && type.getKeyType().getRawClass() != Object.class
                && type.getKeyType().getRawClass() != Enum.class;
    }

    /** Without marks of types a field that is declared as List gets one of another class, and is to. */
    private static boolean isLeafOfTheJdk(Object value) {
        return JdkValueTypes.isJdk(value.getClass().getPackageName())
                && !(value instanceof Collection || value instanceof Map);
    }

    /** Refuses what may be there in one object of a class and not in another. */
    void checkContent(Object value) {
        if (value instanceof Collection<?> elements) {
            checkCollection(elements);
        } else if (value instanceof Map<?, ?> map) {
            checkMap(map);
        }
    }

    private void checkCollection(Collection<?> elements) {
        if (VIEWS.contains(elements.getClass())) {
            checkViewed(elements);
        } else if (elements instanceof SortedSet<?> sorted) {
            checkOrder(elements, sorted.comparator());
        } else if (elements instanceof PriorityQueue<?> queue) {
            checkOrder(elements, queue.comparator());
        } else if (elements instanceof PriorityBlockingQueue<?> queue) {
            checkOrder(elements, queue.comparator());
        } else if (elements instanceof BlockingQueue<?> queue
                && queue.size() + queue.remainingCapacity() != Integer.MAX_VALUE) {
            throw refused(elements, "has a capacity, which JSON does not tell");
        } else if (elements instanceof EnumSet<?> constants && !constants.isEmpty()) {
            filter.writing(constants.iterator().next().getDeclaringClass());
        }
    }

    private void checkMap(Map<?, ?> map) {
        if (VIEWS.contains(map.getClass())) {
            checkViewed(map);
        } else if (map instanceof SortedMap<?, ?> sorted) {
            checkOrder(map, sorted.comparator());
        } else if (map.getClass() == LinkedHashMap.class && isInOrderOfAccess((LinkedHashMap<?, ?>) map)) {
            throw refused(map, "is in the order of accesses, which JSON does not tell");
        } else if (map instanceof Properties properties
                && properties.size() != properties.stringPropertyNames().size()) {
            throw refused(map, "has defaults, or keys and values that are no texts, which JSON does not tell");
        } else if (map instanceof EnumMap<?, ?> constants && !constants.isEmpty()) {
            filter.writing(constants.keySet().iterator().next().getDeclaringClass());
        }
    }

    /** Nobody but the map itself knows: a copy shows it. */
    @SuppressWarnings({"unchecked", "NonApiType"}) // a copy of its own type, for keys of our own
    private static boolean isInOrderOfAccess(LinkedHashMap<?, ?> map) {
        LinkedHashMap<Object, Object> copy = (LinkedHashMap<Object, Object>) map.clone();
        copy.clear();
        copy.put(1, 1);
        copy.put(2, 2);
        copy.get(1);
        return copy.keySet().iterator().next().equals(2);
    }

    private void checkViewed(Object view) {
        Object viewed = Viewed.by(view);
        if (viewed != null) {
            checkContent(viewed);
        }
    }

    private static void checkOrder(Object collection, @Nullable Comparator<?> order) {
        if (order != null) {
            throw refused(collection, "has a comparator, which JSON does not tell");
        }
    }

    static CodecException refused(Object value, String why) {
        return new CodecException(
                "a " + value.getClass().getName() + " " + why + ": take another type, or the codec \"kryo\"", null);
    }
}
