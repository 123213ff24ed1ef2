package org.tandemcache.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value has come back as it was: of the same class, or of that which plain Java serialization gives; equal
 * where its class defines that, else of equal parts; with what {@code equals} does not see, such as comparators,
 * capacities and the order of what has one. Used once, by one thread.
 */
final class Sameness {
    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{4,}");

    private final IdentityHashMap<Object, Object> met = new IdentityHashMap<>();

    private Sameness() {}

    /** What differs, or null. */
    static @Nullable String difference(Object original, Object back, Function<Object, ?> probe) {
        String found = straight(original, back, probe);
        if (found == null) {
            return null;
        }
        // Some classes lose something by their own serialization, and mean to.
        Object copy = javaCopy(original);
        return copy != null
                        && straight(original, copy, probe) != null
                        && (found.equals(straight(original, copy, probe)) || straight(copy, back, probe) == null)
                ? null
                : found;
    }

    private static @Nullable String straight(Object original, Object back, Function<Object, ?> probe) {
        try {
            String found = new Sameness().compared("value", original, back);
            if (found == null && !Objects.deepEquals(probe.apply(original), probe.apply(back))) {
                return "it answers " + probe.apply(back) + " in place of " + probe.apply(original);
            }
            return found;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return "it fails when it is looked at: " + e;
        }
    }

    private @Nullable String compared(String at, @Nullable Object original, @Nullable Object back) {
        if (original == back) {
            return null;
        }
        if (original == null || back == null) {
            return at + " is " + back + " in place of " + original;
        }
        if (met.put(original, back) != null) {
            return null; // a cycle, or a part that is there twice
        }
        Object expected = original;
        if (original.getClass() != back.getClass() && !areImmutableLists(original, back)) {
            expected = javaCopy(original);
            if (expected == null || expected.getClass() != back.getClass()) {
                return at + " is a " + back.getClass().getName() + " in place of a "
                        + original.getClass().getName();
            }
        }
        if (original.getClass().isArray()) {
            return elements(at, listed(original), listed(back));
        }
        String facet = facets(at, original, back);
        return facet != null ? facet : content(at, expected, back);
    }

    /** A part of a list of {@code List.of} is such a list itself. */
    private static boolean areImmutableLists(Object original, Object back) {
        return original instanceof List
                && back instanceof List
                && original.getClass().getNestHost() == back.getClass().getNestHost();
    }

    private static List<Object> listed(Object array) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            list.add(Array.get(array, i));
        }
        return list;
    }

    private @Nullable String elements(String at, Collection<?> original, Collection<?> back) {
        if (original.size() != back.size()) {
            return at + " has " + back.size() + " elements in place of " + original.size();
        }
        int i = 0;
        Iterator<?> others = back.iterator();
        for (Object element : original) {
            String found = compared(at + "[" + i++ + "]", element, others.next());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    // ------------------------------------------------------------------------------------------------------ content

    /** Of a collection that needs a database, its fields alone. */
    private static boolean isPersistent(Object object) {
        return object.getClass().getName().startsWith("org.hibernate.");
    }

    private @Nullable String content(String at, Object original, Object back) {
        if (original instanceof Throwable thrown) {
            return throwable(at, thrown, (Throwable) back);
        }
        if (isPersistent(original)) {
            return fields(at, original, back);
        }
        if (definesEquals(original.getClass()) && areEqual(original, back)) {
            return back.equals(original)
                    ? hasSameHash(original, back) ? null : at + " has another hash code"
                    : at + " is equal one way only";
        }
        if (original instanceof Map<?, ?> map && back instanceof Map<?, ?> other) {
            String keys = elements(at + ".keys", map.keySet(), other.keySet());
            return keys != null ? keys : elements(at, map.values(), other.values());
        }
        if (original instanceof Collection<?> collection && back instanceof Collection<?> other) {
            return elements(at, collection, other);
        }
        if (definesEquals(original.getClass()) && !original.getClass().isRecord()) {
            return at + " is not equal: " + back + " in place of " + original;
        }
        return isJdk(original.getClass()) ? closed(at, original, back) : fields(at, original, back);
    }

    /** Whether they say so; what holds itself can't say. */
    private static boolean areEqual(Object original, Object back) {
        try {
            return original.equals(back);
        } catch (StackOverflowError e) {
            return false;
        }
    }

    /** As the original, or as its copy: some of the JDK change their hash code by their serialization. */
    private static boolean hasSameHash(Object original, Object back) {
        Object copy = original.hashCode() == back.hashCode() ? original : javaCopy(original);
        return copy != null && copy.hashCode() == back.hashCode();
    }

    private @Nullable String throwable(String at, Throwable original, Throwable back) {
        if (!Objects.equals(original.getMessage(), back.getMessage())
                || !Arrays.equals(original.getStackTrace(), back.getStackTrace())) {
            return at + " has another message or stack trace: " + back;
        }
        String cause = compared(at + ".cause", original.getCause(), back.getCause());
        return cause != null
                ? cause
                : elements(
                        at + ".suppressed",
                        Arrays.asList(original.getSuppressed()),
                        Arrays.asList(back.getSuppressed()));
    }

    /** Objects of the JDK without equals. */
    private static @Nullable String closed(String at, Object original, Object back) {
        if (!IDENTITY.matcher(original.toString()).find()) {
            return original.toString().equals(back.toString()) ? null : at + " is " + back + " in place of " + original;
        }
        byte[] one = serialized(original);
        return one == null || Arrays.equals(one, serialized(back)) ? null : at + " has another content";
    }

    /** Else what is transient is nobody's. */
    private static boolean hasSerializationOfItsOwn(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().matches("readObject|readExternal|readResolve|writeReplace"));
    }

    private @Nullable String fields(String at, Object original, Object back) {
        Object copy = javaCopy(original);
        for (Class<?> type = original.getClass(); type != null && !isJdk(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Object source = Modifier.isTransient(field.getModifiers()) ? copy : original;
                if (Modifier.isStatic(field.getModifiers())
                        || source == null
                        || (source == copy && !hasSerializationOfItsOwn(type))) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    String found = compared(at + "." + field.getName(), field.get(source), field.get(back));
                    if (found != null) {
                        return found;
                    }
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return null;
    }

    // ------------------------------------------------------------------------------------- what equals does not see

    private @Nullable String facets(String at, Object original, Object back) {
        if (original instanceof SortedSet<?> set) {
            return comparators(at, set.comparator(), ((SortedSet<?>) back).comparator());
        } else if (original instanceof SortedMap<?, ?> map) {
            return comparators(at, map.comparator(), ((SortedMap<?, ?>) back).comparator());
        } else if (original instanceof PriorityQueue<?> queue) {
            return comparators(at, queue.comparator(), ((PriorityQueue<?>) back).comparator());
        } else if (original instanceof PriorityBlockingQueue<?> queue) {
            return comparators(at, queue.comparator(), ((PriorityBlockingQueue<?>) back).comparator());
        } else if (original instanceof BlockingQueue<?> queue) {
            int capacity = ((BlockingQueue<?>) back).remainingCapacity();
            return queue.remainingCapacity() == capacity ? null : at + " has another capacity: " + capacity;
        } else if (original instanceof Properties properties) {
            return ((Properties) back).stringPropertyNames().equals(properties.stringPropertyNames())
                    ? null
                    : at + " has other defaults";
        } else if (original.getClass() == LinkedHashMap.class) {
            return touched(original).equals(touched(back)) ? null : at + " has another mode of order";
        } else if (!(original instanceof Collection) && !(original instanceof Map)) {
            String text = original.toString();
            return IDENTITY.matcher(text).find()
                            || !definesEquals(original.getClass())
                            || text.equals(back.toString())
                            || !isJdk(original.getClass())
                    ? null
                    : at + " is " + back + " in place of " + text;
        }
        return null;
    }

    private @Nullable String comparators(String at, @Nullable Comparator<?> original, @Nullable Comparator<?> back) {
        return compared(at + ".comparator", original, back);
    }

    /** The order after its first key was asked for: another one in access order. */
    @SuppressWarnings("NonApiType") // clone
    private static String touched(Object map) {
        LinkedHashMap<?, ?> copy = (LinkedHashMap<?, ?>) ((LinkedHashMap<?, ?>) map).clone();
        if (!copy.isEmpty()) {
            Object unused = copy.get(copy.keySet().iterator().next());
        }
        return copy.keySet().toString();
    }

    // ---------------------------------------------------------------------------------------------------- the tools

    private static boolean definesEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isJdk(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }

    private static byte @Nullable [] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return null;
        }
        return bytes.toByteArray();
    }

    /** What plain Java serialization makes of it; null if it is none of its. */
    static @Nullable Object javaCopy(Object value) {
        byte[] bytes = value instanceof Serializable ? serialized(value) : null;
        if (bytes == null) {
            return null;
        }
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(java.io.ObjectStreamClass description)
                    throws IOException, ClassNotFoundException {
                try {
                    return Class.forName(
                            description.getName(), false, value.getClass().getClassLoader());
                } catch (ClassNotFoundException e) {
                    return super.resolveClass(description);
                }
            }
        }) {
            return input.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            return null;
        }
    }
}
