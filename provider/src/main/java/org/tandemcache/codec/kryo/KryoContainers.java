package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.MapSerializer;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.graph.GraphWeight;

/** Containers of the JDK of which Kryo's own forms lose something, in forms that lose nothing. */
final class KryoContainers {
    private KryoContainers() {}

    // ------------------------------------------------------------------------------------------------------- arrays

    /** An array whose elements each name their class: an {@code Object[][]} may hold a {@code String[]}. */
    static Serializer<Object[]> array() {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, Object[] object) {
                output.writeVarInt(object.length + 1, true);
                for (Object element : object) {
                    kryo.writeClassAndObject(output, element);
                }
            }

            @Override
            public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> type) {
                int length = input.readVarInt(true) - 1;
                Object[] object = (Object[]) Array.newInstance(type.getComponentType(), length);
                kryo.reference(object);
                for (int i = 0; i < length; i++) {
                    object[i] = kryo.readClassAndObject(input);
                }
                return object;
            }
        };
    }

    // --------------------------------------------------------------------------------------------------------- maps

    /** With the mode of its order, which Kryo's form has not. */
    @SuppressWarnings("NonApiType") // the type is what this is about
    static final class LinkedMap extends MapSerializer<LinkedHashMap<Object, Object>> {
        @Override
        protected void writeHeader(Kryo kryo, Output output, LinkedHashMap<Object, Object> map) {
            output.writeBoolean(isInAccessOrder(map));
        }

        @Override
        protected LinkedHashMap<Object, Object> create(
                Kryo kryo, Input input, Class<? extends LinkedHashMap<Object, Object>> type, int size) {
            return new LinkedHashMap<>(Math.max(16, (int) (size / 0.75f) + 1), 0.75f, input.readBoolean());
        }

        /** A map does not tell. A copy of it does, when an entry that is not the last one is asked for. */
        @SuppressWarnings("unchecked") // a copy of the same map
        private static boolean isInAccessOrder(LinkedHashMap<Object, Object> map) {
            LinkedHashMap<Object, Object> copy = (LinkedHashMap<Object, Object>) map.clone();
            copy.clear();
            Object first = "first";
            copy.put(first, first);
            copy.put("last", first);
            copy.get(first);
            return copy.keySet().iterator().next() != first;
        }
    }

    // --------------------------------------------------------------------------------------------------------- sets

    /** The class of the enum and the names of the constants. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum known at run time
    static Serializer<EnumSet> enumSet(KryoInput budget) {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, EnumSet object) {
                EnumSet some = object.isEmpty() ? EnumSet.complementOf(object) : object;
                if (some.isEmpty()) {
                    throw KryoRefusal.of(EnumSet.class, "of an enum without constants can't be kept");
                }
                kryo.writeClass(output, ((Enum<?>) some.iterator().next()).getDeclaringClass());
                output.writeVarInt(object.size(), true);
                for (Object constant : object) {
                    output.writeString(((Enum<?>) constant).name());
                }
            }

            @Override
            public EnumSet read(Kryo kryo, Input input, Class<? extends EnumSet> type) {
                Class<? extends Enum> constants =
                        kryo.readClass(input).getType().asSubclass(Enum.class);
                EnumSet object = EnumSet.noneOf(constants);
                int size = input.readVarInt(true);
                budget.claim(size);
                for (int i = 0; i < size; i++) {
                    object.add(Enum.valueOf(constants, input.readString()));
                }
                return object;
            }
        };
    }

    // -------------------------------------------------------------------------------------------------------- views

    /** The unmodifiable views behind which something may lie that tells itself by more than its elements. */
    @SuppressWarnings({"unchecked", "rawtypes", "JdkObsolete"}) // a view of what the view was of
    static Map<Class<?>, UnaryOperator<Object>> views() {
        return Map.of(
                Collections.unmodifiableList(new LinkedList<>()).getClass(),
                backing -> Collections.unmodifiableList((List) backing),
                Collections.unmodifiableSet(Set.of()).getClass(),
                backing -> Collections.unmodifiableSet((Set) backing),
                Collections.unmodifiableSortedSet(new TreeSet<>()).getClass(),
                backing -> Collections.unmodifiableSortedSet((SortedSet) backing),
                Collections.unmodifiableNavigableSet(new TreeSet<>()).getClass(),
                backing -> Collections.unmodifiableNavigableSet((NavigableSet) backing),
                Collections.unmodifiableMap(Map.of()).getClass(),
                backing -> Collections.unmodifiableMap((Map) backing),
                Collections.unmodifiableSortedMap(new TreeMap<>()).getClass(),
                backing -> Collections.unmodifiableSortedMap((SortedMap) backing),
                Collections.unmodifiableNavigableMap(new TreeMap<>()).getClass(),
                backing -> Collections.unmodifiableNavigableMap((NavigableMap) backing),
                Collections.unmodifiableCollection(new ArrayList<>()).getClass(),
                backing -> Collections.unmodifiableCollection((Collection) backing));
    }

    /** A view, as what lies behind it. */
    static Serializer<Object> view(UnaryOperator<Object> viewing, KryoReferences references, GraphWeight weight) {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, Object object) {
                references.open(object);
                kryo.writeClassAndObject(output, Backing.of(object));
                references.close();
            }

            @Override
            public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
                Object view = viewing.apply(kryo.readClassAndObject(input));
                weight.completed(view);
                return view;
            }
        };
    }

    /** Asks a view for what lies behind it, by its serialization: it tells nobody else. */
    private static final class Backing extends ObjectOutputStream {
        private @Nullable Object view;
        private @Nullable Object backing;

        private Backing(Object view) throws IOException {
            super(OutputStream.nullOutputStream());
            this.view = view;
            enableReplaceObject(true);
        }

        static Object of(Object view) {
            try (Backing asked = new Backing(view)) {
                asked.writeObject(view);
                if (asked.backing == null) {
                    throw new IllegalStateException(view.getClass().getName() + " does not tell what it is a view of");
                }
                return asked.backing;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) {
            if (object == view) {
                return object;
            }
            if (backing == null) {
                backing = object;
            }
            return null;
        }
    }
}
