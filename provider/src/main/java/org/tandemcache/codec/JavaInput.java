package org.tandemcache.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/**
 * Java deserialization behind the class filter. A class is asked for by name before it is loaded; proxies are refused;
 * arrays, references and depth are bounded by the length of the bytes; containers are weighed ({@link GraphWeight})
 * before they become parts of others. Used by one thread.
 */
final class JavaInput extends ObjectInputStream {
    private static final int DEEPEST_GRAPH = 1_000;

    private final CodecContext context;
    private final int length;
    private final GraphWeight weight = new GraphWeight();

    JavaInput(InputStream bytes, int length, CodecContext context) throws IOException {
        super(bytes);
        this.context = context;
        this.length = length;
        enableResolveObject(true);
        ObjectInputFilter ofTheJvm = getObjectInputFilter();
        setObjectInputFilter(ObjectInputFilter.merge(this::judge, ofTheJvm));
    }

    private Status judge(FilterInfo info) {
        // a table of a map has up to 8/3 times as many slots as the map has entries, which take a byte each
        if (info.arrayLength() > 64 + 4L * length) {
            throw tooLarge("it claims an array of " + info.arrayLength() + " elements in " + length + " bytes");
        }
        if (info.depth() > DEEPEST_GRAPH) {
            throw tooLarge("it is nested deeper than " + DEEPEST_GRAPH);
        }
        Class<?> type = info.serialClass();
        if (type != null) {
            context.filter().check(type.getName());
        }
        return Status.UNDECIDED;
    }

    private static CodecException tooLarge(String why) {
        return new CodecException(UnreadableReason.TOO_LARGE, why, null);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) {
        return context.filter().load(description.getName(), context.loader());
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) {
        context.filter().check("java.lang.reflect.Proxy");
        throw new CodecException(UnreadableReason.REFUSED_CLASS, "it holds a dynamic proxy", null);
    }

    /** Called for each object when it is complete. */
    @Override
    protected Object resolveObject(Object object) {
        if (object instanceof Record record) {
            weight.completed(object, RecordParts.of(record));
        } else {
            weight.completed(object);
        }
        return object;
    }
}
