package org.tandemcache.codec.graph;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;

/**
 * Collections and references that Hibernate loads when somebody asks them for anything. Asks them for nothing but
 * whether they are loaded, and loaded references for what they stand for. Known by the names of their interfaces, for
 * Hibernate need not be there. Immutable.
 */
public final class LazyState {
    private static final String COLLECTION = "org.hibernate.collection.spi.PersistentCollection";
    private static final String REFERENCE = "org.hibernate.proxy.HibernateProxy";

    private final @Nullable Class<?> collection;
    private final @Nullable Class<?> reference;

    private LazyState(@Nullable Class<?> collection, @Nullable Class<?> reference) {
        this.collection = collection;
        this.reference = reference;
    }

    /** Looks at the class each time: kept with a class of the JDK, what it says would keep Tandem's own loader. */
    public static LazyState of(Class<?> type) {
        return new LazyState(implemented(type, COLLECTION), implemented(type, REFERENCE));
    }

    private static @Nullable Class<?> implemented(@Nullable Class<?> type, String name) {
        if (type == null || type.getName().equals(name)) {
            return type;
        }
        for (Class<?> each : type.getInterfaces()) {
            Class<?> found = implemented(each, name);
            if (found != null) {
                return found;
            }
        }
        return implemented(type.getSuperclass(), name);
    }

    /** Whether objects of the class are collections of an ORM, loaded or not. */
    public boolean isCollection() {
        return collection != null;
    }

    /** Whether objects of the class stand for entities, loaded or not. */
    public boolean isReference() {
        return reference != null;
    }

    /** The class of what {@link #loaded} gives; of references the one that they extend. */
    public Class<?> loadedClass(Class<?> type) {
        if (isReference()) {
            return type.getSuperclass();
        } else if (SortedSet.class.isAssignableFrom(type)) {
            return TreeSet.class;
        } else if (Set.class.isAssignableFrom(type)) {
            return LinkedHashSet.class;
        } else if (Collection.class.isAssignableFrom(type)) {
            return ArrayList.class;
        }
        return SortedMap.class.isAssignableFrom(type) ? TreeMap.class : LinkedHashMap.class;
    }

    /**
     * An object of such a class without Hibernate: a collection of the JDK, or the entity.
     *
     * @throws CodecException if it is not loaded
     */
    public Object loaded(Object object) {
        requireLoaded(object);
        if (isReference()) {
            return entity(object);
        } else if (object instanceof SortedSet<?> set) {
            return new TreeSet<>(set);
        } else if (object instanceof Set<?> set) {
            return new LinkedHashSet<>(set);
        } else if (object instanceof Collection<?> elements) {
            return new ArrayList<>(elements);
        } else if (object instanceof SortedMap<?, ?> map) {
            return new TreeMap<>(map);
        }
        return new LinkedHashMap<>((Map<?, ?>) object);
    }

    private void requireLoaded(Object object) {
        if (collection != null && !Boolean.TRUE.equals(call(collection, "wasInitialized", object))) {
            throw notLoaded("a collection (" + object.getClass().getSimpleName() + ")");
        }
    }

    private Object entity(Object object) {
        if (reference == null) {
            return object;
        }
        Object initializer = call(reference, "getHibernateLazyInitializer", object);
        if (Boolean.TRUE.equals(call(initializer.getClass(), "isUninitialized", initializer))) {
            throw notLoaded("a reference to a " + call(initializer.getClass(), "getEntityName", initializer));
        }
        return call(initializer.getClass(), "getImplementation", initializer);
    }

    /**
     * Looks at a class that Java serialization writes: what an unloaded reference is replaced by then can be read in
     * this JVM alone.
     *
     * @throws CodecException if it is that
     */
    public static void refuseReference(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().equals("org.hibernate.proxy.AbstractSerializableProxy")) {
                throw notLoaded("a reference to an entity");
            }
        }
    }

    private static CodecException notLoaded(String what) {
        return new CodecException(
                "it holds " + what + " that is not loaded, and storing it never loads anything: load it before"
                        + " (join fetch, an entity graph), or store an object of your own in place of the entity",
                null);
    }

    private static Object call(Class<?> type, String method, Object object) {
        try {
            Method found = type.getMethod(method);
            found.trySetAccessible();
            return found.invoke(object);
        } catch (InvocationTargetException e) {
            throw new CodecException("it can't be told whether it is loaded: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new CodecException("it can't be told whether it is loaded: " + e, e);
        }
    }
}
