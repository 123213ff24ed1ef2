package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.EnumNameSerializer;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.graph.GraphWeight;
import org.tandemcache.codec.graph.ReadBudget;

/** A Kryo instance as Tandem sets it up, with its buffers; used by one thread at a time. */
final class KryoKit {
    /** Each level takes some frames of the stack. */
    private static final int DEEPEST_GRAPH = 1_000;

    private static final int FIRST_BUFFER = 512;
    private static final int LARGEST_BUFFER_KEPT = 1 << 16;
    private static final byte[] NOTHING = {};

    private final Kryo kryo;
    private final KryoClasses classes;
    private final KryoInput input;
    private final GraphWeight weight;
    private final KryoReferences references;
    private final int maximumLength;
    private Output output;
    private int lastLength;

    KryoKit(CodecContext context) {
        this(context, new ReadBudget());
    }

    private KryoKit(CodecContext context, ReadBudget budget) {
        this(context, budget, new GraphWeight(budget));
    }

    private KryoKit(CodecContext context, ReadBudget budget, GraphWeight weight) {
        this.weight = weight;
        input = new KryoInput(budget);
        references = new KryoReferences(weight);
        maximumLength = context.maximumLength();
        output = output(FIRST_BUFFER);
        KryoJava java = new KryoJava(context, budget);
        classes = new KryoClasses(context, input, weight, java);
        kryo = new Kryo(classes, references);
        kryo.setReferences(!context.canonical()); // equal objects shared or not must give equal bytes
        kryo.setClassLoader(context.loader());
        kryo.setRegistrationRequired(false);
        kryo.setMaxDepth(DEEPEST_GRAPH);
        // Else the form of a list would depend on the generic type of the field that holds it.
        kryo.setOptimizedGenerics(false);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        kryo.addDefaultSerializer(Enum.class, EnumNameSerializer.class);
        kryo.addDefaultSerializer(Throwable.class, java);
        kryo.addDefaultSerializer(UUID.class, new DefaultSerializers.UUIDSerializer());
        kryo.addDefaultSerializer(URI.class, new DefaultSerializers.URISerializer());
        kryo.addDefaultSerializer(Pattern.class, new DefaultSerializers.PatternSerializer());
        addImmutable(List.of().getClass(), KryoImmutables.Kind.LIST);
        addImmutable(List.of(1).getClass(), KryoImmutables.Kind.SHORT_LIST);
        addImmutable(List.of(1, 2, 3).subList(0, 2).getClass(), KryoImmutables.Kind.LIST);
        addImmutable(Set.of().getClass(), KryoImmutables.Kind.SET);
        addImmutable(Set.of(1).getClass(), KryoImmutables.Kind.SET);
        addImmutable(Map.of().getClass(), KryoImmutables.Kind.MAP);
        addImmutable(Map.of(1, 1).getClass(), KryoImmutables.Kind.MAP);
        addImmutable(
                Collections.unmodifiableCollection(new ArrayList<>()).getClass(), KryoImmutables.Kind.COLLECTION_VIEW);
        addImmutable(Collections.unmodifiableList(new ArrayList<>()).getClass(), KryoImmutables.Kind.LIST_VIEW);
        addImmutable(Collections.unmodifiableList(Collections.nCopies(0, 0)).getClass(), KryoImmutables.Kind.LIST_VIEW);
        addImmutable(Collections.unmodifiableSet(new HashSet<>()).getClass(), KryoImmutables.Kind.SET_VIEW);
        addImmutable(Collections.unmodifiableMap(new HashMap<>()).getClass(), KryoImmutables.Kind.MAP_VIEW);
        KryoAtomics.addTo(kryo);
        KryoFields.Factory fields = new KryoFields.Factory(input, references, weight);
        kryo.addDefaultSerializer(Record.class, fields);
        kryo.setDefaultSerializer(fields);
        classes.choosing(new KryoForms(
                kryo,
                context,
                input,
                budget,
                references,
                weight,
                fields,
                new KryoBlocks(() -> new KryoKit(context, budget, weight))));
    }

    private void addImmutable(Class<?> type, KryoImmutables.Kind kind) {
        kryo.addDefaultSerializer(type, new KryoImmutables(kind, input, references, weight));
    }

    byte[] write(Object value) {
        classes.begin(false);
        if (lastLength > output.getBuffer().length) {
            output = output(lastLength); // large values come in series: better than to double a small buffer
        }
        kryo.writeClassAndObject(output, value);
        lastLength = output.position();
        return output.toBytes();
    }

    /** The classes that were written for the first time, since this was asked last. */
    Set<Class<?>> met() {
        return classes.met();
    }

    Object read(byte[] bytes, int offset, int length) {
        input.begin(bytes, offset, length);
        return read(offset + length);
    }

    /** Reads a part of a value that was begun: the budget goes on. */
    Object readWithin(byte[] part) {
        input.beginPart(part);
        return read(part.length);
    }

    private Object read(int end) {
        classes.begin(true);
        Object value = kryo.readClassAndObject(input);
        if (value == null || input.position() != end) {
            throw new KryoException("the bytes go on after the object, or hold none");
        }
        return value;
    }

    private Output output(int length) {
        return new Output(Math.min(length, maximumLength), maximumLength);
    }

    /** Large values shall not hold their memory for ever, in each idle instance of each cache. */
    void shrink() {
        if (output.getBuffer().length > LARGEST_BUFFER_KEPT) {
            output = output(FIRST_BUFFER);
        }
        output.reset();
        input.begin(NOTHING, 0, 0);
        weight.clear();
    }
}
