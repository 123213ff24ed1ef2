package org.tandemcache.codec.java;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.JavaPart;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Java deserialization of a stream that {@link JavaScan} has walked through. A class is asked for by name before it is
 * loaded; proxies are refused; what collections claim to hold is bounded by the length of the bytes. Runs no code of
 * what it reads but what that has for its own reading. Used by one thread.
 */
final class JavaInput extends ObjectInputStream {

    private final CodecContext context;
    private final ReadBudget budget;
    private final Object @Nullable [] parts;

    /** @param parts what stands beside the stream for each {@link JavaPart} in it; null where there are none */
    JavaInput(InputStream bytes, CodecContext context, ReadBudget budget, Object @Nullable [] parts)
            throws IOException {
        super(bytes);
        this.context = context;
        this.budget = budget;
        this.parts = parts;
        enableResolveObject(parts != null);
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
        String name = description.getName();
        if (parts != null && name.equals(JavaPart.NAME)) {
            return JavaPart.class;
        }
        Class<?> primitive = JdkValueTypes.primitiveClass(name);
        return primitive == null ? context.filter().load(name, context.loader()) : primitive;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) {
        context.filter().check("java.lang.reflect.Proxy");
        throw new CodecException(UnreadableReason.REFUSED_CLASS, "it holds a dynamic proxy", null);
    }

    @Override
    protected Object resolveObject(Object object) {
        return object instanceof JavaPart part && parts != null ? parts[part.index()] : object;
    }
}
