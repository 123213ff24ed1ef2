package org.tandemcache.codec.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.graph.LazyState;
import org.tandemcache.codec.types.JdkValueTypes;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/** Puts proofs before Jackson's serializers, where what they write might not come back. Used by one mapper. */
final class JsonExactness extends ValueSerializerModifier {
    private static final long serialVersionUID = 1L;

    private final transient JsonProver prover;
    private final boolean plain;

    JsonExactness(JsonProver prover, boolean plain) {
        this.prover = prover;
        this.plain = plain;
    }

    private ValueSerializer<?> proof(ValueSerializer<?> serializer, JavaType type, boolean always) {
        LazyState lazy = LazyState.of(type.getRawClass());
        if (lazy.isCollection() || lazy.isReference()) {
            return new JsonLoaded();
        }
        return new JsonProof(serializer, new JsonProof.State(prover, type, always));
    }

    @Override
    public ValueSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        Class<?> type = bean.getBeanClass();
        if (JsonTypesOfTheJdk.EXACT.contains(type) || type.isEnum() || Enum.class.isAssignableFrom(type)) {
            return serializer;
        }
        boolean ofTheJdk = JdkValueTypes.isJdk(type.getPackageName());
        boolean open = plain && !ofTheJdk && isOpen(bean.get().findProperties());
        return proof(serializer, bean.getType(), ofTheJdk || open);
    }

    /** Whether a property may hold what its type does not tell, and JSON without marks of types neither. */
    private static boolean isOpen(List<? extends BeanPropertyDefinition> properties) {
        return properties.stream().anyMatch(property -> property.couldSerialize() && isOpen(property.getPrimaryType()));
    }

    private static boolean isOpen(@Nullable JavaType type) {
        if (type == null) {
            return false;
        }
        if (type.isContainerType() || type.isReferenceType()) {
            return isOpen(type.getKeyType()) || isOpen(type.getContentType());
        }
        return !type.isPrimitive()
                && !type.isEnumType()
                && !type.isFinal()
                && !JsonTypesOfTheJdk.EXACT.contains(type.getRawClass());
    }

    @Override
    public ValueSerializer<?> modifyCollectionSerializer(
            SerializationConfig config,
            CollectionType type,
            BeanDescription.Supplier bean,
            ValueSerializer<?> serializer) {
        return proof(serializer, type, false);
    }

    @Override
    public ValueSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        return proof(serializer, type, false);
    }

    @Override
    public ValueSerializer<?> modifyArraySerializer(
            SerializationConfig config, ArrayType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        return plain && isOpen(type) ? proof(serializer, type, true) : serializer;
    }

    @Override
    public ValueSerializer<?> modifyKeySerializer(
            SerializationConfig config, JavaType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        return type.getRawClass() == String.class ? serializer : new JsonKeys(serializer, type.getRawClass());
    }
}
