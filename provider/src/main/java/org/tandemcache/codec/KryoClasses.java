package org.tandemcache.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.kryo5.serializers.MapSerializer;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import com.esotericsoftware.kryo.kryo5.util.IntMap;
import com.esotericsoftware.kryo.kryo5.util.ObjectMap;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;

/**
 * The only way from a name in the bytes to a class: through the class filter. Also the way from a class that is written
 * to its serializer, which refuses what would not come back. Used by one thread at a time.
 */
@SuppressWarnings("rawtypes") // Kryo's signatures
final class KryoClasses extends DefaultClassResolver {
    private final CodecContext context;
    private final KryoInput input;
    private final GraphWeight weight;
    private final KryoJava java;

    KryoClasses(CodecContext context, KryoInput input, GraphWeight weight, KryoJava java) {
        this.context = context;
        this.input = input;
        this.weight = weight;
        this.java = java;
    }

    /** Called once for each class and Kryo instance, when the class is first written or has been read. */
    @Override
    public Registration registerImplicit(Class type) {
        refuseWhatHasNoName(type);
        if (context.canonical()) {
            UnorderedTypes.refuse(type);
        }
        context.filter().writing(type); // one that was read has passed the filter already
        return register(new Registration(type, bounded(type, kryo.getDefaultSerializer(type)), NAME));
    }

    private static void refuseWhatHasNoName(Class<?> type) {
        if (type.isHidden() || type.isSynthetic()) {
            throw new KryoException("it holds a lambda or method reference (" + type.getName()
                    + "), which other JVMs don't know: use a named class, or an enum");
        }
        if (Proxy.isProxyClass(type)) {
            throw new KryoException("it holds a dynamic proxy (" + type.getName() + "), which other JVMs don't know");
        }
    }

    private Serializer bounded(Class<?> type, Serializer<?> serializer) {
        boolean fills =
                serializer.getClass() == CollectionSerializer.class || serializer.getClass() == MapSerializer.class;
        if (fills && !canBeMadeEmpty(type)) {
            return java;
        }
        if (serializer instanceof CollectionSerializer) {
            refuseFieldsOfItsOwn(type, Collection.class);
            return new KryoBounded(serializer, true, input, weight);
        }
        if (serializer instanceof MapSerializer) {
            refuseFieldsOfItsOwn(type, Map.class);
            return new KryoBounded(serializer, false, input, weight);
        }
        if (serializer instanceof DefaultArraySerializers.ObjectArraySerializer
                || serializer instanceof DefaultArraySerializers.StringArraySerializer
                || serializer instanceof DefaultArraySerializers.BooleanArraySerializer) {
            return new KryoBounded(serializer, false, input, weight);
        }
        return serializer;
    }

    private static boolean canBeMadeEmpty(Class<?> type) {
        try {
            return type.getDeclaredConstructor().trySetAccessible();
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Kryo writes the elements of a collection and nothing else. */
    private static void refuseFieldsOfItsOwn(Class<?> type, Class<?> kind) {
        for (Class<?> each = type;
                each != null && !JdkValueTypes.isJdk(each.getPackageName());
                each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    throw new KryoException(each.getName() + " is a " + kind.getSimpleName()
                            + " with fields of its own, which kryo would lose: hold the collection in a field, or use"
                            + " the codec \"java\"");
                }
            }
        }
    }

    @Override
    protected Registration readName(Input from) {
        int nameId = from.readVarInt(true);
        if (nameIdToClass == null) {
            nameIdToClass = new IntMap<>();
        }
        Class<?> type = nameIdToClass.get(nameId);
        if (type == null) {
            type = named(from.readString());
            nameIdToClass.put(nameId, type);
        }
        return kryo.getRegistration(type);
    }

    private Class<?> named(String name) {
        if (name == null) {
            throw new KryoException("a class has no name");
        }
        Class<?> type = getTypeByName(name);
        if (type == null) {
            type = context.filter().load(name, context.loader());
            if (nameToClass == null) {
                nameToClass = new ObjectMap<>();
            }
            nameToClass.put(name, type);
        }
        return type;
    }
}
