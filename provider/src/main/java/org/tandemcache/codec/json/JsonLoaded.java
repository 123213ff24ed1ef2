package org.tandemcache.codec.json;

import java.util.Collection;
import java.util.Map;
import org.tandemcache.codec.graph.LazyState;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** What Hibernate loads on demand, as a collection of the JDK or the entity itself; refused where it is not loaded. */
final class JsonLoaded extends ValueSerializer<Object> {
    @Override
    public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
        Object loaded = LazyState.of(value.getClass()).loaded(value);
        context.findRootValueSerializer(loaded.getClass()).serialize(loaded, generator, context);
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializationContext context, TypeSerializer type) {
        Object loaded = LazyState.of(value.getClass()).loaded(value);
        context.findRootValueSerializer(loaded.getClass()).serializeWithType(loaded, generator, context, type);
    }

    /** To ask a collection whether it is empty would be to load it. */
    @Override
    public boolean isEmpty(SerializationContext context, Object value) {
        Object loaded = LazyState.of(value.getClass()).loaded(value);
        return (loaded instanceof Collection<?> elements && elements.isEmpty())
                || (loaded instanceof Map<?, ?> map && map.isEmpty());
    }
}
