package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tandemcache.codec.graph.Collisions;
import org.tandemcache.codec.graph.GraphWeight;

/**
 * What {@code List.of}, {@code Set.of} and {@code Map.of} make, and the unmodifiable views of {@code Collections}.
 * Unlike with Kryo's own, an object that is there twice in a graph is the immutable one both times. Form: size, then
 * the elements' common class or null, then the elements; of a map keys and values alternate. Used by one thread at a
 * time.
 */
final class KryoImmutables extends Serializer<Object> {
    /** What is made. */
    enum Kind {
        SHORT_LIST,
        LIST,
        SET,
        MAP,
        COLLECTION_VIEW,
        LIST_VIEW,
        SET_VIEW,
        MAP_VIEW,
    }

    private final Kind kind;
    private final KryoInput input;
    private final KryoReferences references;
    private final GraphWeight weight;

    KryoImmutables(Kind kind, KryoInput input, KryoReferences references, GraphWeight weight) {
        super(false, true);
        this.kind = kind;
        this.input = input;
        this.references = references;
        this.weight = weight;
    }

    @Override
    public void write(Kryo kryo, Output output, Object object) {
        Object[] elements = object instanceof Map<?, ?> map ? flat(map) : ((Collection<?>) object).toArray();
        output.writeVarInt(elements.length, true);
        if (elements.length == 0) {
            return;
        }
        references.open(object);
        Class<?> common = commonClass(elements);
        Registration registration = kryo.writeClass(output, common);
        for (Object element : elements) {
            if (registration == null) {
                kryo.writeClassAndObject(output, element);
            } else {
                kryo.writeObject(output, element, registration.getSerializer());
            }
        }
        references.close();
    }

    private static Object[] flat(Map<?, ?> map) {
        Object[] elements = new Object[map.size() * 2];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            elements[i++] = entry.getKey();
            elements[i++] = entry.getValue();
        }
        return elements;
    }

    @SuppressWarnings("NullAway") // null stands for "none in common" in Kryo's form
    private static Class<?> commonClass(Object[] elements) {
        Class<?> common = null;
        for (Object element : elements) {
            if (element == null || (common != null && element.getClass() != common)) {
                return null;
            }
            common = element.getClass();
        }
        return common;
    }

    @Override
    @SuppressWarnings("unchecked") // registration and serializer belong together
    public Object read(Kryo kryo, Input from, Class<? extends Object> type) {
        int size = from.readVarInt(true);
        input.claim(size);
        Object[] elements = new Object[size];
        if (size > 0) {
            Registration registration = kryo.readClass(from);
            for (int i = 0; i < size; i++) {
                elements[i] = registration == null
                        ? kryo.readClassAndObject(from)
                        : kryo.readObject(from, registration.getType(), registration.getSerializer());
            }
        }
        Object made = made(elements);
        weight.completed(made);
        return made;
    }

    private Object made(Object[] elements) {
        return switch (kind) {
            case SHORT_LIST -> List.of(elements);
            case LIST -> Arrays.stream(elements).toList(); // unlike List.of, takes nulls too, as such lists may hold
            case SET -> {
                Collisions.check(elements, 1);
                yield Set.of(elements);
            }
            case MAP -> {
                Collisions.check(elements, 2);
                yield Map.copyOf(map(elements));
            }
            case COLLECTION_VIEW -> Collections.unmodifiableCollection(new ArrayList<>(Arrays.asList(elements)));
            case LIST_VIEW -> Collections.unmodifiableList(new ArrayList<>(Arrays.asList(elements)));
            case SET_VIEW -> Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(elements)));
            case MAP_VIEW -> Collections.unmodifiableMap(map(elements));
        };
    }

    private static Map<Object, Object> map(Object[] elements) {
        if (elements.length % 2 != 0) {
            throw new KryoException("a map with a key that has no value");
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < elements.length; i += 2) {
            map.put(elements[i], elements[i + 1]);
        }
        return map;
    }
}
