package org.tandemcache.codec.kryo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The classes of which Kryo's own forms lose nothing; not their subclasses. The corpus of codecs proves each of them.
 */
@SuppressWarnings("JdkObsolete") // types of values that users have
final class KryoPlain {
    private static final Set<Class<?>> EXACT = Set.of(
            Object.class,
            BigInteger.class,
            BigDecimal.class,
            AtomicBoolean.class,
            AtomicInteger.class,
            AtomicLong.class,
            StringBuilder.class,
            StringBuffer.class,
            BitSet.class,
            UUID.class,
            URI.class,
            URL.class,
            Pattern.class,
            Currency.class,
            Date.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            Period.class,
            ZoneOffset.class,
            ZoneId.of("Europe/Zurich").getClass(),
            Optional.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            ArrayList.class,
            LinkedList.class,
            Vector.class,
            Stack.class,
            CopyOnWriteArrayList.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            CopyOnWriteArraySet.class,
            HashMap.class,
            TreeMap.class,
            Hashtable.class,
            IdentityHashMap.class,
            WeakHashMap.class,
            ConcurrentHashMap.class,
            ConcurrentSkipListMap.class,
            ArrayDeque.class,
            PriorityQueue.class,
            ConcurrentLinkedQueue.class,
            ConcurrentLinkedDeque.class,
            Arrays.asList().getClass(),
            List.of().getClass(),
            List.of(1).getClass(),
            List.of(1, 2, 3).subList(0, 2).getClass(),
            Set.of().getClass(),
            Set.of(1).getClass(),
            Map.of().getClass(),
            Map.of(1, 1).getClass(),
            Collections.emptyList().getClass(),
            Collections.emptySet().getClass(),
            Collections.emptyMap().getClass(),
            Collections.singletonList(1).getClass(),
            Collections.singleton(1).getClass(),
            Collections.singletonMap(1, 1).getClass(),
            Collections.unmodifiableList(new ArrayList<>()).getClass());

    /** Of java.sql, which a JVM may be without. */
    private static final Set<String> NAMES = Set.of("java.sql.Date", "java.sql.Time");

    private KryoPlain() {}

    static boolean isExact(Class<?> type) {
        return EXACT.contains(type) || NAMES.contains(type.getName());
    }
}
