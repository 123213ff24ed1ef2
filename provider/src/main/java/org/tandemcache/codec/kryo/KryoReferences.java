package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.util.MapReferenceResolver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.tandemcache.codec.graph.GraphWeight;

/**
 * References to objects that were seen before. Objects that exist only once all their parts are read (records,
 * immutable collections) can't be referred to by their own parts: Kryo would read null there. Used by one thread at a
 * time.
 */
final class KryoReferences extends MapReferenceResolver {
    private final List<Object> open = new ArrayList<>();
    private final Set<Object> others = Collections.newSetFromMap(new IdentityHashMap<>());
    private final GraphWeight weight;

    KryoReferences(GraphWeight weight) {
        this.weight = weight;
    }

    /** Has to be called before the parts of such an object are written. */
    void open(Object object) {
        open.add(object);
    }

    /** Has to be called after the parts of the object that was opened last are written. */
    void close() {
        open.remove(open.size() - 1);
    }

    @Override
    public int getWrittenId(Object object) {
        int id = super.getWrittenId(object);
        if (id != -1) {
            for (Object unfinished : open) {
                if (unfinished == object) {
                    throw new KryoException("an object of " + object.getClass().getName()
                            + " refers to itself through its own parts; a cycle needs one object that can be made"
                            + " before its parts, neither a record nor an immutable collection");
                }
            }
        }
        return id;
    }

    @Override
    @SuppressWarnings("rawtypes") // Kryo's signature
    public Object getReadObject(Class type, int id) {
        Object object = super.getReadObject(type, id);
        if (object == null || !(type.isInstance(object) || others.contains(object))) {
            throw new KryoException("a reference does not lead to an object of " + type.getName());
        }
        weight.again(object);
        return object;
    }

    /** Takes note of an object of another class than the one that was written, by its own serialization. */
    void madeOther(Object made, Class<?> written) {
        if (!written.isInstance(made)) {
            others.add(made);
        }
    }

    /** Lets references to an object that was read lead to another one, which takes its place. */
    void replace(Object read, Object other) {
        for (int id = readObjects.size() - 1; other != read && id >= 0; id--) {
            if (readObjects.get(id) == read) {
                readObjects.set(id, other);
                return;
            }
        }
    }

    @Override
    public void reset() {
        super.reset();
        open.clear();
        others.clear();
    }
}
