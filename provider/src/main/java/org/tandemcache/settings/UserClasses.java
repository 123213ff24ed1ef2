package org.tandemcache.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;

/**
 * The classes that settings name, found in the class loader of the manager.
 *
 * @param loader of the manager
 */
record UserClasses(ClassLoader loader) {
    /** A class by its name; not initialized. */
    Class<?> load(Options options, String key, String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw options.wrong(key, "names of classes on the class path of the cache manager", e);
        }
    }

    /** A factory of the class that an option names, or that class itself if it is a factory. */
    @SuppressWarnings("unchecked") // a factory says what it makes when it makes it
    <T> Factory<T> factory(Options options, String key, Class<?> kind) {
        Class<?> type = load(options, key, options.text(key));
        if (Factory.class.isAssignableFrom(type)) {
            return (Factory<T>) made(options, key, Factory.class);
        }
        constructor(options, key, kind);
        return (Factory<T>) FactoryBuilder.factoryOf(type);
    }

    /** An object of the class that an option names. */
    // its kind is checked, its type arguments can't be
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> T made(Options options, String key, Class<?> kind) {
        try {
            return (T) constructor(options, key, kind).newInstance();
        } catch (ReflectiveOperationException | LinkageError e) { // its initializer may have failed
            throw options.wrong(key, allowed(kind), e);
        }
    }

    private Constructor<?> constructor(Options options, String key, Class<?> kind) {
        Class<?> type = load(options, key, options.text(key));
        if (!kind.isAssignableFrom(type) || !Modifier.isPublic(type.getModifiers())) {
            throw options.wrong(key, allowed(kind), null);
        }
        try {
            return type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw options.wrong(key, allowed(kind), e);
        }
    }

    private static String allowed(Class<?> kind) {
        return "names of public classes that are a " + kind.getName()
                + " and have a public constructor without parameters";
    }
}
