package org.tandemcache.corpus;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value of the corpus. Two JVMs make the same one.
 *
 * @param group the module or library that its class is from
 * @param name of the class, and of what is special about the value
 * @param making a new one at each call
 * @param probe what has to be equal beyond the value itself, such as how it answers
 */
record Specimen(String group, String name, Supplier<?> making, Function<Object, ?> probe) {
    Specimen(String group, String name, Supplier<?> making) {
        this(group, name, making, value -> "");
    }

    Object value() {
        return making.get();
    }

    String id() {
        return group + ": " + name;
    }

    @Override
    public String toString() {
        return id();
    }
}
