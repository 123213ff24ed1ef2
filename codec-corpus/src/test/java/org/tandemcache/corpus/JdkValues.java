package org.tandemcache.corpus;

import java.io.File;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.JapaneseEra;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.temporal.ValueRange;
import java.time.temporal.WeekFields;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;
import javax.xml.namespace.QName;

/** Values of the JDK that have something special about them, and those whose classes are not public. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "NonApiType", "UnnecessaryStringBuilder", "IdentityHashMapUsage"
}) // types of values that users have
final class JdkValues {
    private final List<Specimen> all = new ArrayList<>();

    private JdkValues() {}

    static List<Specimen> all() {
        JdkValues values = new JdkValues();
        values.textsAndNumbers();
        values.times();
        values.oldTimes();
        values.places();
        values.lists();
        values.sets();
        values.maps();
        values.queues();
        values.views();
        values.arrays();
        values.others();
        return values.all;
    }

    private void add(String name, Supplier<?> making) {
        all.add(new Specimen("JDK", name, making));
    }

    private <T> void add(String name, Supplier<T> making, Function<T, ?> probe) {
        @SuppressWarnings("unchecked") // what is made is what is probed
        Function<Object, ?> any = (Function<Object, ?>) probe;
        all.add(new Specimen("JDK", name, making, any));
    }

    private void textsAndNumbers() {
        add("String with half a surrogate pair", () -> "a\ud83d");
        add("StringBuilder", () -> new StringBuilder("abc"));
        add("StringBuffer", () -> new StringBuffer("abc"));
        add("Double NaN", () -> Double.NaN);
        add("Double -0.0", () -> -0.0);
        add("Float -0.0", () -> -0.0f);
        add("BigDecimal with trailing zero", () -> new BigDecimal("1.500"));
        add("BigDecimal with negative scale", () -> new BigDecimal("1E+9"));
        add("MathContext", () -> new MathContext(7));
        add("AtomicInteger", () -> new AtomicInteger(7));
        add("AtomicLong", () -> new AtomicLong(7));
        add("AtomicBoolean", () -> new AtomicBoolean(true));
        add("AtomicIntegerArray", () -> new AtomicIntegerArray(new int[] {1, 2}));
        add("AtomicReference", () -> new AtomicReference<>("a"));
        add("LongAdder", () -> {
            LongAdder adder = new LongAdder();
            adder.add(7);
            return adder;
        });
        add("UUID", () -> new UUID(1, 2));
        add("Currency", () -> Currency.getInstance("CHF"));
        add(
                "Pattern with flags",
                () -> Pattern.compile("a+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
                pattern -> pattern.pattern() + pattern.flags());
        add("BitSet", () -> BitSet.valueOf(new long[] {5, 9}));
        add("Random", () -> new Random(7), random -> random.nextInt());
    }

    private void times() {
        add("Instant", () -> Instant.ofEpochSecond(1, 123_456_789));
        add("Instant MIN", () -> Instant.MIN);
        add("Duration", () -> Duration.ofSeconds(-1, 5));
        add("Period", () -> Period.of(1, -2, 3));
        add("LocalDate", () -> LocalDate.of(-44, 3, 15));
        add("LocalTime", () -> LocalTime.of(1, 2, 3, 4));
        add("LocalDateTime", () -> LocalDateTime.of(2026, 1, 2, 3, 4, 5, 123_456_789));
        add("OffsetTime", () -> OffsetTime.parse("01:02:03.000000004+01:00:07"));
        add("OffsetDateTime", () -> OffsetDateTime.parse("2026-01-02T03:04:05.000000006+05:45"));
        add("ZonedDateTime", () -> ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Zurich")));
        add(
                "ZonedDateTime, first of the repeated hour",
                () -> ZonedDateTime.ofLocal(
                        LocalDateTime.of(2026, 10, 25, 2, 30), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(2)));
        add(
                "ZonedDateTime, second of the repeated hour",
                () -> ZonedDateTime.ofLocal(
                        LocalDateTime.of(2026, 10, 25, 2, 30), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(1)));
        add("ZonedDateTime of an offset", () -> ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.ofHours(3)));
        add("Year", () -> Year.of(2026));
        add("YearMonth", () -> YearMonth.of(2026, 2));
        add("ZoneId", () -> ZoneId.of("Europe/Zurich"));
        add("ZoneId with prefix", () -> ZoneId.of("UTC+01:00"));
        add("ZoneOffset of seconds", () -> ZoneOffset.ofTotalSeconds(3_607));
        add("JapaneseDate", () -> JapaneseDate.of(2026, 1, 2));
        add("JapaneseEra", () -> JapaneseEra.SHOWA);
        add("MinguoDate", () -> MinguoDate.of(115, 1, 2));
        add("ThaiBuddhistDate", () -> ThaiBuddhistDate.of(2569, 1, 2));
        add("HijrahDate", () -> HijrahDate.of(1447, 1, 2));
        add("JapaneseDate at a time", () -> JapaneseDate.of(2026, 1, 2).atTime(LocalTime.of(3, 4)));
        add("IsoChronology", () -> IsoChronology.INSTANCE);
        add("ValueRange", () -> ValueRange.of(1, 28, 31));
        add("WeekFields", () -> WeekFields.of(DayOfWeek.SUNDAY, 3));
    }

    private void oldTimes() {
        add("Date", () -> new Date(1_700_000_000_123L));
        add("Date before 1970", () -> new Date(-1_700_000_000_123L));
        add("sql.Date", () -> java.sql.Date.valueOf("2026-01-02"));
        add("sql.Time with milliseconds", () -> new Time(3_723_004));
        add("Timestamp with nanoseconds", () -> Timestamp.valueOf("2024-01-01 00:00:00.123456789"));
        add("Timestamp before 1970", () -> Timestamp.valueOf("1924-01-01 00:00:00.123456789"));
        add("TimeZone", () -> TimeZone.getTimeZone("Europe/Zurich"));
        add("TimeZone of an offset", () -> TimeZone.getTimeZone("GMT+03:00"));
        add("TimeZone with another name", () -> {
            TimeZone zone = TimeZone.getTimeZone("Europe/Zurich");
            zone.setID("Home");
            return zone;
        });
        add("SimpleTimeZone", () -> new SimpleTimeZone(12345, "Mine"));
        add("GregorianCalendar", () -> {
            Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Zurich"), Locale.GERMANY);
            calendar.setTimeInMillis(1_700_000_000_123L);
            calendar.setFirstDayOfWeek(Calendar.WEDNESDAY);
            return calendar;
        });
        for (String tag : List.of("ja-JP-u-ca-japanese", "th-TH-u-ca-buddhist")) {
            add("Calendar of " + tag, () -> {
                Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.forLanguageTag(tag));
                calendar.setTimeInMillis(1_700_000_000_123L);
                return calendar;
            });
        }
    }

    private void places() {
        for (String tag : List.of("de-CH", "zh-Hant-TW", "ar-EG-u-nu-latn", "sr-Latn", "de-x-mine", "und")) {
            add("Locale " + tag, () -> Locale.forLanguageTag(tag), Locale::toLanguageTag);
        }
        add("Locale ja_JP_JP", () -> new Locale("ja", "JP", "JP"), Locale::toLanguageTag);
        add("Locale no_NO_NY", () -> new Locale("no", "NO", "NY"), Locale::toLanguageTag);
        add("Locale with any variant", () -> new Locale("en", "US", "my own_one"), Locale::toString);
        add("URI", () -> URI.create("http://example.org/?a=b"));
        add("File", () -> new File("/tmp/a"));
        add("InetAddress", () -> address("10.1.2.3"));
        add("InetAddress, IPv6", () -> address("::1"));
        add("InetSocketAddress", () -> new InetSocketAddress(address("10.1.2.3"), 80));
        add("InetSocketAddress, unresolved", () -> InetSocketAddress.createUnresolved("example.org", 80));
        add("X500Principal", () -> new X500Principal("CN=Ada, O=Engines"));
        add("LdapName", JdkValues::ldapName);
        add("QName", () -> new QName("urn:a", "b", "c"), QName::getPrefix);
        add("Charset", () -> StandardCharsets.UTF_16BE);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static LdapName ldapName() {
        try {
            return new LdapName("CN=Steve,OU=Engineering,O=Acme");
        } catch (InvalidNameException e) {
            throw new AssertionError(e);
        }
    }

    private void lists() {
        add("List.of()", List::of);
        add("List.of, 1", () -> List.of("a"));
        add("List.of, 3", () -> List.of("a", "b", "c"));
        add("Stream.toList with null", () -> Stream.of("a", null).toList());
        add("List.of, sub-list", () -> List.of("a", "b", "c").subList(1, 3));
        add("Arrays.asList", () -> Arrays.asList("a", null));
        add("ArrayList", () -> new ArrayList<>(Arrays.asList(1, null, "a")));
        add("ArrayList, sub-list", () -> new ArrayList<>(List.of(1, 2, 3)).subList(0, 2));
        add("LinkedList", () -> new LinkedList<>(List.of(1, 2)));
        add("Vector", () -> new Vector<>(List.of(1, 2)));
        add("Stack", () -> {
            Stack<Object> stack = new Stack<>();
            stack.push("a");
            return stack;
        });
        add("CopyOnWriteArrayList", () -> new CopyOnWriteArrayList<>(List.of(1, 2)));
        add("Collections.emptyList", Collections::emptyList);
        add("Collections.singletonList", () -> Collections.singletonList("a"));
        add("Collections.nCopies", () -> Collections.nCopies(3, "a"));
        add("ArrayList of enum constants", () -> new ArrayList<>(List.of(TimeUnit.DAYS, TimeUnit.HOURS)));
        add("ArrayList of Timestamps", () -> new ArrayList<>(List.of(Timestamp.valueOf("2024-01-01 00:00:00.123456"))));
        add("ArrayList of Locales", () -> new ArrayList<>(List.of(Locale.forLanguageTag("zh-Hant-TW"))));
        add("ArrayList with itself", () -> {
            List<Object> self = new ArrayList<>();
            self.add(self);
            return self;
        });
    }

    private void sets() {
        add("Set.of, 1", () -> Set.of("a"));
        add("Set.of, 3", () -> Set.of("a", "b", "c"));
        add("HashSet", () -> new HashSet<>(Arrays.asList("a", null)));
        add("LinkedHashSet", () -> new LinkedHashSet<>(List.of("b", "a")), Object::toString);
        add("TreeSet", () -> new TreeSet<>(Set.of(3, 1)));
        add("TreeSet in reverse", () -> {
            TreeSet<Integer> set = new TreeSet<>(Comparator.reverseOrder());
            set.addAll(List.of(1, 2));
            return set;
        });
        add("ConcurrentSkipListSet", () -> new ConcurrentSkipListSet<>(List.of(1, 2)));
        add("ConcurrentSkipListSet in reverse", () -> {
            ConcurrentSkipListSet<Integer> set = new ConcurrentSkipListSet<>(Comparator.reverseOrder());
            set.addAll(List.of(1, 2));
            return set;
        });
        add("CopyOnWriteArraySet", () -> new CopyOnWriteArraySet<>(List.of(1, 2)));
        add("EnumSet", () -> EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY));
        add("EnumSet, empty", () -> EnumSet.noneOf(DayOfWeek.class), set -> EnumSet.complementOf(set));
        add("EnumSet, large", () -> EnumSet.allOf(Character.UnicodeScript.class));
        add("ConcurrentHashMap.newKeySet", () -> {
            Set<Object> set = ConcurrentHashMap.newKeySet();
            set.add("a");
            return set;
        });
        add("Collections.newSetFromMap", () -> {
            Set<Object> set = Collections.newSetFromMap(new LinkedHashMap<>());
            set.add("a");
            return set;
        });
        add("HashMap.keySet", () -> new HashMap<>(Map.of("a", 1)).keySet());
    }

    private void maps() {
        add("Map.of, 1", () -> Map.of("a", 1));
        add("Map.of, 3", () -> Map.of("a", 1, "b", 2, "c", 3));
        add("Map.of with Long keys", () -> Map.of(5L, "x"));
        add("Map.entry", () -> Map.entry("a", 1));
        add("SimpleEntry", () -> new AbstractMap.SimpleEntry<>("a", 1));
        add("SimpleImmutableEntry", () -> new AbstractMap.SimpleImmutableEntry<>("a", 1));
        add("HashMap", () -> new HashMap<>(Map.of("a", List.of(1))));
        add("HashMap with null", () -> {
            Map<String, Integer> map = new HashMap<>();
            map.put(null, null);
            return map;
        });
        add("HashMap.values", () -> new HashMap<>(Map.of("a", 1)).values());
        add("LinkedHashMap", () -> new LinkedHashMap<>(twoEntries()), Object::toString);
        add("LinkedHashMap, empty", LinkedHashMap::new);
        add("LinkedHashMap in access order", () -> {
            Map<String, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
            map.putAll(twoEntries());
            return map;
        });
        add("TreeMap", () -> new TreeMap<>(twoEntries()));
        add("TreeMap, case-insensitive", JdkValues::caseInsensitive);
        add("ConcurrentHashMap", () -> new ConcurrentHashMap<>(twoEntries()));
        add("ConcurrentSkipListMap in reverse", () -> {
            Map<String, Integer> map = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
            map.putAll(twoEntries());
            return map;
        });
        add("Hashtable", () -> new Hashtable<>(twoEntries()));
        add("IdentityHashMap", () -> new IdentityHashMap<>(Map.of(DayOfWeek.MONDAY, "a")), Object::toString);
        add("WeakHashMap", () -> new WeakHashMap<>(Map.of("a", 1)));
        add("Properties with defaults", () -> {
            Properties defaults = new Properties();
            defaults.setProperty("a", "1");
            Properties properties = new Properties(defaults);
            properties.setProperty("b", "2");
            return properties;
        });
        add("EnumMap", () -> new EnumMap<>(Map.of(DayOfWeek.MONDAY, "work")));
        add("EnumMap, empty", () -> new EnumMap<>(DayOfWeek.class));
        add("Collections.emptyMap", Collections::emptyMap);
        add("Collections.singletonMap", () -> Collections.singletonMap("a", "b"));
    }

    private static Map<String, Integer> twoEntries() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("b", 1);
        map.put("a", 2);
        return map;
    }

    private static NavigableMap<String, Integer> caseInsensitive() {
        NavigableMap<String, Integer> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        map.put("Key", 1);
        return map;
    }

    private void queues() {
        add("ArrayDeque", () -> new ArrayDeque<>(List.of(3, 1, 2)));
        add("PriorityQueue in reverse", () -> {
            PriorityQueue<Integer> queue = new PriorityQueue<>(Comparator.reverseOrder());
            queue.addAll(List.of(3, 1, 2));
            return queue;
        });
        add("PriorityBlockingQueue in reverse", () -> {
            PriorityBlockingQueue<Integer> queue = new PriorityBlockingQueue<>(4, Comparator.reverseOrder());
            queue.addAll(List.of(3, 1, 2));
            return queue;
        });
        add("LinkedBlockingQueue", () -> filled(new LinkedBlockingQueue<>()));
        add("LinkedBlockingQueue, bounded", () -> filled(new LinkedBlockingQueue<>(7)));
        add("LinkedBlockingDeque, bounded", () -> filled(new LinkedBlockingDeque<>(7)));
        add("ArrayBlockingQueue", () -> filled(new ArrayBlockingQueue<>(7)));
        add("ConcurrentLinkedQueue", () -> filled(new ConcurrentLinkedQueue<>()));
        add("ConcurrentLinkedDeque", () -> filled(new ConcurrentLinkedDeque<>()));
    }

    private static Collection<Integer> filled(Collection<Integer> collection) {
        collection.addAll(List.of(2, 1));
        return collection;
    }

    private void views() {
        add("unmodifiableCollection", () -> Collections.unmodifiableCollection(new ArrayList<>(List.of(1))));
        add("unmodifiableList", () -> Collections.unmodifiableList(new ArrayList<>(List.of(1, 2))));
        add("unmodifiableList of a LinkedList", () -> Collections.unmodifiableList(new LinkedList<>(List.of(1, 2))));
        add("unmodifiableSet", () -> Collections.unmodifiableSet(new HashSet<>(Set.of("a"))));
        add(
                "unmodifiableSet of a case-insensitive TreeSet",
                () -> {
                    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                    set.add("Key");
                    return Collections.unmodifiableSet(set);
                },
                set -> set.contains("KEY"));
        add("unmodifiableSortedSet", () -> Collections.unmodifiableSortedSet(new TreeSet<>(Set.of("a"))));
        add("unmodifiableMap", () -> Collections.unmodifiableMap(new HashMap<>(twoEntries())));
        add(
                "unmodifiableMap of a case-insensitive TreeMap",
                () -> Collections.<String, Integer>unmodifiableMap(caseInsensitive()),
                map -> map.get("KEY"));
        add("unmodifiableNavigableMap", () -> Collections.unmodifiableNavigableMap(caseInsensitive()));
        add("synchronizedList", () -> Collections.synchronizedList(new ArrayList<>(List.of(1))));
        add("synchronizedMap", () -> Collections.synchronizedMap(new TreeMap<>(twoEntries())));
        add("checkedList", () -> Collections.checkedList(new ArrayList<>(List.of("a")), String.class));
        add("Collections.asLifoQueue", () -> Collections.asLifoQueue(new ArrayDeque<>(List.of(1, 2))));
    }

    private void arrays() {
        add("int[]", () -> new int[] {1, -1});
        add("double[][]", () -> new double[][] {{1.5}, {}});
        add("String[]", () -> new String[] {"a", null});
        add("Object[]", () -> new Object[] {1, "a", null, new int[] {1}});
        add("Object[][] with a String[]", () -> new Object[][] {new String[] {"a"}, {1}});
        add("Number[] of Integers", () -> new Number[] {1, 2L});
        add("Locale[]", () -> new Locale[] {Locale.forLanguageTag("zh-Hant-TW"), null});
        add("Locale[][]", () -> new Locale[][] {{Locale.forLanguageTag("zh-Hant-TW")}});
        add("Timestamp[]", () -> new Timestamp[] {Timestamp.valueOf("2024-01-01 00:00:00.123456789")});
        add("ZonedDateTime[]", () -> new ZonedDateTime[] {
            ZonedDateTime.ofLocal(
                    LocalDateTime.of(2026, 10, 25, 2, 30), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(1))
        });
        add("Serializable[]", () -> new java.io.Serializable[] {1, "a"});
        add("Class[]", () -> new Class<?>[] {String.class, int.class});
    }

    private void others() {
        add("Optional", () -> Optional.of("a"));
        add("Optional, empty", Optional::empty);
        add("OptionalInt", () -> OptionalInt.of(1));
        add("OptionalLong", () -> OptionalLong.of(1));
        add("OptionalDouble", () -> OptionalDouble.of(1.5));
        add("Class", () -> String.class);
        add("Class of a primitive", () -> int.class);
        add("Class of an array", () -> String[][].class);
        add("Class of a Thread", () -> Thread.class);
        add("Comparator.naturalOrder", Comparator::naturalOrder);
        add("Collections.reverseOrder of another", () -> Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER));
        add("Throwable with cause and suppressed", () -> {
            Throwable thrown = Maker.thrown();
            thrown.initCause(Maker.thrown());
            thrown.addSuppressed(Maker.thrown());
            return thrown;
        });
        add("Thread", () -> new Thread("idle"));
        add("Object", () -> new ArrayList<>(List.of(new ThreadLocal<String>())));
    }
}
