package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.kryo5.serializers.MapSerializer;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import com.esotericsoftware.kryo.kryo5.util.IdentityObjectIntMap;
import com.esotericsoftware.kryo.kryo5.util.IntMap;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.graph.GraphWeight;
import org.tandemcache.codec.graph.LazyState;
import org.tandemcache.codec.kryo.KryoForm.Mark;
import org.tandemcache.codec.types.JdkValueTypes;

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

    private final Map<String, Registration> read = new HashMap<>();
    private final Map<Class<?>, Registration> plain = new HashMap<>();
    private final Map<Class<?>, Registration> named = new HashMap<>();
    private final IntMap<Registration> byNameId = new IntMap<>();
    private @Nullable KryoForms forms;
    private final Set<Class<?>> met = new HashSet<>();
    private boolean reading;

    KryoClasses(CodecContext context, KryoInput input, GraphWeight weight, KryoJava java) {
        this.context = context;
        this.input = input;
        this.weight = weight;
        this.java = java;
    }

    /** Has to be called once, before anything is written or read. */
    void choosing(KryoForms forms) {
        this.forms = forms;
    }

    /** What comes next: a graph that is read, or one that is written. */
    void begin(boolean reading) {
        this.reading = reading;
    }

    private KryoForms forms() {
        return Objects.requireNonNull(forms);
    }

    // ---------------------------------------------------------------------------------------------------- writing

    /** Called once for each class and Kryo instance that is written; more often for those that are read. */
    @Override
    public Registration registerImplicit(Class type) {
        if (reading) {
            return plain.computeIfAbsent(type, this::plain);
        }
        LazyState lazy = LazyState.of(type);
        if (lazy.isCollection() || lazy.isReference()) {
            return loaded(type, lazy.loadedClass(type));
        }
        Class<?> named = forms().named(type);
        Registration known = classToRegistration.get(named);
        if (known == null) {
            refuseWhatHasNoName(named);
            KryoForm form = forms().toWrite(named, () -> bounded(named, kryo.getDefaultSerializer(named)));
            context.filter().writing(named);
            known = register(form);
            met.add(named);
        }
        if (named != type) {
            classToRegistration.put(type, known);
        }
        return known;
    }

    /** What an ORM loads on demand, under the name of another class. */
    private Registration loaded(Class<?> type, Class<?> written) {
        Registration form = kryo.getRegistration(written);
        KryoForm.Mark mark = KryoForm.markOf(form);
        Registration loaded =
                new KryoForm(written, mark == null ? Mark.PLAIN : mark, new KryoLoaded(written, form.getSerializer()));
        classToRegistration.put(type, loaded);
        return loaded;
    }

    /** The classes that this instance has written for the first time, since it was asked last. */
    Set<Class<?>> met() {
        Set<Class<?>> now = Set.copyOf(met);
        met.clear();
        return now;
    }

    @Override
    protected void writeName(Output output, Class type, Registration registration) {
        output.writeByte(NAME + 2);
        Class<?> named = registration.getType(); // of the enum, where a constant has a class of its own
        if (classToNameId == null) {
            classToNameId = new IdentityObjectIntMap<>();
        }
        int nameId = classToNameId.get(named, -1);
        if (nameId != -1) {
            output.writeVarInt(nameId, true);
            return;
        }
        nameId = nextNameId++;
        classToNameId.put(named, nameId);
        output.writeVarInt(nameId, true);
        String name = registration instanceof KryoForm form ? form.name() : named.getName();
        if (registration.isTypeNameAscii()) {
            output.writeAscii(name);
        } else {
            output.writeString(name);
        }
    }

    private static void refuseWhatHasNoName(Class<?> type) {
        if (type == InvocationHandler.class) { // Kryo's word for proxies
            throw KryoRefusal.of(type, "behind a dynamic proxy can't be kept: other JVMs don't know the proxy");
        }
        if (type.isHidden() || type.isSynthetic()) {
            throw KryoRefusal.of(
                    type,
                    "can't be kept: it is a lambda or method reference, which other JVMs don't know. Use a named class,"
                            + " or an enum");
        }
    }

    // ---------------------------------------------------------------------------------------------------- reading

    /** While a graph is read, the form of a class is the one that it was named with, or that without a mark. */
    @Override
    public @Nullable Registration getRegistration(Class type) {
        if (!reading) {
            return super.getRegistration(type);
        }
        Registration form = named.get(type);
        if (form != null) {
            return form;
        }
        Registration known = super.getRegistration(type);
        return known == null || known.getId() != NAME ? known : plain.get(type);
    }

    @Override
    protected Registration readName(Input from) {
        int nameId = from.readVarInt(true);
        Registration known = byNameId.get(nameId);
        if (known == null) {
            known = form(from.readString());
            byNameId.put(nameId, known);
            named.put(known.getType(), known);
        }
        return known;
    }

    private Registration form(String marked) {
        if (marked == null) {
            throw new KryoException("a class has no name");
        }
        Registration known = read.get(marked);
        if (known == null) {
            Mark mark = Mark.of(marked);
            Class<?> type = context.filter().load(mark.nameIn(marked), context.loader());
            known = mark == Mark.PLAIN ? kryo.getRegistration(type) : forms().form(type, mark);
            read.put(marked, known);
        }
        return known;
    }

    private Registration plain(Class<?> type) {
        refuseWhatHasNoName(type);
        return new KryoForm(type, Mark.PLAIN, bounded(type, kryo.getDefaultSerializer(type)));
    }

    @Override
    public void reset() {
        super.reset();
        byNameId.clear();
        named.clear();
    }

    /** A serializer of Kryo's, with the lengths that it reads checked. */
    Serializer<?> bounded(Class<?> type, Serializer<?> serializer) {
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
}
