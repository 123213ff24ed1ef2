package org.tandemcache.codec.json;

import org.tandemcache.codec.ClassFilter;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/** Tells the class filter of each class that is written: Jackson asks once for each, when it makes its serializer. */
final class JsonLearning extends ValueSerializerModifier {
    private static final long serialVersionUID = 1L;

    private final transient ClassFilter filter;

    JsonLearning(ClassFilter filter) {
        this.filter = filter;
    }

    @Override
    public ValueSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        filter.writing(bean.getBeanClass());
        return serializer;
    }

    @Override
    public ValueSerializer<?> modifyEnumSerializer(
            SerializationConfig config, JavaType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        filter.writing(type.getRawClass());
        return serializer;
    }

    @Override
    public ValueSerializer<?> modifyArraySerializer(
            SerializationConfig config, ArrayType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        filter.writing(type.getRawClass());
        return serializer;
    }

    @Override
    public ValueSerializer<?> modifyCollectionSerializer(
            SerializationConfig config,
            CollectionType type,
            BeanDescription.Supplier bean,
            ValueSerializer<?> serializer) {
        filter.writing(type.getRawClass());
        return serializer;
    }

    @Override
    public ValueSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
        filter.writing(type.getRawClass());
        return serializer;
    }
}
