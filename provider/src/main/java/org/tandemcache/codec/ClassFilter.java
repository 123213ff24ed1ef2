package org.tandemcache.codec;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.types.JdkValueTypes;
import org.tandemcache.codec.types.LogText;

/**
 * Decides which classes may come out of stored bytes; one for all codecs of a cache. Asked by name, before a class is
 * loaded. Always allowed: value types of the JDK, the cache's declared types and the packages that these lie in, and
 * the patterns of the configuration. An array is allowed if its elements' class is. Thread-safe.
 *
 * <p>A class that is refused in a read is logged once, with the setting that would allow it and all that was refused
 * before.
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
    private final List<String> configured;
    private final List<ClassPattern> patterns;
    private final RefusedClasses refused;
    private final Set<String> declared;
    private final Set<String> packages;
    private final Set<String> learned = ConcurrentHashMap.newKeySet();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** A filter of a cache that shares its manager with no other. */
    public ClassFilter(String cacheName, Mode mode, List<String> patterns, Collection<Class<?>> declared) {
        this(cacheName, mode, patterns, declared, new RefusedClasses());
    }

    /**
     * @param patterns as {@link ClassPattern} reads them: {@code com.acme.Car}, {@code com.acme.*},
     *     {@code com.acme.**}; or names of {@link AllowPresets}
     * @param declared the cache's types of keys and values
     * @param refused takes note of what is refused
     * @throws IllegalArgumentException if a pattern is malformed
     */
    public ClassFilter(
            String cacheName, Mode mode, List<String> patterns, Collection<Class<?>> declared, RefusedClasses refused) {
        this.cacheName = cacheName;
        this.mode = mode;
        this.configured = List.copyOf(patterns);
        this.patterns = patterns.stream().flatMap(AllowPresets::patterns).toList();
        this.refused = refused;
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
        return LogText.isPlain(name) && allowsPlain(name);
    }

    private boolean allowsPlain(String name) {
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
                    UnreadableReason.MISSING_CLASS,
                    "its class " + LogText.of(className) + " can't be loaded: " + LogText.of(e.toString()),
                    e);
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
        String name = named(element(type)).getName();
        if (mode == Mode.LEARNED) {
            if (!learned.contains(name)) {
                learned.add(name);
            }
        } else if (!allows(name)) {
            throw new CodecException(
                    UnreadableReason.REFUSED_CLASS,
                    "the class filter of cache \"" + cacheName + "\" is strict and does not allow " + name
                            + ": add \"" + AllowPresets.suggestion(name) + "\" to tandem.cache-defaults.codec.allow, or"
                            + " to codec.allow of this cache",
                    null);
        }
    }

    /** The class by which bytes name it: of an enum constant with a body, that of the enum. */
    private static Class<?> named(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        return parent != null && parent.isEnum() ? parent : type;
    }

    private CodecException refused(String name) {
        String shown = LogText.of(name);
        String pattern = AllowPresets.suggestion(shown);
        if (logged.size() < NAMES_LOGGED && logged.add(shown)) {
            log.warn(
                    "Cache \"{}\": the class filter refused {}, which a stored value names; the value counts as a miss."
                            + " If it is one of yours, or of a framework that you use, set {} (or codec.allow of this"
                            + " cache alone), which also allows what this manager refused before",
                    cacheName,
                    shown,
                    refused.add(pattern, configured));
        }
        return new CodecException(
                UnreadableReason.REFUSED_CLASS,
                "the class filter refuses " + shown + "; \"" + pattern + "\" in codec.allow would allow it",
                null);
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
        return "class filter " + mode + ", allow " + configured;
    }
}
