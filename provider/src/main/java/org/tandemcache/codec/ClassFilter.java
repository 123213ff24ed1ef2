package org.tandemcache.codec;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which classes may come out of stored bytes; one for all codecs of a cache. Asked by name, before a class is
 * loaded. Always allowed: value types of the JDK, the cache's declared types and the packages that these lie in, and
 * the patterns of the configuration. An array is allowed if its elements' class is. Thread-safe.
 *
 * <p>A class that is refused in a read is logged once, with the pattern that would allow it.
 */
public final class ClassFilter {
    private static final Logger log = LoggerFactory.getLogger(ClassFilter.class);

    /** So that forged names can't fill the log and the memory. */
    private static final int NAMES_LOGGED = 100;

    /** What is allowed beyond that. */
    public enum Mode {
        /** Classes that this JVM has itself encoded for this cache. */
        LEARNED,
        /** Nothing; and what is not allowed can't be written either. */
        STRICT,
        /** Everything. Whoever can write to Redis can then run code in this JVM. */
        ANY,
    }

    private final String cacheName;
    private final Mode mode;
    private final List<ClassPattern> patterns;
    private final Set<String> declared;
    private final Set<String> packages;
    private final Set<String> learned = ConcurrentHashMap.newKeySet();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /**
     * @param patterns as {@link ClassPattern} reads them: {@code com.acme.Car}, {@code com.acme.*}, {@code com.acme.**}
     * @param declared the cache's types of keys and values
     * @throws IllegalArgumentException if a pattern is malformed
     */
    public ClassFilter(String cacheName, Mode mode, List<String> patterns, Collection<Class<?>> declared) {
        this.cacheName = cacheName;
        this.mode = mode;
        this.patterns = patterns.stream().map(ClassPattern::parse).toList();
        this.declared = Set.copyOf(
                declared.stream().map(type -> element(type).getName()).toList());
        this.packages = Set.copyOf(declared.stream()
                .map(type -> element(type).getPackageName())
                .filter(name -> !JdkValueTypes.isJdk(name))
                .toList());
    }

    /** Whether a class may be read. Does not log. */
    public boolean allows(String className) {
        if (mode == Mode.ANY) {
            return true;
        }
        String name = element(className);
        return JdkValueTypes.contains(name)
                || declared.contains(name)
                || packages.contains(packageOf(name))
                || patterns.stream().anyMatch(pattern -> pattern.matches(name))
                || learned.contains(name);
    }

    /**
     * Lets only allowed classes through, when reading.
     *
     * @throws CodecException with {@link UnreadableReason#REFUSED_CLASS}
     */
    public void check(String className) {
        if (!allows(className)) {
            throw refused(element(className));
        }
    }

    /**
     * The class of a name that was read; not initialized.
     *
     * @throws CodecException if it is refused, then it was not loaded; or if it is not there
     */
    public Class<?> load(String className, ClassLoader loader) {
        check(className);
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new CodecException(
                    UnreadableReason.MISSING_CLASS, "its class " + className + " can't be loaded: " + e, e);
        }
    }

    /**
     * Has to be told of each class that is written, before it is.
     *
     * @throws CodecException in {@link Mode#STRICT}, if the class could not be read again
     */
    public void writing(Class<?> type) {
        if (mode == Mode.ANY) {
            return;
        }
        String name = element(type).getName();
        if (mode == Mode.LEARNED) {
            if (!learned.contains(name)) {
                learned.add(name);
            }
        } else if (!allows(name)) {
            throw new CodecException(
                    UnreadableReason.REFUSED_CLASS,
                    "the class filter of cache \"" + cacheName + "\" is strict and does not allow " + name
                            + ": allow \"" + suggestion(name) + "\" in its codec configuration",
                    null);
        }
    }

    private CodecException refused(String name) {
        if (logged.size() < NAMES_LOGGED && logged.add(name)) {
            log.warn(
                    "Cache \"{}\": the class filter refused {}, which a stored value names; the value counts as a miss."
                            + " If it is one of yours, allow \"{}\" in the cache's codec configuration",
                    cacheName,
                    name,
                    suggestion(name));
        }
        return new CodecException(
                UnreadableReason.REFUSED_CLASS,
                "the class filter refuses " + name + "; the pattern \"" + suggestion(name) + "\" would allow it",
                null);
    }

    private static String suggestion(String name) {
        String packageName = packageOf(name);
        return packageName.isEmpty() || JdkValueTypes.isJdk(packageName) ? name : packageName + ".**";
    }

    private static Class<?> element(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    /** The name of the innermost element of an array; of other classes the name itself. */
    private static String element(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            return name;
        }
        return name.startsWith("L", dimensions) && name.endsWith(";")
                ? name.substring(dimensions + 1, name.length() - 1)
                : JdkValueTypes.primitive(name.substring(dimensions));
    }

    private static String packageOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    @Override
    public String toString() {
        return "class filter " + mode + ", patterns " + patterns;
    }
}
