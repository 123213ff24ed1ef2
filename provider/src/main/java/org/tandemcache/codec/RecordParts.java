package org.tandemcache.codec;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;

/** The components of a record, past its accessors, which are user code. */
final class RecordParts {
    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Field[] fields = new Field[components.length];
            for (int i = 0; i < fields.length; i++) {
                try {
                    fields[i] = type.getDeclaredField(components[i].getName());
                } catch (NoSuchFieldException e) {
                    throw new IllegalStateException(e);
                }
                fields[i].setAccessible(true);
            }
            return fields;
        }
    };

    private RecordParts() {}

    static Object[] of(Record object) {
        Field[] fields = FIELDS.get(object.getClass());
        Object[] parts = new Object[fields.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                parts[i] = fields[i].get(object);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return parts;
    }
}
