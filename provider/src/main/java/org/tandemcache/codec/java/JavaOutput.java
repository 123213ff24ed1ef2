package org.tandemcache.codec.java;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.UnorderedTypes;
import org.tandemcache.codec.graph.LazyState;

/**
 * Java serialization that tells the class filter of each class, and refuses what no other JVM knows. Used by one
 * thread.
 */
public class JavaOutput extends ObjectOutputStream {
    private final CodecContext context;

    public JavaOutput(OutputStream bytes, CodecContext context) throws IOException {
        super(bytes);
        this.context = context;
    }

    @Override
    protected void annotateClass(Class<?> type) {
        if (type.getName().equals("java.lang.invoke.SerializedLambda")) {
            throw new CodecException(
                    "it holds a lambda or method reference, which other JVMs don't know: use a named class, or an"
                            + " enum",
                    null);
        }
        LazyState.refuseReference(type);
        if (context.canonical()) {
            UnorderedTypes.refuse(type);
        }
        context.filter().writing(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
        assert Proxy.isProxyClass(type);
        throw new CodecException("it holds a dynamic proxy, which other JVMs don't know", null);
    }
}
