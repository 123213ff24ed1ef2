package org.tandemcache.codec.java;

import static java.io.ObjectStreamConstants.SC_BLOCK_DATA;
import static java.io.ObjectStreamConstants.SC_ENUM;
import static java.io.ObjectStreamConstants.SC_EXTERNALIZABLE;
import static java.io.ObjectStreamConstants.SC_SERIALIZABLE;
import static java.io.ObjectStreamConstants.SC_WRITE_METHOD;
import static java.io.ObjectStreamConstants.STREAM_MAGIC;
import static java.io.ObjectStreamConstants.STREAM_VERSION;
import static java.io.ObjectStreamConstants.TC_ARRAY;
import static java.io.ObjectStreamConstants.TC_BLOCKDATA;
import static java.io.ObjectStreamConstants.TC_BLOCKDATALONG;
import static java.io.ObjectStreamConstants.TC_CLASS;
import static java.io.ObjectStreamConstants.TC_CLASSDESC;
import static java.io.ObjectStreamConstants.TC_ENDBLOCKDATA;
import static java.io.ObjectStreamConstants.TC_ENUM;
import static java.io.ObjectStreamConstants.TC_LONGSTRING;
import static java.io.ObjectStreamConstants.TC_NULL;
import static java.io.ObjectStreamConstants.TC_OBJECT;
import static java.io.ObjectStreamConstants.TC_PROXYCLASSDESC;
import static java.io.ObjectStreamConstants.TC_REFERENCE;
import static java.io.ObjectStreamConstants.TC_STRING;
import static java.io.ObjectStreamConstants.baseWireHandle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.JavaPart;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Walks through a stream of Java serialization before any object of it is made, by the grammar of the <a
 * href="https://docs.oracle.com/en/java/javase/17/docs/specs/serialization/protocol.html">protocol</a>: that its
 * classes pass the filter, that its arrays are there, and what the hash codes of its objects may cost. An object weighs
 * what a walk through all that it refers to would visit, shared parts counted each time; whatever is no list or array
 * may ask all its parts for their hash codes once while it is read. Used once.
 */
final class JavaScan {
    static final int DEEPEST_GRAPH = 1_000;

    /** Classes that write no default fields, though they have some: known once the walk went wrong behind them. */
    private static final int MOST_ATTEMPTS = 9;

    /** Lists ask their elements for nothing while they are read. */
    private static final Set<String> WITHOUT_HASHING = Set.of(
            "java.util.ArrayList",
            "java.util.LinkedList",
            "java.util.Arrays$ArrayList",
            "java.util.ArrayDeque",
            "java.util.Vector",
            "java.util.Stack",
            "java.util.concurrent.CopyOnWriteArrayList");

    private static final String COPIES = "java.util.Collections$CopiesList";

    /**
     * A class as the stream tells it.
     *
     * @param primitiveBytes how many bytes its primitive fields take; those of its other fields follow
     * @param copiesAt where among them a list of copies has its number; -1 in other classes
     */
    private record Description(
            String name,
            int flags,
            int primitiveBytes,
            int references,
            int copiesAt,
            @Nullable Description parent) {
        boolean writesMore() {
            return (flags & SC_WRITE_METHOD) != 0;
        }
    }

    /** What a handle stands for: a class, or an object with its weight, which is 1 while it is incomplete. */
    private static final class Handle {
        private @Nullable Description description;
        private long weight = 1;
    }

    private final ByteBuffer bytes;
    private final ClassFilter filter;
    private final ReadBudget budget;
    private final Set<String> withoutFields;
    private final @Nullable IntToLongFunction beside;
    private final List<Handle> handles = new ArrayList<>();
    private @Nullable String doubtful;
    private long work;
    private int depth;

    private JavaScan(
            ByteBuffer bytes,
            ClassFilter filter,
            ReadBudget budget,
            Set<String> withoutFields,
            @Nullable IntToLongFunction beside) {
        this.bytes = bytes;
        this.filter = filter;
        this.budget = budget;
        this.withoutFields = withoutFields;
        this.beside = beside;
    }

    /**
     * Walks through one stream.
     *
     * @param beside the weights of what each {@link JavaPart} stands for; null where there may be none
     * @throws CodecException if reading it would cost more than the budget has, if a class of it is refused, or if it
     *     is none
     */
    static void check(
            byte[] stream,
            int offset,
            int length,
            ClassFilter filter,
            ReadBudget budget,
            @Nullable IntToLongFunction beside) {
        Set<String> withoutFields = new HashSet<>();
        for (int attempt = 1; ; attempt++) {
            JavaScan scan =
                    new JavaScan(ByteBuffer.wrap(stream, offset, length), filter, budget, withoutFields, beside);
            try {
                scan.whole();
                budget.visit(scan.work);
                return;
            } catch (BufferUnderflowException | MalformedException e) {
                if (scan.doubtful == null || attempt == MOST_ATTEMPTS || !withoutFields.add(scan.doubtful)) {
                    throw new CodecException("they are no stream of Java serialization: " + e, e);
                }
            }
        }
    }

    private static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String what) {
            super(what);
        }
    }

    private void whole() {
        if (bytes.getShort() != STREAM_MAGIC || bytes.getShort() != STREAM_VERSION) {
            throw new MalformedException("no header");
        }
        content(bytes.get());
        if (bytes.hasRemaining()) {
            throw new MalformedException("it goes on after the object");
        }
    }

    /** What begins with a byte; its weight. */
    private long content(byte begin) {
        if (++depth > DEEPEST_GRAPH) {
            throw new CodecException(UnreadableReason.TOO_LARGE, "it is nested deeper than " + DEEPEST_GRAPH, null);
        }
        long weight = switch (begin) {
            case TC_NULL -> 1;
            case TC_REFERENCE -> handle().weight;
            case TC_STRING -> text(Short.toUnsignedLong(bytes.getShort()));
            case TC_LONGSTRING -> text(bytes.getLong());
            case TC_OBJECT -> object(description());
            case TC_ARRAY -> array(description());
            case TC_ENUM -> constant(description());
            case TC_CLASS -> type();
            default -> throw new MalformedException("an object begins with " + begin);
        };
        depth--;
        return weight;
    }

    private Handle handle() {
        int index = bytes.getInt() - baseWireHandle;
        if (index < 0 || index >= handles.size()) {
            throw new MalformedException("a reference to nothing");
        }
        return handles.get(index);
    }

    private Handle newHandle() {
        Handle handle = new Handle();
        handles.add(handle);
        return handle;
    }

    private long text(long length) {
        newHandle();
        skip(length);
        return 1;
    }

    private void skip(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        bytes.position(bytes.position() + (int) length);
    }

    private long constant(@Nullable Description ignored) {
        newHandle();
        content(bytes.get());
        return 1;
    }

    private long type() {
        description();
        newHandle();
        return 1;
    }

    // ---------------------------------------------------------------------------------------------------- classes

    private @Nullable Description description() {
        byte begin = bytes.get();
        switch (begin) {
            case TC_NULL -> {
                return null;
            }
            case TC_REFERENCE -> {
                Description known = handle().description;
                if (known == null) {
                    throw new MalformedException("a class that is none");
                }
                return known;
            }
            case TC_CLASSDESC -> {
                if (++depth > DEEPEST_GRAPH) {
                    throw new MalformedException("classes of classes");
                }
                Description described = newDescription();
                depth--;
                return described;
            }
            case TC_PROXYCLASSDESC -> {
                filter.check("java.lang.reflect.Proxy");
                throw new CodecException(UnreadableReason.REFUSED_CLASS, "it holds a dynamic proxy", null);
            }
            default -> throw new MalformedException("a class begins with " + begin);
        }
    }

    private Description newDescription() {
        String name = utf();
        if (beside == null || !name.equals(JavaPart.NAME)) {
            filter.check(name);
        }
        bytes.getLong(); // serialVersionUID
        Handle handle = newHandle();
        int flags = bytes.get();
        int references = 0;
        int copiesAt = -1;
        int size = 0;
        for (int fields = Short.toUnsignedInt(bytes.getShort()); fields > 0; fields--) {
            char type = (char) bytes.get();
            String field = utf();
            if (type == 'L' || type == '[') {
                references++;
                content(bytes.get());
            } else {
                copiesAt = name.equals(COPIES) && field.equals("n") ? size : copiesAt;
                size += width(type);
            }
        }
        annotation();
        Description described = new Description(name, flags, size, references, copiesAt, description());
        handle.description = described;
        return described;
    }

    private static int width(char type) {
        return switch (type) {
            case 'B', 'Z' -> 1;
            case 'C', 'S' -> 2;
            case 'I', 'F' -> 4;
            case 'J', 'D' -> 8;
            default -> throw new MalformedException("a field of type " + type);
        };
    }

    private String utf() {
        int length = Short.toUnsignedInt(bytes.getShort());
        int from = bytes.position();
        skip(length);
        return new String(bytes.array(), bytes.arrayOffset() + from, length, StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------------------------------------------- objects

    private long object(@Nullable Description description) {
        Handle handle = newHandle();
        if (description == null || (description.flags & SC_ENUM) != 0) {
            throw new MalformedException("an object without a class");
        }
        if (beside != null && description.name.equals(JavaPart.NAME)) {
            return weigh(handle, beside.applyAsLong(bytes.getInt()) - 1);
        }
        long parts = (description.flags & SC_EXTERNALIZABLE) == 0 ? data(description) : external(description);
        if (!WITHOUT_HASHING.contains(description.name)) {
            work += parts;
            checked(work);
        }
        return weigh(handle, parts);
    }

    private long external(Description description) {
        if ((description.flags & SC_BLOCK_DATA) == 0) {
            throw new MalformedException("data of the first version of the protocol");
        }
        return annotation();
    }

    /** The fields of a class and its superclasses, which come first; the sum of their weights. */
    private long data(Description description) {
        long parts = description.parent == null ? 0 : data(description.parent);
        if ((description.flags & SC_SERIALIZABLE) == 0) {
            return parts;
        }
        if (hasFields(description)) {
            int from = bytes.position();
            skip(description.primitiveBytes);
            long referred = 0;
            for (int i = 0; i < description.references; i++) {
                referred = checked(referred + content(bytes.get()));
            }
            parts += description.copiesAt < 0 ? referred : referred * copies(from + description.copiesAt);
        }
        return checked(description.writesMore() ? parts + annotation() : parts);
    }

    private boolean hasFields(Description description) {
        boolean fields = description.primitiveBytes + description.references > 0;
        if (fields && description.writesMore() && !JdkValueTypes.contains(description.name)) {
            if (withoutFields.contains(description.name)) {
                return false;
            }
            doubtful = description.name;
        }
        return fields;
    }

    /** A list of copies has one element and a number. */
    private long copies(int at) {
        return Math.max(0, bytes.getInt(at));
    }

    /** What stands behind the fields; the sum of the weights. */
    private long annotation() {
        long parts = 0;
        for (byte begin = bytes.get(); begin != TC_ENDBLOCKDATA; begin = bytes.get()) {
            switch (begin) {
                case TC_BLOCKDATA -> skip(Byte.toUnsignedLong(bytes.get()));
                case TC_BLOCKDATALONG -> skip(bytes.getInt());
                default -> parts = checked(parts + content(begin));
            }
        }
        return parts;
    }

    private long array(@Nullable Description description) {
        Handle handle = newHandle();
        if (description == null || description.name.length() < 2) {
            throw new MalformedException("an array without a class");
        }
        int length = bytes.getInt();
        char type = description.name.charAt(1);
        if (type != 'L' && type != '[') {
            skip((long) length * width(type));
            return 1;
        }
        long parts = 0;
        for (int i = 0; i < length; i++) {
            parts = checked(parts + content(bytes.get()));
        }
        return weigh(handle, parts);
    }

    private long weigh(Handle handle, long parts) {
        handle.weight = 1 + parts;
        return handle.weight;
    }

    private long checked(long weight) {
        if (weight > budget.visits()) {
            budget.visit(weight); // tells why
        }
        return weight;
    }
}
