package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;

/** Equal keys have equal bytes, the bytes give the key back, and redis-cli shows what they are. */
class KeyFormatTest {
    private static final Keyspace KEYSPACE = new Keyspace("ns", "cache");
    private static final ClassLoader LOADER = KeyFormatTest.class.getClassLoader();
    private static final KeyFormat FORMAT = format(Object.class);

    private static KeyFormat format(Class<?> type) {
        return new KeyFormat(
                KEYSPACE, type, TestFormats.canonicalKryo(), null, TestFormats.filter(ClassFilter.Mode.ANY), LOADER);
    }

    /** Each constant with a body has a class of its own. */
    enum Operator {
        PLUS {
            @Override
            int apply(int left, int right) {
                return left + right;
            }
        },
        MINUS {
            @Override
            int apply(int left, int right) {
                return left - right;
            }
        };

        abstract int apply(int left, int right);
    }

    record Route(String from, String to) implements Serializable {}

    record Flight(Route route, LocalDate day, List<String> stops) implements Serializable {}

    static Stream<Arguments> builtIn() {
        return Stream.of(
                Arguments.of("CH", "s:CH"),
                Arguments.of("", "s:"),
                Arguments.of("a:b{c}*", "s:a:b{c}*"),
                Arguments.of("Zürich \ud83d\ude00", "s:Zürich \ud83d\ude00"),
                Arguments.of(42, "i:42"),
                Arguments.of(Integer.MIN_VALUE, "i:-2147483648"),
                Arguments.of(42L, "l:42"),
                Arguments.of(Long.MIN_VALUE, "l:-9223372036854775808"),
                Arguments.of((short) -7, "h:-7"),
                Arguments.of((byte) -1, "b:-1"),
                Arguments.of(1.5, "d:1.5"),
                Arguments.of(-0.0, "d:-0.0"),
                Arguments.of(0.0, "d:0.0"),
                Arguments.of(Double.NaN, "d:NaN"),
                Arguments.of(Double.NEGATIVE_INFINITY, "d:-Infinity"),
                Arguments.of(Double.MIN_VALUE, "d:4.9E-324"),
                Arguments.of(1.5f, "f:1.5"),
                Arguments.of(-0.0f, "f:-0.0"),
                Arguments.of(Float.NaN, "f:NaN"),
                Arguments.of(true, "z:true"),
                Arguments.of(false, "z:false"),
                Arguments.of('x', "c:x"),
                Arguments.of('ä', "c:ä"),
                Arguments.of(':', "c::"),
                Arguments.of(
                        UUID.fromString("067e6162-3b6f-4ae2-a171-2470b63dff00"),
                        "u:067e6162-3b6f-4ae2-a171-2470b63dff00"),
                Arguments.of(new UUID(0, 1), "u:00000000-0000-0000-0000-000000000001"),
                Arguments.of(BigInteger.TWO.pow(100), "I:1267650600228229401496703205376"),
                Arguments.of(new BigDecimal("1.50"), "D:1.50"),
                Arguments.of(new BigDecimal("1.5"), "D:1.5"),
                Arguments.of(new BigDecimal("1E+9"), "D:1E+9"),
                Arguments.of(DayOfWeek.MONDAY, "e:java.time.DayOfWeek:MONDAY"),
                Arguments.of(Operator.PLUS, "e:org.tandemcache.codec.KeyFormatTest$Operator:PLUS"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("builtIn")
    void key_ofABuiltInType_isReadableAndComesBack(Object key, String text) {
        FarKey encoded = FORMAT.encode(key);

        assertThat(new String(encoded.bytes(), StandardCharsets.UTF_8)).isEqualTo("ns:cache:{}" + text);
        assertThat(encoded.key()).isSameAs(key);
        assertThat(decoded(encoded)).isEqualTo(key).hasSameClassAs(key);
        assertThat(format(key.getClass()).encode(key)).isEqualTo(encoded);
    }

    /** Such a key may be decoded, hashed and compared on an event loop: none of it is the user's code. */
    @ParameterizedTest(name = "{1}")
    @MethodSource("builtIn")
    void key_ofABuiltInType_isPlain(Object key, String text) {
        boolean isEnum = key instanceof Enum;
        assertThat(FORMAT.isPlain(FORMAT.encode(key)))
                .isEqualTo(!isEnum); // an enum is found by the user's class loader
        assertThat(KeyFormat.isPlain(key)).isEqualTo(!isEnum);

        Class<?> type = isEnum ? ((Enum<?>) key).getDeclaringClass() : key.getClass();
        KeyFormat typed = format(type);
        assertThat(typed.isPlain(typed.encode(key))).isTrue();
        assertThat(typed.named(typed.encode(key).bytes())).isEqualTo(typed.encode(key));
    }

    @ParameterizedTest
    @FieldSource("BY_UNITS_OR_CODEC")
    void key_ofAnotherKind_isNamedByItsBytesAlone(Object key) {
        FarKey encoded = FORMAT.encode(key);
        boolean plain = key instanceof String;

        assertThat(FORMAT.isPlain(encoded)).isEqualTo(plain);
        assertThat(KeyFormat.isPlain(key)).isEqualTo(plain);
        assertThat(FORMAT.named(encoded.bytes())).isEqualTo(encoded);
    }

    @ParameterizedTest
    @MethodSource
    void type_ofKeys_tellsHowManyArePlain(Class<?> type, KeyFormat.Plain plain) {
        assertThat(format(type).plain()).isEqualTo(plain);
    }

    static Stream<Arguments> type_ofKeys_tellsHowManyArePlain() {
        return Stream.of(
                Arguments.of(String.class, KeyFormat.Plain.ALL),
                Arguments.of(Long.class, KeyFormat.Plain.ALL),
                Arguments.of(UUID.class, KeyFormat.Plain.ALL),
                Arguments.of(Operator.class, KeyFormat.Plain.ALL),
                Arguments.of(Character.class, KeyFormat.Plain.SOME), // half of a pair goes through the codec
                Arguments.of(BigInteger.class, KeyFormat.Plain.SOME), // can have subclasses
                Arguments.of(Object.class, KeyFormat.Plain.SOME),
                Arguments.of(Comparable.class, KeyFormat.Plain.SOME),
                Arguments.of(Number.class, KeyFormat.Plain.SOME),
                Arguments.of(Enum.class, KeyFormat.Plain.NONE),
                Arguments.of(Route.class, KeyFormat.Plain.NONE),
                Arguments.of(List.class, KeyFormat.Plain.NONE));
    }

    @Test
    void bytes_ofNoKey_nameNone() {
        assertThat(FORMAT.named("ns:cache:{}".getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(FORMAT.named("ns:cache:{}sCH".getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(FORMAT.named("ns:cache:{}i:x".getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @SuppressWarnings("JavaUtilDate") // a key type that users have
    static final List<Object> BY_UNITS_OR_CODEC = List.of(
            "\ud83d",
            "\ude00\ud83d",
            "a\udfffb",
            '\ud83d',
            '\udfff',
            new Date(1),
            new Route("ZRH", "LHR"),
            new Flight(new Route("ZRH", "LHR"), LocalDate.of(2026, 1, 1), List.of("CDG")),
            LocalDate.of(2026, 1, 1),
            Locale.ROOT,
            List.of("a", 1, 2L));

    @ParameterizedTest
    @FieldSource("BY_UNITS_OR_CODEC")
    void key_ofAnotherKind_comesBack(Object key) {
        FarKey encoded = FORMAT.encode(key);

        assertThat(decoded(encoded)).isEqualTo(key);
        assertThat(FORMAT.encode(key)).isEqualTo(encoded);
    }

    @Test
    void keys_thatDiffer_haveDifferentBytes() {
        List<Object> keys = new ArrayList<>(BY_UNITS_OR_CODEC);
        builtIn().forEach(arguments -> keys.add(arguments.get()[0]));
        keys.addAll(List.of("1", 1, 1L, (short) 1, (byte) 1, 1.0, 1.0f, '1', BigInteger.ONE, BigDecimal.ONE, "i:1"));
        keys.addAll(List.of("?", "??", "true", "MONDAY", DayOfWeek.TUESDAY, Operator.MINUS));

        Set<FarKey> encoded = new HashSet<>();
        keys.forEach(key -> encoded.add(FORMAT.encode(key)));

        assertThat(encoded).hasSameSizeAs(new HashSet<>(keys));
    }

    @Test
    void nan_ofOtherBits_isTheSameKey() {
        double strange = Double.longBitsToDouble(0x7ff8_0000_0000_0123L);
        assertThat(FORMAT.encode(strange)).isEqualTo(FORMAT.encode(Double.NaN));
    }

    /** Kryo wrote the second of two same texts as a reference to the first, and two equal ones twice. */
    @Test
    void keys_equalButOfDistinctParts_haveEqualBytes() {
        Route oneObjectTwice = new Route("ZRH", "ZRH");
        Route twoObjects = new Route(new String("ZRH".toCharArray()), new String("ZRH".toCharArray()));

        assertThat(twoObjects).isEqualTo(oneObjectTwice);
        assertThat(FORMAT.encode(twoObjects)).isEqualTo(FORMAT.encode(oneObjectTwice));
    }

    @Test
    void keys_equalListsOfDistinctElements_haveEqualBytes() {
        LocalDate day = LocalDate.of(2026, 1, 1);
        LocalDate sameDay = LocalDate.of(2026, 1, 1);

        assertThat(FORMAT.encode(List.of(day, sameDay))).isEqualTo(FORMAT.encode(List.of(day, day)));
    }

    /** The array of a record is another one after decoding, and records compare arrays by identity. */
    @SuppressWarnings("ArrayRecordComponent") // as users have them
    record Shelf(int[] rows) implements Serializable {}

    @Test
    void key_thatDoesNotComeBackEqual_isRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> FORMAT.encode(new Shelf(new int[] {1})))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("does not come back equal");
        }
    }

    @Test
    void lists_thatAreEqual_areOneKeyWhateverTheirClass() {
        FarKey key = FORMAT.encode(List.of(1, 2));

        assertThat(FORMAT.encode(new ArrayList<>(List.of(1, 2)))).isEqualTo(key);
        assertThat(FORMAT.encode(List.of(0, 1, 2).subList(1, 3))).isEqualTo(key);
        assertThat(decoded(key)).isEqualTo(List.of(1, 2));
    }

    @Test
    void sets_thatAreEqual_areOneKeyWhateverTheirOrder() {
        TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of("a", "b", "c"));

        assertThat(FORMAT.encode(reversed)).isEqualTo(FORMAT.encode(new TreeSet<>(reversed)));
        assertThat(FORMAT.encode(reversed)).isEqualTo(FORMAT.encode(Set.of("a", "b", "c")));
        assertThat(format(TreeSet.class).encode(reversed).bytes())
                .isEqualTo(FORMAT.encode(reversed).bytes());
    }

    @Test
    void locales_thatDiffer_areTwoKeys() {
        assertThat(FORMAT.encode(Locale.forLanguageTag("zh-Hant-TW")))
                .isNotEqualTo(FORMAT.encode(Locale.forLanguageTag("zh-TW")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "i:",
                "i:x",
                "i:99999999999",
                "i:007",
                "i:+7",
                "z:yes",
                "c:xy",
                "d:1",
                "u:1-1-1-1-1",
                "c:",
                "u:1",
                "e:",
                "e:MONDAY",
                "e:no.such.Enum:A",
                "e:java.time.DayOfWeek:MOONDAY",
                "e:java.lang.String:A",
                "o:",
                "o:x",
                "q:1",
                "plain"
            })
    void bytes_thatAreNoKey_areForeign(String suffix) {
        assertThat(FORMAT.decode(("ns:cache:{}" + suffix).getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void bytes_ofAKeyOfAnotherType_areForeign() {
        FarKey number = format(Integer.class).encode(1);

        assertThat(format(String.class).decode(number.bytes())).isNull();
        assertThat(decoded(number)).isEqualTo(1);
    }

    @Test
    void key_thatTheCodecRefuses_isRefused() {
        assertThatThrownBy(() -> FORMAT.encode(new Thread("no key")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.Thread");
    }

    private static Object decoded(FarKey encoded) {
        FarKey decoded = FORMAT.decode(encoded.bytes());
        assertThat(decoded).isEqualTo(encoded);
        return decoded.key();
    }
}
