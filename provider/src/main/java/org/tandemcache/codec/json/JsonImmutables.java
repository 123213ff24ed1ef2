package org.tandemcache.codec.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.graph.Collisions;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.StdConverter;

/** What {@code List.of}, {@code Set.of}, {@code Map.of} and {@code Arrays.asList} make, where a mark says so. */
final class JsonImmutables extends SimpleDeserializers {
    private static final long serialVersionUID = 1L;

    private static final Map<Class<?>, Function<Object[], Collection<?>>> COLLECTIONS = Map.of(
            List.of(1).getClass(), List::of,
            List.of().getClass(), elements -> Arrays.stream(elements).toList(), // may hold null, unlike List.of
            Set.of(1).getClass(), JsonImmutables::set,
            Set.of().getClass(), JsonImmutables::set,
            Arrays.asList(1).getClass(), Arrays::asList);

    private static final Set<Class<?>> MAPS =
            Set.of(Map.of(1, 1).getClass(), Map.of().getClass());

    private static Set<?> set(Object[] elements) {
        Collisions.check(elements, 1);
        return Set.of(elements);
    }

    private static Map<?, ?> map(Map<?, ?> read) {
        Collisions.check(read.keySet().toArray(), 1);
        return Map.copyOf(read);
    }

    @Override
    public @Nullable ValueDeserializer<?> findCollectionDeserializer(
            CollectionType type,
            DeserializationConfig config,
            BeanDescription.Supplier bean,
            @Nullable TypeDeserializer elementType,
            @Nullable ValueDeserializer<?> element) {
        Function<Object[], Collection<?>> maker = COLLECTIONS.get(type.getRawClass());
        return maker == null
                ? null
                : converting(
                        config.getTypeFactory().constructCollectionType(ArrayList.class, type.getContentType()),
                        read -> maker.apply(((Collection<?>) read).toArray()));
    }

    @Override
    public @Nullable ValueDeserializer<?> findMapDeserializer(
            MapType type,
            DeserializationConfig config,
            BeanDescription.Supplier bean,
            @Nullable KeyDeserializer key,
            @Nullable TypeDeserializer elementType,
            @Nullable ValueDeserializer<?> element) {
        return MAPS.contains(type.getRawClass())
                ? converting(
                        config.getTypeFactory()
                                .constructMapType(LinkedHashMap.class, type.getKeyType(), type.getContentType()),
                        read -> map((Map<?, ?>) read))
                : null;
    }

    private static ValueDeserializer<Object> converting(JavaType read, Function<Object, Object> conversion) {
        return new StdConvertingDeserializer<>(new StdConverter<Object, Object>() {
            @Override
            public Object convert(Object value) {
                return conversion.apply(value);
            }

            @Override
            public JavaType getInputType(TypeFactory factory) {
                return read;
            }

            @Override
            public JavaType getOutputType(TypeFactory factory) {
                return factory.constructType(Object.class);
            }
        });
    }
}
