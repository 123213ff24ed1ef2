package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.Actors;

/** What Kryo, as Tandem sets it up, brings back; and that it fails with a CodecException where it can't. */
class KryoCodecTest {
    private final Codec codec = TestFormats.kryo(KryoCodecTest.class.getClassLoader());

    record Person(String name, int age, List<String> names, Person partner) {}

    record Empty() {}

    enum Colour {
        RED {
            @Override
            String paint() {
                return "red";
            }
        };

        abstract String paint();
    }

    /** Neither serializable nor with a constructor that Kryo could call. */
    static final class Account {
        private final String owner;
        private final BigDecimal balance;
        private Account next;

        Account(String owner, BigDecimal balance) {
            this.owner = owner;
            this.balance = balance;
        }
    }

    @SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // types of values that users have
    static Stream<Object> values() {
        EnumMap<DayOfWeek, String> days = new EnumMap<>(DayOfWeek.class);
        days.put(DayOfWeek.MONDAY, "work");
        BitSet bits = new BitSet();
        bits.set(77);
        return Stream.of(
                new Person("Ada", 36, List.of("Augusta", "Ada"), new Person("William", 40, List.of(), null)),
                new Empty(),
                DayOfWeek.FRIDAY,
                Colour.RED,
                Instant.ofEpochSecond(1, 2),
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6),
                OffsetDateTime.parse("2026-01-02T03:04:05+01:00"),
                ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Zurich")),
                ZoneId.of("Europe/Zurich"),
                Duration.ofNanos(Long.MAX_VALUE),
                Period.of(1, 2, 3),
                Year.of(2026),
                new Date(1),
                List.of(),
                List.of(1),
                List.of(1, 2, 3, 4),
                Set.of(),
                Set.of("a"),
                Set.of("a", "b", "c"),
                Map.of(),
                Map.of("a", 1),
                Map.of("a", 1, "b", 2, "c", 3),
                Stream.of(1, 2).toList(),
                Arrays.asList(1, 2, null),
                Collections.emptyList(),
                Collections.singletonList("a"),
                Collections.singletonMap("a", "b"),
                Collections.unmodifiableList(new ArrayList<>(List.of(1, 2))),
                Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1))),
                Collections.unmodifiableSet(new TreeSet<>(Set.of("a", "b"))),
                Collections.synchronizedList(new ArrayList<>(List.of(1))),
                new ArrayList<>(Arrays.asList(1, null, "a")),
                new LinkedList<>(List.of(1, 2)),
                new HashMap<>(Map.of("a", List.of(1))),
                new LinkedHashMap<>(Map.of("b", 1)),
                new TreeMap<>(Map.of("a", 1, "b", 2)),
                new TreeSet<>(Set.of(3, 1, 2)),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                days,
                bits,
                UUID.randomUUID(),
                Optional.of("a"),
                Optional.empty(),
                OptionalInt.of(1),
                new BigDecimal("1.50"),
                Currency.getInstance("CHF"),
                Locale.forLanguageTag("de-CH"),
                URI.create("http://example.org/?a=b"),
                String.class,
                int.class);
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_encoded_comesBackEqual(Object value) {
        assertThat(decode(codec.encode(value))).isEqualTo(value);
    }

    static final List<Object> ARRAYS = List.of(
            new int[] {1, -1, Integer.MAX_VALUE},
            new long[] {Long.MIN_VALUE},
            new double[] {Double.NaN, -0.0},
            new boolean[] {true, false},
            new char[] {'x', '\ud83d'},
            new byte[0],
            new String[] {"a", null},
            new Object[] {1, "a", null, new int[] {1}},
            new int[][] {{1}, {}, {2, 3}},
            new DayOfWeek[] {DayOfWeek.MONDAY});

    @ParameterizedTest
    @FieldSource("ARRAYS")
    void array_encoded_comesBackEqual(Object array) {
        Object back = decode(codec.encode(array));

        assertThat(back).hasSameClassAs(array);
        assertThat(Arrays.deepEquals(new Object[] {back}, new Object[] {array})).isTrue();
    }

    @Test
    void queue_encoded_keepsItsOrder() {
        assertThat((ArrayDeque<?>) decode(codec.encode(new ArrayDeque<>(List.of(3, 1, 2)))))
                .hasToString("[3, 1, 2]");
    }

    @Test
    void pattern_encoded_keepsItsFlags() {
        Pattern back = (Pattern) decode(codec.encode(Pattern.compile("a+", Pattern.CASE_INSENSITIVE)));

        assertThat(back.matcher("AA").matches()).isTrue();
    }

    @Test
    void exception_encoded_keepsMessageAndCause() {
        Throwable back = (Throwable) decode(codec.encode(new IllegalStateException("state", new IOException("disk"))));

        assertThat(back).isInstanceOf(IllegalStateException.class).hasMessage("state");
        assertThat(back).hasCauseInstanceOf(IOException.class).hasRootCauseMessage("disk");
    }

    @Test
    void cycle_encoded_isACycleAgain() {
        Account first = new Account("Ada", new BigDecimal("1.50"));
        first.next = new Account("Charles", BigDecimal.TEN);
        first.next.next = first;

        Account back = (Account) decode(codec.encode(first));

        assertThat(back).isNotSameAs(first);
        assertThat(back.owner).isEqualTo("Ada");
        assertThat(back.balance).isEqualTo(new BigDecimal("1.50"));
        assertThat(back.next.owner).isEqualTo("Charles");
        assertThat(back.next.next).isSameAs(back);
    }

    @Test
    void collection_thatHoldsItself_isACycleAgain() {
        List<Object> self = new ArrayList<>();
        self.add(self);

        List<?> back = (List<?>) decode(codec.encode(self));

        assertThat(back.get(0)).isSameAs(back);
    }

    @Test
    void graph_tooDeep_isRefused() {
        Account deep = new Account("bottom", BigDecimal.ZERO);
        for (int i = 0; i < 200_000; i++) {
            Account above = new Account("level", BigDecimal.ZERO);
            above.next = deep;
            deep = above;
        }
        Account top = deep;

        assertThatThrownBy(() -> codec.encode(top))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Account");
        assertThat(decode(codec.encode("still works"))).isEqualTo("still works");
    }

    @Test
    void value_ofManyMegabytes_comesBack() {
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);

        assertThat(decode(codec.encode(new Object[] {large}))).isEqualTo(new Object[] {large});
        assertThat(decode(codec.encode("small"))).isEqualTo("small");
    }

    @Test
    void codec_usedByManyThreads_mixesNothingUp() throws Exception {
        List<Boolean> all = Actors.together(8, actor -> () -> {
            for (int i = 0; i < 500; i++) {
                Person person = new Person("name-" + actor, i, List.of("a" + i), null);
                if (!person.equals(decode(codec.encode(person)))) {
                    return false;
                }
            }
            return true;
        });

        assertThat(all).containsOnly(true);
    }

    @Test
    void bytes_amidOthers_areFound() {
        byte[] encoded = codec.encode(List.of("a", "b"));
        byte[] padded = new byte[encoded.length + 7];
        Arrays.fill(padded, (byte) 0x55);
        System.arraycopy(encoded, 0, padded, 3, encoded.length);

        assertThat(codec.decode(padded, 3, encoded.length)).isEqualTo(List.of("a", "b"));
    }

    static final List<Object> DAMAGED = List.of(
            new Person("Ada", 36, List.of("Augusta", "Ada"), null),
            new ArrayList<>(List.of("a", "b")),
            new HashMap<>(Map.of("a", 1)),
            new Object[] {1, "a"},
            new long[] {1, 2},
            new byte[] {1, 2, 3},
            LocalDateTime.of(2026, 1, 2, 3, 4),
            new BigDecimal("1.5"));

    @ParameterizedTest
    @FieldSource("DAMAGED")
    void bytes_cutShort_areRefused(Object value) {
        byte[] good = codec.encode(value);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void bytes_withMoreBehind_areRefused() {
        byte[] good = codec.encode("text");

        assertThatThrownBy(() -> decode(Arrays.copyOf(good, good.length + 1))).isInstanceOf(CodecException.class);
    }

    /** A byte that is changed may give another object; it must never give another exception or error. */
    @ParameterizedTest
    @FieldSource("DAMAGED")
    void bytes_changed_areRefusedOrRead(Object value) {
        byte[] good = codec.encode(value);
        for (int i = 0; i < good.length; i++) {
            for (int change : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] changed = good.clone();
                changed[i] = (byte) change;
                assertThatCode(() -> decodeOrRefuse(changed))
                        .as("byte %s of %s made %s", i, value.getClass(), change)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** Not collections or arrays of objects: there Kryo itself allocates what it is told. */
    static final List<Object> OF_PRIMITIVES =
            List.of(new long[] {1, 2}, new byte[] {1, 2, 3}, new BigDecimal("1.5"), LocalDateTime.of(2026, 1, 2, 3, 4));

    /** A length of two thousand millions in a few bytes must not end in an OutOfMemoryError. */
    @ParameterizedTest
    @FieldSource("OF_PRIMITIVES")
    void bytes_thatPromiseHugeArrays_areRefusedOrRead(Object value) {
        byte[] good = codec.encode(value);
        byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
        for (int i = 0; i < good.length; i++) {
            byte[] changed = new byte[good.length + 4];
            System.arraycopy(good, 0, changed, 0, i);
            System.arraycopy(huge, 0, changed, i, huge.length);
            System.arraycopy(good, i + 1, changed, i + 5, good.length - i - 1);
            assertThatCode(() -> decodeOrRefuse(changed))
                    .as("byte %s of %s made a huge length", i, value.getClass())
                    .doesNotThrowAnyException();
        }
    }

    private void decodeOrRefuse(byte[] bytes) {
        try {
            decode(bytes);
        } catch (CodecException refused) {
            assertThat(refused).hasMessageContaining("decoded");
        }
    }

    private Object decode(byte[] bytes) {
        return codec.decode(bytes, 0, bytes.length);
    }

    record Item(String name, Object map) {}

    static final class Order implements Serializable {
        private static final long serialVersionUID = 1L;
        private final List<Item> items = new ArrayList<>();
    }

    @Test
    void value_thatCanNotBeKept_isRefusedWithTheWayToIt() {
        Order order = new Order();
        order.items.add(new Item("a", Map.of()));
        order.items.add(new Item("b", new Thread("idle")));

        assertThatThrownBy(() -> codec.encode(order))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("a java.lang.Thread can't be kept")
                .hasMessageEndingWith("The way to it: Order.items[1].map");
    }

    @Test
    void partOfAnObjectWithItsOwnSerialization_isOneObjectWithTheRestOfTheGraph() {
        Account shared = new Account("Ada", BigDecimal.ONE);
        EnumMap<DayOfWeek, Account> days = new EnumMap<>(Map.of(DayOfWeek.MONDAY, shared));

        List<?> back = (List<?>) decode(codec.encode(new ArrayList<>(List.of(shared, days))));

        assertThat(((Map<?, ?>) back.get(1)).get(DayOfWeek.MONDAY)).isSameAs(back.get(0));
    }

    // ------------------------------------------------------------------------------------ classes of other loaders

    @Test
    void valueClass_knownToTheManagersLoaderAlone_isFound(@TempDir Path directory) throws Exception {
        try (URLClassLoader loader =
                compiled(directory, "Car", "public class Car { public String name = \"Beetle\"; }")) {
            Codec isolated = TestFormats.kryo(loader);
            Object car = newInstance(loader, "Car");

            Object back = isolated.decode(isolated.encode(car), 0, isolated.encode(car).length);

            assertThat(back.getClass()).isSameAs(car.getClass());
            assertThat(field(back, "name")).isEqualTo("Beetle");
            assertThatThrownBy(() -> decode(isolated.encode(car)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("Car");
        }
    }

    @Test
    void valueClass_thatHasGainedAndLostFields_isStillRead(@TempDir Path directory) throws Exception {
        String before = "public class Car { public String name = \"Beetle\"; public int gone = 7; }";
        String after = "public class Car { public String name; public Integer doors; public long added = 1; }";
        try (URLClassLoader old = compiled(directory.resolve("old"), "Car", before);
                URLClassLoader now = compiled(directory.resolve("new"), "Car", after)) {
            byte[] bytes = TestFormats.kryo(old).encode(List.of(newInstance(old, "Car"), "next"));

            List<?> back = (List<?>) TestFormats.kryo(now).decode(bytes, 0, bytes.length);

            assertThat(field(back.get(0), "name")).isEqualTo("Beetle");
            assertThat(field(back.get(0), "doors")).isNull();
            assertThat(back.get(1)).isEqualTo("next");
        }
    }

    private static URLClassLoader compiled(Path directory, String name, String source) throws IOException {
        Files.createDirectories(directory);
        Path file = Files.writeString(directory.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, "-proc:none", "-d", directory.toString(), file.toString()))
                .isZero();
        return new URLClassLoader(new URL[] {directory.toUri().toURL()}, KryoCodecTest.class.getClassLoader());
    }

    private static Object newInstance(ClassLoader loader, String name) throws ReflectiveOperationException {
        return loader.loadClass(name).getConstructor().newInstance();
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        return object.getClass().getField(name).get(object);
    }
}
