package org.tandemcache.corpus;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The public serializable classes of modules of the JDK, found by looking through them. */
final class JdkClasses {
    static final List<String> MODULES = List.of("java.base", "java.sql", "java.naming", "java.xml");

    private JdkClasses() {}

    /** In the order of their names; no abstract ones and no interfaces, of which there are no objects. */
    static List<Class<?>> of(String module) {
        ModuleReference reference = ModuleFinder.ofSystem().find(module).orElseThrow();
        Set<String> exported = reference.descriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        try (ModuleReader reader = reference.open();
                var names = reader.list()) {
            List<Class<?>> found = new ArrayList<>();
            for (String name : (Iterable<String>) names.sorted()::iterator) {
                if (name.endsWith(".class") && exported.contains(packageOf(name))) {
                    Class<?> type = loaded(name.substring(0, name.length() - 6).replace('/', '.'));
                    if (isCandidate(type)) {
                        found.add(type);
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packageOf(String resource) {
        return resource.substring(0, Math.max(0, resource.lastIndexOf('/'))).replace('/', '.');
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isCandidate(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
            if (!Modifier.isPublic(each.getModifiers())) {
                return false;
            }
        }
        return Serializable.class.isAssignableFrom(type)
                && !type.isInterface()
                && (type.isEnum() || !Modifier.isAbstract(type.getModifiers()));
    }
}
