package org.tandemcache.management;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.Described;

/** What the interfaces of MXBeans say of themselves. */
final class Descriptions {
    private Descriptions() {}

    /** @param other for what says nothing; those of the specification do not */
    static @Nullable String of(AnnotatedElement element, @Nullable String other) {
        Described said = element.getAnnotation(Described.class);
        return said == null ? other : said.value();
    }

    static @Nullable String ofAttribute(Class<?> type, String name, @Nullable String other) {
        return method(type, Set.of("get" + name, "is" + name))
                .map(getter -> of(getter, other))
                .orElse(other);
    }

    static @Nullable String ofOperation(Class<?> type, String name, @Nullable String other) {
        return method(type, Set.of(name)).map(found -> of(found, other)).orElse(other);
    }

    static @Nullable String ofParameter(Class<?> type, String operation, int index, @Nullable String other) {
        return method(type, Set.of(operation))
                .map(found -> of(found.getParameters()[index], other))
                .orElse(other);
    }

    private static Optional<Method> method(Class<?> type, Set<String> names) {
        return Arrays.stream(type.getMethods())
                .filter(method -> names.contains(method.getName()))
                .findFirst();
    }
}
