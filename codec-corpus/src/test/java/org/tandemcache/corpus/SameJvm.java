package org.tandemcache.corpus;

import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.ValueFormat;

/** A value that is written and read by one node, which knows of its classes by writing it alone. */
final class SameJvm {
    private SameJvm() {}

    static Outcome outcome(Column column, Specimen specimen) {
        Object value = specimen.value();
        Class<?> type = column.type(value);
        ClassFilter filter = Formats.learning(type);
        ValueFormat format = Formats.values(column, type, filter);
        byte[] stored;
        try {
            stored = format.encode(value);
        } catch (CodecException e) {
            return Outcome.refused(e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return Outcome.raw(e);
        }
        return Outcome.read(format, stored, specimen);
    }
}
