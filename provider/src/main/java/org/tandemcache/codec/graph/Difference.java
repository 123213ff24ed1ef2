package org.tandemcache.codec.graph;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Where a value that was decoded differs from the one that was encoded. Asks {@code equals} where the JDK or the class
 * defines it, but no class of a value that holds something which an ORM loads on demand: to ask could be to load. Other
 * objects are compared by their fields, arrays by content, collections of the JDK by elements and order. What can't be
 * compared counts as equal. Used once.
 */
public final class Difference {
    private final IdentityHashMap<Object, Object> seen = new IdentityHashMap<>();
    private final boolean asking;
    private final boolean exact;

    private Difference(boolean asking, boolean exact) {
        this.asking = asking;
        this.exact = exact;
    }

    /**
     * Where and how the second object differs from the first; null if it does not.
     *
     * @param exact whether collections must be of the same class, in place of the same kind, and what can't be compared
     *     counts as different
     */
    public static @Nullable String between(Object written, Object read, boolean exact) {
        String root = written.getClass().getSimpleName();
        return new Difference(!LoadedOnDemand.isWithin(written), exact).at(root, written, read);
    }

    private @Nullable String at(String place, @Nullable Object written, @Nullable Object read) {
        if (written == read) {
            return null;
        }
        if (written != null && isLazy(written)) {
            return null; // to ask it for anything could be to load it
        }
        if (written == null || read == null) {
            return place + ": " + shown(read) + " in place of " + shown(written);
        }
        if (seen.put(written, read) != null) {
            return null;
        }
        Class<?> type = written.getClass();
        boolean ofTheJdk = JdkValueTypes.isJdk(type.getPackageName());
        if (exact && type != read.getClass()) {
            return kind(place, written, read);
        } else if (type.isArray()) {
            return type == read.getClass() ? elements(place, written, read) : kind(place, written, read);
        } else if (written instanceof Collection<?> elements && ofTheJdk) {
            return read instanceof Collection<?> others
                    ? collection(place, elements, others)
                    : kind(place, written, read);
        } else if (written instanceof Map<?, ?> map && ofTheJdk) {
            return read instanceof Map<?, ?> other ? map(place, map, other) : kind(place, written, read);
        } else if (type != read.getClass()) {
            return kind(place, written, read);
        }
        return ofTheJdk ? ofTheJdk(place, written, read) : ofOthers(place, written, read);
    }

    private static boolean isLazy(Object object) {
        LazyState state = LazyState.of(object.getClass());
        return state.isCollection() || state.isReference();
    }

    // ---------------------------------------------------------------------------------------------------- objects

    private @Nullable String ofTheJdk(String place, Object written, Object read) {
        if (written instanceof Optional<?> optional) {
            return at(place + ".get", optional.orElse(null), ((Optional<?>) read).orElse(null));
        } else if (written instanceof AtomicReference<?> reference) {
            return at(place + ".get", reference.get(), ((AtomicReference<?>) read).get());
        } else if (written instanceof Map.Entry<?, ?> entry) {
            String key = at(place + ".key", entry.getKey(), ((Map.Entry<?, ?>) read).getKey());
            return key != null ? key : at(place + ".value", entry.getValue(), ((Map.Entry<?, ?>) read).getValue());
        } else if (written instanceof Throwable thrown) {
            return throwable(place, thrown, (Throwable) read);
        } else if (written instanceof Pattern pattern) {
            return same(place, pattern.pattern() + pattern.flags(), read + "" + ((Pattern) read).flags());
        } else if (definesEquals(written.getClass())) {
            return written.equals(read) ? null : place + ": " + shown(read) + " in place of " + shown(written);
        } else if (written instanceof CharSequence || written instanceof Number || written instanceof AtomicBoolean) {
            return same(place, written.toString(), read.toString());
        }
        return exact ? place + ": nobody can tell whether what comes back is the same" : null;
    }

    private @Nullable String throwable(String place, Throwable written, Throwable read) {
        if (!Objects.equals(written.getMessage(), read.getMessage())) {
            return place + ": another message";
        }
        String trace = elements(place + ".stackTrace", written.getStackTrace(), read.getStackTrace());
        String cause = trace != null ? trace : at(place + ".cause", written.getCause(), read.getCause());
        return cause != null ? cause : elements(place + ".suppressed", written.getSuppressed(), read.getSuppressed());
    }

    private @Nullable String ofOthers(String place, Object written, Object read) {
        if (written instanceof Enum<?>) {
            return place + ": " + shown(read) + " in place of " + shown(written);
        }
        if (asking && definesEquals(written.getClass())) {
            if (written.equals(read)) {
                return null;
            }
            String inside = fields(place, written, read);
            return inside != null ? inside : place + ": equals says that what comes back is another one";
        }
        if (written instanceof Throwable thrown) {
            String found = throwable(place, thrown, (Throwable) read);
            if (found != null) {
                return found;
            }
        }
        boolean closed = written instanceof Collection || written instanceof Map;
        return closed ? null : fields(place, written, read);
    }

    private @Nullable String fields(String place, Object written, Object read) {
        for (Class<?> each = written.getClass();
                each != null && !JdkValueTypes.isJdk(each.getPackageName());
                each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && field.trySetAccessible()) {
                    String found = at(place + '.' + field.getName(), content(field, written), content(field, read));
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable Object content(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean definesEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    // ------------------------------------------------------------------------------------------------- containers

    private @Nullable String elements(String place, Object written, Object read) {
        int length = Array.getLength(written);
        if (length != Array.getLength(read)) {
            return place + ": " + Array.getLength(read) + " elements in place of " + length;
        }
        if (written.getClass().getComponentType().isPrimitive()) {
            return Objects.deepEquals(written, read) ? null : place + ": other elements";
        }
        for (int i = 0; i < length; i++) {
            String found = at(place + '[' + i + ']', Array.get(written, i), Array.get(read, i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String collection(String place, Collection<?> written, Collection<?> read) {
        if (written.size() != read.size()) {
            return place + ": " + read.size() + " elements in place of " + written.size();
        }
        if (written instanceof Set != read instanceof Set || written instanceof List != read instanceof List) {
            return kind(place, written, read);
        }
        if (written instanceof SortedSet<?> sorted) {
            String found =
                    order(place, sorted.comparator(), read instanceof SortedSet<?> s ? s.comparator() : null, read);
            if (found != null) {
                return found;
            }
        }
        if (written instanceof Set && !(written instanceof LinkedHashSet || written instanceof SortedSet)) {
            return asking && !read.containsAll(written) && written.stream().allMatch(Difference::isComparable)
                    ? place + ": other elements"
                    : null;
        }
        Iterator<?> others = read.iterator();
        int i = 0;
        for (Object element : written) {
            String found = at(place + '[' + i++ + ']', element, others.next());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean isComparable(@Nullable Object element) {
        return element == null || (!element.getClass().isArray() && definesEquals(element.getClass()));
    }

    private @Nullable String map(String place, Map<?, ?> written, Map<?, ?> read) {
        if (written.size() != read.size()) {
            return place + ": " + read.size() + " entries in place of " + written.size();
        }
        if (written instanceof SortedMap<?, ?> sorted) {
            String found =
                    order(place, sorted.comparator(), read instanceof SortedMap<?, ?> s ? s.comparator() : null, read);
            if (found != null) {
                return found;
            }
        }
        if (written instanceof SortedMap || written instanceof LinkedHashMap) {
            return entries(place, written, read);
        }
        if (!asking) {
            return null;
        }
        for (Map.Entry<?, ?> entry : written.entrySet()) {
            String found = isComparable(entry.getKey()) ? entry(place, entry, read) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String entry(String place, Map.Entry<?, ?> written, Map<?, ?> read) {
        Object key = written.getKey();
        return read.containsKey(key)
                ? at(place + '[' + shown(key) + ']', written.getValue(), read.get(key))
                : place + ": no key " + shown(key);
    }

    private @Nullable String entries(String place, Map<?, ?> written, Map<?, ?> read) {
        Iterator<? extends Map.Entry<?, ?>> others = read.entrySet().iterator();
        for (Map.Entry<?, ?> entry : written.entrySet()) {
            Map.Entry<?, ?> other = others.next();
            String found = at(place + ".keys", entry.getKey(), other.getKey());
            if (found == null) {
                found = at(place + '[' + shown(entry.getKey()) + ']', entry.getValue(), other.getValue());
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String order(
            String place, @Nullable Comparator<?> written, @Nullable Comparator<?> read, Object other) {
        boolean natural = written == null || written.equals(Comparator.naturalOrder());
        if (natural || read != null) {
            return null;
        }
        return place + ": " + other.getClass().getName() + " without the comparator";
    }

    // ------------------------------------------------------------------------------------------------------- texts

    private static @Nullable String same(String place, String written, String read) {
        return written.equals(read) ? null : place + ": " + read + " in place of " + written;
    }

    private static String kind(String place, Object written, Object read) {
        return place + ": a " + read.getClass().getName() + " in place of a "
                + written.getClass().getName();
    }

    /** Values themselves may be secrets: only types are told. */
    private static String shown(@Nullable Object object) {
        return object == null ? "null" : "a " + object.getClass().getSimpleName();
    }
}
