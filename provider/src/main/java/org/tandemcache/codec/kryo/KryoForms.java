package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.DefaultSerializer;
import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.KryoSerializable;
import com.esotericsoftware.kryo.kryo5.Serializer;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.Charset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.graph.GraphWeight;
import org.tandemcache.codec.graph.InheritedMethod;
import org.tandemcache.codec.graph.OwnSerialization;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.codec.kryo.KryoForm.Mark;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Chooses the form of a class's objects, in this order: a form that is known to lose nothing, Tandem's or Kryo's; the
 * class's own serialization, if it has one; its fields; none, and the object is refused. Told to users in
 * {@code docs/codecs.md}. Used by one thread at a time.
 */
final class KryoForms {
    private static final Map<Class<?>, UnaryOperator<Object>> VIEWS = KryoContainers.views();

    /** Comparators that many a sorted collection has. */
    private static final Map<Class<?>, Object> ONLY_ONES = Map.of(
            String.CASE_INSENSITIVE_ORDER.getClass(),
            String.CASE_INSENSITIVE_ORDER,
            Collections.reverseOrder().getClass(),
            Collections.reverseOrder());

    private final Kryo kryo;
    private final CodecContext context;
    private final KryoInput input;
    private final KryoReferences references;
    private final GraphWeight weight;
    private final KryoFields.Factory fields;
    private final KryoBlocks blocks;
    private final KryoFrame own;

    KryoForms(
            Kryo kryo,
            CodecContext context,
            KryoInput input,
            ReadBudget budget,
            KryoReferences references,
            GraphWeight weight,
            KryoFields.Factory fields,
            KryoBlocks blocks) {
        this.kryo = kryo;
        this.context = context;
        this.input = input;
        this.references = references;
        this.weight = weight;
        this.fields = fields;
        this.blocks = blocks;
        this.own = new KryoFrame(context, input, budget, references, weight, blocks, this::isPart);
    }

    /** The class whose name stands in the bytes for objects of another one. */
    Class<?> named(Class<?> type) {
        Class<?> canonical = context.canonical() ? KryoCanonical.named(type) : null;
        if (canonical != null) {
            return canonical;
        }
        if (EnumSet.class.isAssignableFrom(type)) {
            return EnumSet.class;
        }
        if (Charset.class.isAssignableFrom(type) && JdkValueTypes.isJdk(type.getPackageName())) {
            return Charset.class;
        }
        return type;
    }

    /**
     * The form that objects of a class are written in.
     *
     * @param plain makes what they have without a mark, by Kryo's choice
     * @throws KryoRefusal if there is none
     */
    KryoForm toWrite(Class<?> type, Supplier<Serializer<?>> plain) {
        if (type.isArray()) {
            return namesItsElements(type) ? form(type, Mark.EXACT) : new KryoForm(type, Mark.PLAIN, plain.get());
        }
        if (type.isEnum() || KryoPlain.isExact(type) || choosesKryo(type)) {
            return new KryoForm(type, Mark.PLAIN, plain.get());
        }
        if (exact(type) != null) {
            return form(type, Mark.EXACT);
        }
        return OwnSerialization.isOf(type) ? form(type, Mark.OWN) : byFields(type);
    }

    /** The class says itself how Kryo is to write it. */
    private static boolean choosesKryo(Class<?> type) {
        return KryoSerializable.class.isAssignableFrom(type) || type.isAnnotationPresent(DefaultSerializer.class);
    }

    /** An array without a mark has elements of one class, whose form has no mark either. */
    private boolean namesItsElements(Class<?> array) {
        Class<?> element = array.getComponentType();
        if (element.isPrimitive()) {
            return false;
        }
        if (element.isArray()) {
            Class<?> innermost = element;
            while (innermost.isArray()) {
                innermost = innermost.getComponentType();
            }
            return !Modifier.isFinal(innermost.getModifiers()) || namesItsElements(element);
        }
        return Modifier.isFinal(element.getModifiers())
                && KryoForm.markOf(kryo.getRegistration(element)) != null
                && KryoForm.markOf(kryo.getRegistration(element)) != Mark.PLAIN;
    }

    private KryoForm byFields(Class<?> type) {
        boolean serializable = Serializable.class.isAssignableFrom(type);
        boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
        if (container && !serializable) {
            throw KryoRefusal.of(
                    type,
                    "can't be kept, a collection or a view of one that is not serializable: copy it, as by new"
                            + " ArrayList<>(...) or new LinkedHashMap<>(...)");
        }
        KryoFields made;
        try {
            made = fields.newSerializer(kryo, type);
        } catch (KryoException e) {
            if (serializable) {
                return form(type, Mark.OWN);
            }
            throw KryoRefusal.of(
                    type,
                    "can't be kept: its fields are closed and it is not serializable. Make the field that holds it"
                            + " transient, or hold what it is made from in its place");
        }
        boolean closed = !made.isEmpty() || InheritedMethod.find(type, "readResolve") != null;
        if (JdkValueTypes.isJdk(type.getPackageName()) && closed && serializable) {
            return form(type, Mark.OWN);
        }
        return !made.hides() && kryo.getDefaultSerializer(type) instanceof KryoFields
                ? new KryoForm(type, Mark.PLAIN, made)
                : new KryoForm(type, Mark.FIELDS, made);
    }

    /**
     * A form by its mark.
     *
     * @throws KryoException if objects of the class have none of that mark
     */
    KryoForm form(Class<?> type, Mark mark) {
        Serializer<?> serializer = switch (mark) {
            case EXACT -> exact(type);
            case OWN -> own;
            case FIELDS -> fields.newSerializer(kryo, type);
            case PLAIN -> null;
        };
        if (serializer == null) {
            throw new KryoException(type.getName() + " has no form of the mark " + mark);
        }
        return new KryoForm(type, mark, serializer);
    }

    private @Nullable Serializer<?> exact(Class<?> type) {
        if (type.isArray()) {
            return type.getComponentType().isPrimitive()
                    ? null
                    : new KryoBounded(KryoContainers.array(), false, input, weight);
        } else if (type == LinkedHashMap.class) {
            return new KryoBounded(new KryoContainers.LinkedMap(), false, input, weight);
        } else if (type == EnumSet.class) {
            return KryoContainers.enumSet(input);
        } else if (type == Locale.class) {
            return KryoExact.LOCALE;
        } else if (type == ZonedDateTime.class) {
            return KryoExact.ZONED_DATE_TIME;
        } else if (type.getName().equals(KryoTimestamp.NAME)) {
            return new KryoTimestamp();
        } else if (type == Charset.class) {
            return KryoExact.CHARSET;
        } else if (type == Class.class) {
            return KryoExact.classes(context);
        } else if (TimeZone.class.isAssignableFrom(type) && type.getName().startsWith("sun.")) {
            return KryoExact.timeZone(own);
        }
        if (context.canonical() && KryoCanonical.named(type) != null) {
            return KryoCanonical.of(type, input, blocks);
        }
        UnaryOperator<Object> viewing = VIEWS.get(type);
        if (viewing != null) {
            return KryoContainers.view(viewing, references, weight);
        }
        Object only = ONLY_ONES.containsKey(type) ? ONLY_ONES.get(type) : onlyOne(type);
        return only == null ? null : KryoExact.onlyOne(only);
    }

    /** The object of a Kotlin or Scala {@code object} that is not serializable. */
    private static @Nullable Object onlyOne(Class<?> type) {
        if (Serializable.class.isAssignableFrom(type) || JdkValueTypes.isJdk(type.getPackageName())) {
            return null;
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && Modifier.isFinal(field.getModifiers())
                    && field.getType() == type
                    && (field.getName().equals("MODULE$") || (field.getName().equals("INSTANCE") && isKotlin(type)))
                    && field.trySetAccessible()) {
                try {
                    return field.get(null);
                } catch (IllegalAccessException e) {
                    throw new KryoException(e);
                }
            }
        }
        return null;
    }

    private static boolean isKotlin(Class<?> type) {
        for (var annotation : type.getAnnotations()) {
            if (annotation.annotationType().getName().equals("kotlin.Metadata")) {
                return true;
            }
        }
        return false;
    }

    /** Whether Kryo is to write what an object holds that is written by its own serialization. */
    private boolean isPart(Object object) {
        Class<?> type = object.getClass();
        if (context.canonical()) { // else the bytes would depend on which parts are one object
            return !type.isArray() && !(object instanceof Enum<?>);
        }
        if (object instanceof String || object instanceof Number || type.isArray() || object instanceof Enum<?>) {
            return false;
        }
        KryoForm.Mark mark = KryoForm.markOf(kryo.getRegistration(type));
        if (mark == null || mark == Mark.OWN) {
            return false;
        }
        Serializer<?> serializer = kryo.getRegistration(type).getSerializer();
        if (serializer instanceof KryoFields named) {
            return !named.resolves();
        }
        return !(object instanceof Serializable) || holdsSomething(object);
    }

    private static boolean holdsSomething(Object object) {
        return (object instanceof Collection<?> collection && !collection.isEmpty())
                || (object instanceof Map<?, ?> map && !map.isEmpty());
    }
}
