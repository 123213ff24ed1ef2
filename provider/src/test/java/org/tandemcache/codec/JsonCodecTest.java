package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SimpleTimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.ValueFormat;

/** What the codec {@code json} takes comes back as it was. */
class JsonCodecTest {
    enum Size {
        SMALL,
        LARGE
    }

    enum Status {
        ACTIVE {
            @Override
            boolean open() {
                return true;
            }
        };

        abstract boolean open();
    }

    record Priced(Object price, List<Object> parts) {}

    record Prices(Map<Long, String> byNumber, Map<Size, BigDecimal> bySize) {}

    record Dated(ZonedDateTime zoned, OffsetDateTime offset, Timestamp stamp, BitSet bits) {}

    private static ValueFormat format(Class<?> type) {
        return TestFormats.values(type, "json", null, TestFormats.filter(Mode.LEARNED));
    }

    private static final ZonedDateTime OVERLAP = ZonedDateTime.ofInstant(
            Instant.parse("2024-10-27T01:30:00.123456789Z"), java.time.ZoneId.of("Europe/Berlin"));

    static Stream<Object> exact() {
        return Stream.of(
                OVERLAP,
                OVERLAP.withEarlierOffsetAtOverlap(),
                OffsetDateTime.parse("2024-01-01T02:03:04.000000005+05:30"),
                Timestamp.valueOf("2024-01-01 00:00:00.123456789"),
                BitSet.valueOf(new long[] {5, 0, 7}),
                new BitSet(),
                new EnumMap<>(Map.of(Size.LARGE, "x")),
                EnumSet.of(Size.SMALL),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                new ArrayList<>(List.of(new TreeMap<>(Map.of("a", 1L)), 2L)),
                new Prices(Map.of(5L, "x"), new EnumMap<>(Map.of(Size.SMALL, new BigDecimal("1.50")))),
                List.of(),
                List.of(1, 2),
                java.util.Arrays.asList(1, null, 3),
                java.util.Set.of("a", "b", "c"),
                Map.of("a", 1, "b", List.of(2L)),
                Stream.of(1, 2).toList(),
                List.of(Size.SMALL, new Priced(1L, List.of("a"))),
                Status.ACTIVE,
                new ArrayList<>(List.of(Status.ACTIVE)),
                new Dated(OVERLAP, OVERLAP.toOffsetDateTime(), Timestamp.from(OVERLAP.toInstant()), new BitSet()),
                Locale.GERMANY);
    }

    @ParameterizedTest
    @MethodSource("exact")
    void value_thatWasCutOrLost_comesBackEqual(Object value) {
        for (Class<?> type :
                List.of(Object.class, value instanceof Enum<?> e ? e.getDeclaringClass() : value.getClass())) {
            ValueFormat format = format(type);

            assertThat(format.decode(format.encode(value))).isEqualTo(value).hasSameClassAs(value);
        }
    }

    @Test
    void pattern_withFlags_comesBackWithThem() {
        ValueFormat format = format(Object.class);
        Pattern pattern = Pattern.compile("a.b", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

        assertThat(format.decode(format.encode(pattern))).isInstanceOfSatisfying(Pattern.class, read -> {
            assertThat(read.pattern()).isEqualTo("a.b");
            assertThat(read.flags()).isEqualTo(pattern.flags());
        });
    }

    static Stream<Arguments> lossy() {
        Properties withDefaults = new Properties(new Properties());
        LinkedHashMap<String, Integer> accessed = new LinkedHashMap<>(16, 0.75f, true);
        accessed.putAll(Map.of("a", 1, "b", 2));
        Map<String, Integer> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.put("a", 1);
        PriorityQueue<Integer> queue = new PriorityQueue<>(Collections.reverseOrder());
        queue.add(1);
        TreeSet<String> reversed = new TreeSet<>(Collections.reverseOrder());
        reversed.add("a");
        withDefaults.setProperty("a", "b");
        return Stream.of(
                Arguments.of(Map.of(5L, "x"), "key of a map"),
                Arguments.of(sorted, "comparator"),
                Arguments.of(Collections.unmodifiableMap(sorted), "comparator"),
                Arguments.of(reversed, "comparator"),
                Arguments.of(queue, "comparator"),
                Arguments.of(new LinkedBlockingQueue<>(5), "capacity"),
                Arguments.of(accessed, "order of accesses"),
                Arguments.of(new SimpleTimeZone(12345, "Mine"), "SimpleTimeZone"),
                Arguments.of(new ArrayList<>(List.of(1, 2, 3)).subList(0, 2), "SubList"),
                Arguments.of(new HashMap<>(Map.of("a", 1)).keySet(), "KeySet"),
                Arguments.of(Map.entry("a", 1), "KeyValueHolder"),
                Arguments.of(Optional.empty(), "Optional"),
                Arguments.of(new ArrayList<>(List.of(Optional.empty())), "Optional"),
                Arguments.of(new EnumMap<>(Size.class), "EnumMap"),
                Arguments.of(Unreadable.of("1"), "Unreadable"),
                Arguments.of(new Tagged(), "fields of its own"));
    }

    /** Has no way to be made. */
    static final class Unreadable {
        private final int parsed;

        private Unreadable(String text, int radix) {
            parsed = Integer.parseInt(text, radix);
        }

        static Unreadable of(String text) {
            return new Unreadable(text, 10);
        }

        public int getNumber() {
            return parsed;
        }
    }

    /** Has more than its elements. */
    static final class Tagged extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("UnusedVariable") // what would be lost
        private final String tag = "tag";
    }

    @ParameterizedTest
    @MethodSource("lossy")
    void value_thatWouldNotComeBack_isRefusedByName(Object value, String told) {
        ValueFormat format = format(Object.class);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> format.encode(value))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("can't be encoded by json")
                    .hasMessageContaining(told);
        }
    }

    @Test
    void property_thatIsDeclaredAsObject_isRefusedWherePlainJsonLosesItsType() {
        ValueFormat format = format(Priced.class);
        Priced texts = new Priced("1.50", List.of("a", 1));
        Priced numbers = new Priced(new BigDecimal("1.50"), List.of());

        assertThat(format.decode(format.encode(texts))).isEqualTo(texts);
        assertThatThrownBy(() -> format.encode(numbers))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Priced.price");
        assertThat(format(Object.class).decode(format(Object.class).encode(numbers)))
                .as("not allowed to this reader")
                .isNull();
        ValueFormat marked = format(Object.class);
        assertThat(marked.decode(marked.encode(numbers))).isEqualTo(numbers);
    }

    /** What Jackson itself writes, and earlier versions stored. */
    @Test
    void timestamp_inTheFormOfEarlierVersions_isRead() {
        ValueFormat format = format(Timestamp.class);
        byte[] stored = format.encode(Timestamp.from(Instant.EPOCH));
        for (String form :
                List.of("1704067200123", "\"2024-01-01T00:00:00.123+00:00\"", "\"2024-01-01T00:00:00.123Z\"")) {
            byte[] json = form.getBytes(StandardCharsets.US_ASCII);
            byte[] old = java.util.Arrays.copyOf(stored, 20 + json.length);
            System.arraycopy(json, 0, old, 20, json.length);

            assertThat(format.decode(old)).isEqualTo(Timestamp.from(Instant.parse("2024-01-01T00:00:00.123Z")));
        }
    }
}
