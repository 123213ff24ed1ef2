package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.SerializerFactory;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.graph.GraphWeight;

/**
 * Objects as named fields, records as named components. Before the first object of a class its fields are listed: name,
 * kind, for parameterized types a fingerprint of the type; then come the values in that order, of each object of the
 * class. So what the class has gained keeps its default, what it has lost is read and dropped, and what was retyped is
 * converted without loss or refused. Where the class has a {@code readResolve}, what that gives takes the object's
 * place, so that singletons stay the only ones of their kind. Used by one thread at a time.
 */
final class KryoFields extends Serializer<Object> {
    /** Makes those of one Kryo instance. */
    static final class Factory extends SerializerFactory.BaseSerializerFactory<KryoFields> {
        private final KryoInput input;
        private final KryoReferences references;
        private final GraphWeight weight;

        Factory(KryoInput input, KryoReferences references, GraphWeight weight) {
            this.input = input;
            this.references = references;
            this.weight = weight;
        }

        @Override
        @SuppressWarnings("rawtypes") // Kryo's signature
        public KryoFields newSerializer(Kryo kryo, Class type) {
            return new KryoFields(type, this);
        }
    }

    private final Class<?> type;
    private final List<KryoField> fields;
    private final boolean hides;
    private final @Nullable Constructor<?> constructor;
    private final @Nullable KryoReadResolve readResolve;
    private final Factory tools;

    private KryoFields(Class<?> type, Factory tools) {
        super(false, type.isRecord());
        this.type = type;
        this.tools = tools;
        this.fields = KryoField.of(type);
        this.hides = fields.stream().anyMatch(KryoField::hides);
        this.constructor = type.isRecord() ? canonical(type) : null;
        this.readResolve = KryoReadResolve.of(type);
    }

    private static Constructor<?> canonical(Class<?> type) {
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return canonical;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new KryoException("the record " + type.getName() + " is closed to Kryo", e);
        }
    }

    // ---------------------------------------------------------------------------------------------------- writing

    @Override
    @SuppressWarnings("unchecked") // Kryo's map of anything
    public void write(Kryo kryo, Output output, Object object) {
        if (!kryo.getGraphContext().containsKey(this)) {
            writeSchema(output);
            kryo.getGraphContext().put(this, this);
        }
        boolean record = constructor != null;
        if (record) {
            tools.references.open(object);
        }
        for (KryoField field : fields) {
            field.write(kryo, output, object);
        }
        if (record) {
            tools.references.close();
        }
    }

    private void writeSchema(Output output) {
        output.writeVarInt(fields.size(), true);
        for (KryoField field : fields) {
            output.writeString(field.name());
            field.kind().write(output);
        }
    }

    // ---------------------------------------------------------------------------------------------------- reading

    /**
     * A field as it was when the bytes were written.
     *
     * @param field what it is now; null if it is gone
     */
    private record Stored(KryoFieldKind kind, @Nullable KryoField field) {}

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> any) {
        if (constructor != null) {
            Object made = readRecord(kryo, input, constructor);
            return readResolve == null ? made : other(readResolve.resolved(made));
        }
        Object object = readObject(kryo, input);
        if (readResolve == null) {
            return object;
        }
        Object resolved = readResolve.resolved(object);
        tools.references.replace(object, resolved);
        return other(resolved);
    }

    private Object other(Object resolved) {
        tools.references.madeOther(resolved, type);
        return resolved;
    }

    /** Whether something else takes the place of what was read. */
    boolean resolves() {
        return readResolve != null;
    }

    /** Whether the class has several fields of one name. */
    boolean hides() {
        return hides;
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    private Object readObject(Kryo kryo, Input input) {
        Object object = kryo.newInstance(type);
        kryo.reference(object);
        for (Stored stored : schema(kryo, input)) {
            Object value = stored.kind().read(kryo, input);
            if (stored.field() != null) {
                stored.field().set(object, stored.kind(), value);
            }
        }
        return object;
    }

    private Object readRecord(Kryo kryo, Input input, Constructor<?> canonical) {
        @Nullable Object[] components = new Object[fields.size()];
        for (KryoField field : fields) {
            components[field.index()] = field.kind().absent();
        }
        for (Stored stored : schema(kryo, input)) {
            Object value = stored.kind().read(kryo, input);
            if (stored.field() != null) {
                components[stored.field().index()] = stored.field().converted(stored.kind(), value);
            }
        }
        try {
            Object made = canonical.newInstance(components);
            tools.weight.completed(made, components);
            return made;
        } catch (ReflectiveOperationException e) {
            throw new KryoException("the record " + type.getName() + " refuses its components", e);
        }
    }

    @SuppressWarnings("unchecked") // put there by this method, for this serializer alone
    private List<Stored> schema(Kryo kryo, Input input) {
        Object known = kryo.getGraphContext().get(this);
        if (known != null) {
            return (List<Stored>) known;
        }
        int size = input.readVarInt(true);
        tools.input.claim(size);
        String[] names = new String[size];
        Stored[] stored = new Stored[size];
        boolean qualified = hides;
        for (int i = 0; i < size; i++) {
            String name = input.readString();
            if (name == null) {
                throw new KryoException("a field without a name");
            }
            names[i] = name;
            qualified |= name.indexOf('.') >= 0;
            stored[i] = new Stored(KryoFieldKind.read(input), find(name));
        }
        if (qualified) { // names alone do not tell the fields apart
            Set<String> all = new HashSet<>(Arrays.asList(names));
            for (int i = 0; i < size; i++) {
                stored[i] = new Stored(stored[i].kind(), KryoField.find(fields, names[i], all));
            }
        }
        List<Stored> schema = List.of(stored);
        kryo.getGraphContext().put(this, schema);
        return schema;
    }

    private @Nullable KryoField find(String name) {
        for (KryoField field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }
}
