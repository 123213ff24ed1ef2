package org.tandemcache.codec.types;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the JDK that hold nothing but data: making one from any bytes runs no code but its own bookkeeping.
 * Not among them is whatever looks something up, calls something, or lends its name to known attacks: URL,
 * {@code java.lang.reflect}, class loaders, proxies, {@code javax.*}, {@code com.sun.*}.
 */
public final class JdkValueTypes {
    private static final Set<String> NAMES = Stream.of(
                    names(
                            "java.lang.",
                            "Class Object String Boolean Character Byte Short Integer Long Float Double Number Void Enum Record"
                                    + " StringBuilder StringBuffer StackTraceElement Throwable"),
                    names("java.io.", "Serializable"), // of arrays
                    names("java.math.", "BigInteger BigDecimal MathContext RoundingMode"),
                    names(
                            "java.util.",
                            "AbstractCollection AbstractList AbstractSequentialList AbstractSet AbstractQueue AbstractMap"
                                    + " AbstractMap$SimpleEntry AbstractMap$SimpleImmutableEntry ArrayDeque ArrayList"
                                    + " Arrays$ArrayList BitSet CollSer Collection Currency Date Calendar"
                                    + " GregorianCalendar EnumMap EnumSet RegularEnumSet JumboEnumSet"
                                    + " EnumSet$SerializationProxy HashMap HashSet Hashtable IdentityHashMap"
                                    + " ImmutableCollections$ListN ImmutableCollections$List12"
                                    + " ImmutableCollections$SetN ImmutableCollections$Set12"
                                    + " ImmutableCollections$MapN ImmutableCollections$Map1"
                                    + " ImmutableCollections$SubList LinkedHashMap LinkedHashSet LinkedList List"
                                    + " Locale Map Optional OptionalDouble OptionalInt OptionalLong PriorityQueue"
                                    + " Properties Queue Deque Set SimpleTimeZone SortedMap SortedSet Stack TimeZone"
                                    + " TreeMap TreeSet UUID Vector WeakHashMap Comparator"
                                    + " Collections$EmptyList Collections$EmptyMap Collections$EmptySet"
                                    + " Collections$SingletonList Collections$SingletonMap Collections$SingletonSet"
                                    + " Collections$UnmodifiableCollection Collections$UnmodifiableList"
                                    + " Collections$UnmodifiableRandomAccessList Collections$UnmodifiableMap"
                                    + " Collections$UnmodifiableSet Collections$UnmodifiableSortedMap"
                                    + " Collections$UnmodifiableSortedSet Collections$UnmodifiableNavigableMap"
                                    + " Collections$UnmodifiableNavigableSet"
                                    + " Collections$UnmodifiableMap$UnmodifiableEntrySet"
                                    + " Collections$SynchronizedCollection Collections$SynchronizedList"
                                    + " Collections$SynchronizedRandomAccessList Collections$SynchronizedMap"
                                    + " Collections$SynchronizedSet Collections$SynchronizedSortedMap"
                                    + " Collections$SynchronizedSortedSet Collections$SetFromMap"
                                    + " Collections$CopiesList Collections$ReverseComparator"
                                    + " Collections$ReverseComparator2 Comparators$NaturalOrderComparator"
                                    + " Comparators$NullComparator String$CaseInsensitiveComparator"),
                    names("java.lang.", "String$CaseInsensitiveComparator"),
                    names("java.util.", "Map$Entry HashMap$Node"),
                    names(
                            "java.util.concurrent.",
                            "ConcurrentHashMap ConcurrentHashMap$Segment ConcurrentHashMap$KeySetView"
                                    + " ConcurrentHashMap$CollectionView ConcurrentLinkedDeque ConcurrentLinkedQueue"
                                    + " ConcurrentSkipListMap ConcurrentSkipListSet CopyOnWriteArrayList"
                                    + " CopyOnWriteArraySet LinkedBlockingDeque LinkedBlockingQueue"
                                    + " ArrayBlockingQueue PriorityBlockingQueue TimeUnit"),
                    names(
                            "java.util.concurrent.locks.",
                            "ReentrantLock ReentrantLock$Sync ReentrantLock$NonfairSync"
                                    + " AbstractQueuedSynchronizer AbstractOwnableSynchronizer"),
                    names(
                            "java.util.concurrent.atomic.",
                            "AtomicBoolean AtomicInteger AtomicIntegerArray AtomicLong AtomicLongArray AtomicReference"
                                    + " DoubleAdder DoubleAdder$SerializationProxy LongAdder"
                                    + " LongAdder$SerializationProxy"),
                    names("java.util.regex.", "Pattern"),
                    names("java.net.", "URI"),
                    names("java.nio.charset.", "Charset"),
                    names("java.sql.", "Date Time Timestamp"),
                    names("sun.util.calendar.", "ZoneInfo"))
            .flatMap(any -> any)
            .collect(Collectors.toUnmodifiableSet());

    private static final Map<String, String> PRIMITIVES = Map.of(
            "Z", "boolean", "B", "byte", "C", "char", "S", "short", "I", "int", "J", "long", "F", "float", "D",
            "double");

    private static final Map<String, Class<?>> PRIMITIVE_CLASSES = Stream.of(
                    boolean.class,
                    byte.class,
                    char.class,
                    short.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class,
                    void.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, type -> type));

    private JdkValueTypes() {}

    private static Stream<String> names(String prefix, String simpleNames) {
        return Stream.of(simpleNames.split(" ")).map(prefix::concat);
    }

    public static boolean contains(String name) {
        return NAMES.contains(name)
                || PRIMITIVES.containsValue(name)
                || name.equals("void")
                || isTime(name)
                || isException(name);
    }

    /** The packages of java.time hold values alone, and the proxies that these are serialized as. */
    private static boolean isTime(String name) {
        if (!name.startsWith("java.time.")) {
            return false;
        }
        String rest = name.substring("java.time.".length());
        return rest.indexOf('.') < 0 || rest.startsWith("chrono.") || rest.startsWith("temporal.");
    }

    private static boolean isException(String name) {
        if (!name.endsWith("Exception") && !name.endsWith("Error")) {
            return false;
        }
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return packageName.equals("java.lang")
                || packageName.equals("java.util")
                || packageName.equals("java.io")
                || packageName.equals("java.util.concurrent");
    }

    /** The name of the primitive type that stands behind the brackets of an array's name. */
    public static String primitive(String code) {
        return PRIMITIVES.getOrDefault(code, code);
    }

    /** The class of a primitive type, which no class loader finds by its name; null of another name. */
    public static @Nullable Class<?> primitiveClass(String name) {
        return PRIMITIVE_CLASSES.get(name);
    }

    public static boolean isJdk(String packageName) {
        return packageName.startsWith("java.")
                || packageName.startsWith("javax.")
                || packageName.startsWith("jdk.")
                || packageName.startsWith("sun.")
                || packageName.startsWith("com.sun.");
    }
}
