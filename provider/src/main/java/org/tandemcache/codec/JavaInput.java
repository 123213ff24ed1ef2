package org.tandemcache.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Java deserialization of a stream that {@link JavaScan} has walked through. A class is asked for by name before it is
 * loaded; proxies are refused; what collections claim to hold is bounded by the length of the bytes. Runs no code of
 * what it reads but what that has for its own reading. Used by one thread.
 */
final class JavaInput extends ObjectInputStream {
    private static final Map<String, Class<?>> PRIMITIVES = Stream.of(
                    boolean.class,
                    byte.class,
                    char.class,
                    short.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class,
                    void.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, type -> type));

    private final CodecContext context;
    private final ReadBudget budget;

    JavaInput(InputStream bytes, CodecContext context, ReadBudget budget) throws IOException {
        super(bytes);
        this.context = context;
        this.budget = budget;
        ObjectInputFilter ofTheJvm = getObjectInputFilter();
        setObjectInputFilter(ObjectInputFilter.merge(this::judge, ofTheJvm));
    }

    /**
     * Called for arrays, also those that a collection is about to make. Classes have passed the class filter by name,
     * all that the bytes name; what an allowed class has in place of what was read is its own affair.
     */
    private Status judge(FilterInfo info) {
        if (info.arrayLength() >= 0) {
            budget.claim(info.arrayLength());
        }
        return Status.UNDECIDED;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) {
        Class<?> primitive = PRIMITIVES.get(description.getName());
        return primitive == null ? context.filter().load(description.getName(), context.loader()) : primitive;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) {
        context.filter().check("java.lang.reflect.Proxy");
        throw new CodecException(UnreadableReason.REFUSED_CLASS, "it holds a dynamic proxy", null);
    }
}
