package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Collection;
import java.util.Objects;
import org.tandemcache.codec.graph.GraphWeight;
import org.tandemcache.codec.graph.ReadBudget;

/**
 * A serializer of Kryo for arrays, collections or maps, with the length that the bytes claim checked before memory is
 * taken. Used by one thread at a time.
 */
final class KryoBounded extends Serializer<Object> {
    private final Serializer<Object> serializer;
    private final boolean flagged;
    private final KryoInput input;
    private final GraphWeight weight;

    /** @param flagged whether the length has Kryo's flag in its first bit */
    @SuppressWarnings("unchecked") // Kryo calls it with objects of its type
    KryoBounded(Serializer<?> serializer, boolean flagged, KryoInput input, GraphWeight weight) {
        super(serializer.getAcceptsNull(), serializer.isImmutable());
        this.serializer = (Serializer<Object>) serializer;
        this.flagged = flagged;
        this.input = input;
        this.weight = weight;
    }

    @Override
    public void write(Kryo kryo, Output output, Object object) {
        if (object instanceof Collection<?> elements
                && elements.size() > ReadBudget.FREE_ELEMENTS
                && elements.stream().allMatch(Objects::isNull)) {
            throw new KryoException("a collection of more than " + ReadBudget.FREE_ELEMENTS + " nulls");
        }
        serializer.write(kryo, output, object);
    }

    @Override
    public Object read(Kryo kryo, Input from, Class<? extends Object> type) {
        input.claimNextLength(flagged);
        Object object = serializer.read(kryo, from, type);
        if (object != null) {
            weight.completed(object);
        }
        return object;
    }
}
