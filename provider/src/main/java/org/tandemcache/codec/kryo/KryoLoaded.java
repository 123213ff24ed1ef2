package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import org.tandemcache.codec.graph.LazyState;

/**
 * What Hibernate loads on demand, written as a collection of the JDK or as the entity itself, under the name of that
 * one's class; refused where it is not loaded. Never read. Used by one thread at a time.
 */
final class KryoLoaded extends Serializer<Object> {
    private final Class<?> written;
    private final Serializer<Object> serializer;

    /**
     * @param written the class that stands in the bytes
     * @param serializer its own
     */
    @SuppressWarnings("unchecked") // called with objects of that class
    KryoLoaded(Class<?> written, Serializer<?> serializer) {
        this.written = written;
        this.serializer = (Serializer<Object>) serializer;
    }

    @Override
    public void write(Kryo kryo, Output output, Object object) {
        Object loaded = LazyState.of(object.getClass()).loaded(object);
        if (loaded.getClass() != written) {
            throw KryoRefusal.of(
                    object.getClass(),
                    "can't be kept: it stands for a " + loaded.getClass().getName()
                            + ". Hold what Hibernate.unproxy gives");
        }
        serializer.write(kryo, output, loaded);
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
        throw new UnsupportedOperationException("nothing is stored under the name of " + type.getName());
    }
}
