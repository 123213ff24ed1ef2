package org.tandemcache.codec.json;

import org.tandemcache.codec.ClassFilter;
import tools.jackson.databind.type.TypeFactory;

/** The only way of Jackson from a name in the bytes to a class: through the class filter. Thread-safe. */
final class JsonTypes extends TypeFactory {
    private static final long serialVersionUID = 1L;

    private final transient ClassFilter filter;
    private final transient ClassLoader loader;

    JsonTypes(ClassFilter filter, ClassLoader loader) {
        this.filter = filter;
        this.loader = loader;
    }

    @Override
    public TypeFactory snapshot() {
        return new JsonTypes(filter, loader);
    }

    @Override
    public Class<?> findClass(String className) {
        Class<?> primitive = className.indexOf('.') < 0 ? _findPrimitive(className) : null;
        return primitive == null ? filter.load(className, loader) : primitive;
    }
}
