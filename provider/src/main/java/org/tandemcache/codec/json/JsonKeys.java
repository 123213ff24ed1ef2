package org.tandemcache.codec.json;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.Year;
import java.time.YearMonth;
import java.util.Set;
import java.util.UUID;
import org.tandemcache.codec.types.JdkValueTypes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/**
 * Keys of maps, which JSON writes as text and reads by the type that is declared for them: so texts anywhere, and some
 * types where they are declared. Thread-safe.
 */
final class JsonKeys extends ValueSerializer<Object> {
    private static final Set<Class<?>> EXACT = Set.of(
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            UUID.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            Year.class,
            YearMonth.class,
            Month.class,
            DayOfWeek.class);

    private final ValueSerializer<Object> serializer;
    private final Class<?> declared;

    /** @param declared the type of keys */
    @SuppressWarnings("unchecked") // Jackson calls it with objects of its type
    JsonKeys(ValueSerializer<?> serializer, Class<?> declared) {
        this.serializer = (ValueSerializer<Object>) serializer;
        this.declared = declared;
    }

    @Override
    public void serialize(Object key, JsonGenerator generator, SerializationContext context) {
        if (!(key instanceof String) && !isRead(key)) {
            throw JsonProver.refused(
                    key, "as the key of a map, declared as " + declared.getName() + ", is read as text");
        }
        serializer.serialize(key, generator, context);
    }

    private boolean isRead(Object key) {
        if (key instanceof Enum<?> constant) {
            return declared == constant.getDeclaringClass() || declared == Enum.class; // an EnumMap tells its own
        }
        return declared == key.getClass()
                && (EXACT.contains(declared) || !JdkValueTypes.isJdk(declared.getPackageName()));
    }
}
