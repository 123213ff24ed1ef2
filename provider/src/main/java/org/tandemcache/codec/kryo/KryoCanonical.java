package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists, sets and maps as parts of keys. Equal ones have equal bytes, of whichever class they are and in whichever
 * order they tell what they hold: elements of sets and keys of maps are encoded each by itself and sorted by their
 * bytes.
 */
final class KryoCanonical {
    private KryoCanonical() {}

    /** The interface whose equality a collection has, and whose name stands for its class; null of other types. */
    static @Nullable Class<?> named(Class<?> type) {
        if (List.class.isAssignableFrom(type)) {
            return List.class;
        } else if (Set.class.isAssignableFrom(type)) {
            return Set.class;
        }
        return Map.class.isAssignableFrom(type) ? Map.class : null;
    }

    /** @param inner encodes what is to be sorted */
    static @Nullable Serializer<?> of(Class<?> type, KryoInput input, KryoBlocks inner) {
        if (type == List.class) {
            return list(input);
        } else if (type == Set.class) {
            return set(input, inner);
        }
        return type == Map.class ? map(input, inner) : null;
    }

    private static Serializer<List<?>> list(KryoInput budget) {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, List<?> object) {
                output.writeVarInt(object.size(), true);
                for (Object element : object) {
                    kryo.writeClassAndObject(output, element);
                }
            }

            @Override
            public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
                int size = input.readVarInt(true);
                budget.claim(size);
                List<Object> list = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    list.add(kryo.readClassAndObject(input));
                }
                return list;
            }
        };
    }

    private static Serializer<Set<?>> set(KryoInput budget, KryoBlocks inner) {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, Set<?> object) {
                List<byte[]> blocks = new ArrayList<>();
                for (Object element : object) {
                    blocks.add(inner.encoded(element));
                }
                blocks.sort(Arrays::compareUnsigned);
                output.writeVarInt(blocks.size(), true);
                for (byte[] block : blocks) {
                    KryoBlocks.write(output, block);
                }
            }

            @Override
            public Set<?> read(Kryo kryo, Input input, Class<? extends Set<?>> type) {
                int size = input.readVarInt(true);
                budget.claim(size);
                Set<Object> set = new LinkedHashSet<>();
                for (int i = 0; i < size; i++) {
                    set.add(inner.read(input));
                }
                return set;
            }
        };
    }

    private static Serializer<Map<?, ?>> map(KryoInput budget, KryoBlocks inner) {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, Map<?, ?> object) {
                Map<byte[], byte[]> blocks = new TreeMap<>(Arrays::compareUnsigned);
                object.forEach((key, value) -> blocks.put(inner.encoded(key), inner.encoded(value)));
                output.writeVarInt(blocks.size(), true);
                blocks.forEach((key, value) -> {
                    KryoBlocks.write(output, key);
                    KryoBlocks.write(output, value);
                });
            }

            @Override
            public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
                int size = input.readVarInt(true);
                budget.claim(size);
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    Object key = inner.read(input);
                    map.put(key, inner.read(input));
                }
                return map;
            }
        };
    }
}
