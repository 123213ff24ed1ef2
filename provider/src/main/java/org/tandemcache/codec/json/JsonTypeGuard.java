package org.tandemcache.codec.json;

import org.tandemcache.codec.ClassFilter;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Asks the class filter about type marks, before and after their class is loaded. Thread-safe. */
final class JsonTypeGuard extends PolymorphicTypeValidator {
    private static final long serialVersionUID = 1L;

    private final transient ClassFilter filter;

    JsonTypeGuard(ClassFilter filter) {
        this.filter = filter;
    }

    @Override
    public Validity validateBaseType(DatabindContext context, JavaType base) {
        return Validity.INDETERMINATE;
    }

    @Override
    public Validity validateSubClassName(DatabindContext context, JavaType base, String name) {
        int parameters = name.indexOf('<'); // of a map of enum constants; they are looked up by themselves
        filter.check(parameters < 0 ? name : name.substring(0, parameters));
        return Validity.ALLOWED;
    }

    @Override
    public Validity validateSubType(DatabindContext context, JavaType base, JavaType type) {
        filter.check(type.getRawClass().getName());
        return Validity.ALLOWED;
    }
}
