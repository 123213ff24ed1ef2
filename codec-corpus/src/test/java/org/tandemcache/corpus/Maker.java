package org.tandemcache.corpus;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.KeyRep;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes an object of a class of the JDK by what its public members offer, the same one in each JVM. */
final class Maker {
    private static final StackTraceElement[] TRACE = {new StackTraceElement("com.acme.Shop", "sell", "Shop.java", 7)};
    private static final int DEEPEST = 2;

    private Maker() {}

    /** Null if no member makes one. */
    static @Nullable Object make(Class<?> type) {
        Object made = make(type, 0);
        for (Throwable thrown = made instanceof Throwable first ? first : null;
                thrown != null;
                thrown = thrown.getCause()) {
            thrown.setStackTrace(TRACE);
        }
        return made;
    }

    private static @Nullable Object make(Class<?> type, int depth) {
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants.length == 0 ? null : constants[constants.length - 1];
        }
        if (type == KeyRep.class) { // anything else is no key
            return new KeyRep(KeyRep.Type.SECRET, "AES", "RAW", new byte[16]);
        }
        Object constant = constant(type);
        if (constant != null) {
            return constant;
        }
        List<Executable> makers = new ArrayList<>();
        Constructor<?>[] constructors = type.getConstructors();
        Arrays.sort(constructors, Maker::preferred);
        makers.addAll(List.of(constructors));
        Method[] methods = Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type)
                .toArray(Method[]::new);
        Arrays.sort(methods, Maker::preferred);
        makers.addAll(List.of(methods));
        for (Executable maker : makers) {
            Object made = Modifier.isAbstract(type.getModifiers()) && maker instanceof Constructor
                    ? null
                    : called(maker, depth);
            if (made != null) {
                return made;
            }
        }
        return null;
    }

    private static @Nullable Object constant(Class<?> type) {
        Field[] fields = type.getFields();
        Arrays.sort(fields, Comparator.comparing(Field::getName));
        for (Field field : fields) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == type) {
                try {
                    return field.get(null);
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return null;
    }

    /** Those of more parameters first: their objects have more content. */
    private static int preferred(Executable one, Executable other) {
        int parameters = Integer.compare(other.getParameterCount(), one.getParameterCount());
        return parameters != 0 ? parameters : one.toString().compareTo(other.toString());
    }

    private static @Nullable Object called(Executable maker, int depth) {
        Object[] arguments = new Object[maker.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            Object argument = argument(maker.getParameterTypes()[i], depth);
            if (argument == null) {
                return null;
            }
            arguments[i] = argument;
        }
        try {
            return maker instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) maker).invoke(null, arguments);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return null; // these arguments won't do
        }
    }

    private static @Nullable Object argument(Class<?> type, int depth) {
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == double.class) {
            return 1.5;
        } else if (type == float.class) {
            return 1.5f;
        } else if (type == boolean.class) {
            return true;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == short.class) {
            return (short) 1;
        } else if (type == char.class) {
            return 'a';
        }
        for (Object ready : READY) {
            if (type.isInstance(ready)) {
                return ready;
            }
        }
        if (type.isArray()) {
            Object element = argument(type.getComponentType(), depth);
            Object array = Array.newInstance(type.getComponentType(), element == null ? 0 : 1);
            if (element != null) {
                Array.set(array, 0, element);
            }
            return array;
        }
        return depth < DEEPEST ? make(type, depth + 1) : null;
    }

    @SuppressWarnings("JavaUtilDate") // a type of values that users have
    private static final List<Object> READY = List.of(
            "1",
            new BigDecimal("1.50"),
            BigInteger.TEN,
            thrown(),
            String.class,
            new ArrayList<>(List.of("a")),
            Set.of("a"),
            new TreeMap<>(Map.of("a", "b")),
            new TreeSet<>(Set.of("a")),
            Locale.GERMANY,
            new Date(86_400_000),
            Instant.ofEpochSecond(1, 2),
            LocalDate.of(2026, 1, 2),
            LocalTime.of(1, 2, 3),
            LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6),
            ZoneOffset.UTC,
            ZoneId.of("Europe/Zurich"),
            TimeZone.getTimeZone("Europe/Zurich"),
            Comparator.reverseOrder());

    static Throwable thrown() {
        Throwable thrown = new IllegalStateException("state");
        thrown.setStackTrace(TRACE);
        return thrown;
    }
}
