package org.tandemcache.codec.format;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/**
 * Knows which objects can't be changed, so that all callers may share one: text, boxed and big numbers, UUID, URI,
 * Locale, Currency, {@code java.time}, enums, records whose components are declared with such types, and what the user
 * names. Judged by the exact class. Thread-safe.
 */
public final class ImmutableTypes implements Predicate<Object> {
    private static final Set<Class<?>> KNOWN = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class);

    private final Set<Class<?>> named;
    private final ConcurrentMap<Class<?>, Boolean> judged = new ConcurrentHashMap<>();

    /** @param named classes that the user vouches for; not their subclasses */
    public ImmutableTypes(Set<Class<?>> named) {
        this.named = Set.copyOf(named);
    }

    @Override
    public boolean test(Object value) {
        return isImmutable(value.getClass());
    }

    private boolean isImmutable(Class<?> type) {
        if (KNOWN.contains(type) || named.contains(type)) {
            return true;
        }
        Boolean known = judged.get(type);
        if (known == null) {
            judged.put(type, false); // for a record that holds itself
            known = judge(type);
            judged.put(type, known);
        }
        return known;
    }

    private boolean judge(Class<?> type) {
        if (type.isPrimitive() || type.isEnum() || Enum.class.isAssignableFrom(type)) {
            return true;
        }
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .allMatch(this::isImmutable);
        }
        return type.getPackageName().equals("java.time");
    }
}
