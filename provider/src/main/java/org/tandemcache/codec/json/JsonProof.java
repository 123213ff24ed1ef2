package org.tandemcache.codec.json;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.util.NameTransformer;

/**
 * A serializer of Jackson that takes nothing which does not come back: objects of a class are written and read by
 * themselves first, and compared. Once for each class of the user, whose properties decide; for classes of the JDK each
 * time, for there the content decides. Thread-safe.
 */
final class JsonProof extends ValueSerializer<Object> {
    /** Set while an object is proven: what it holds is proven with it. */
    static final Object PROVING = new Object();

    /** What is known of a class; shared by its serializers of all properties. */
    static final class State {
        private final JsonProver prover;
        private final JavaType type;
        private final boolean always;
        private volatile boolean proven;

        State(JsonProver prover, JavaType type, boolean always) {
            this.prover = prover;
            this.type = type;
            this.always = always;
        }

        void prove(Object value, SerializationContext context) {
            prover.checkContent(value);
            if ((always || !proven) && context.getAttribute(PROVING) == null) {
                prover.prove(value, type);
                proven = true;
            }
        }
    }

    private final ValueSerializer<Object> serializer;
    private final State state;

    @SuppressWarnings("unchecked") // Jackson calls it with objects of its type
    JsonProof(ValueSerializer<?> serializer, State state) {
        this.serializer = (ValueSerializer<Object>) serializer;
        this.state = state;
    }

    private ValueSerializer<?> with(ValueSerializer<?> other) {
        return other == serializer ? this : new JsonProof(other, state);
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException {
        state.prove(value, context);
        serializer.serialize(value, generator, context);
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializationContext context, TypeSerializer type)
            throws JacksonException {
        state.prove(value, context);
        serializer.serializeWithType(value, generator, context, type);
    }

    // ------------------------------------------------------------------------------------------ all else is its own

    @Override
    public void resolve(SerializationContext context) {
        serializer.resolve(context);
    }

    @Override
    public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
        return with(serializer.createContextual(context, property));
    }

    @Override
    public ValueSerializer<Object> unwrappingSerializer(NameTransformer names) {
        return serializer.unwrappingSerializer(names);
    }

    @Override
    public ValueSerializer<?> withFilterId(Object filterId) {
        return with(serializer.withFilterId(filterId));
    }

    @Override
    public ValueSerializer<?> withIgnoredProperties(Set<String> ignored) {
        return with(serializer.withIgnoredProperties(ignored));
    }

    @Override
    public ValueSerializer<?> withFormatOverrides(
            SerializationConfig config, com.fasterxml.jackson.annotation.JsonFormat.Value format) {
        return with(serializer.withFormatOverrides(config, format));
    }

    @Override
    public Class<?> handledType() {
        return serializer.handledType();
    }

    @Override
    public boolean usesObjectId() {
        return serializer.usesObjectId();
    }

    @Override
    public boolean isUnwrappingSerializer() {
        return serializer.isUnwrappingSerializer();
    }

    @Override
    public ValueSerializer<?> getDelegatee() {
        return serializer;
    }

    @Override
    public boolean isEmpty(SerializationContext context, Object value) {
        return serializer.isEmpty(context, value);
    }
}
