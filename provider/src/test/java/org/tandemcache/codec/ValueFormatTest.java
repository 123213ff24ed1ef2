package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.kryo.KryoCodecProvider;
import org.tandemcache.far.StoredEntry;

/** The envelope: its bytes, its versions, and what becomes of bytes that are none. */
class ValueFormatTest {
    private final ValueFormat format = format(Object.class);

    private static ValueFormat format(Class<?> type) {
        return TestFormats.values(type, "kryo", null, TestFormats.filter(ClassFilter.Mode.LEARNED));
    }

    record Point(int x, int y) {}

    static final List<Object> VALUES = List.of(
            "",
            "text",
            "Zürich \ud83d\ude00",
            "\ud83d",
            42,
            42L,
            (short) 42,
            (byte) 42,
            1.5,
            1.5f,
            true,
            false,
            'x',
            '\ud83d',
            UUID.randomUUID(),
            new Point(1, 2),
            List.of(1, "a"));

    @ParameterizedTest
    @FieldSource("VALUES")
    void value_stored_comesBack(Object value) {
        assertThat(format.decode(format.encode(value))).isEqualTo(value).hasSameClassAs(value);
        assertThat(format.unreadable()).isZero();
    }

    @Test
    void bytes_stored_comeBackAsACopy() {
        byte[] value = {1, 2, 3};
        byte[] stored = format.encode(value);
        value[0] = 9;

        assertThat(format.decode(stored)).isEqualTo(new byte[] {1, 2, 3});
        assertThat(format.decode(stored)).isNotSameAs(format.decode(stored));
    }

    @Test
    void header_ofABuiltInType_isAsDocumented() {
        byte[] stored = format.encode("CH");

        assertThat(stored).hasSize(20 + 3);
        assertThat(Arrays.copyOf(stored, 4)).containsExactly(0xF9, 0, 0, 0);
        assertThat(Arrays.copyOfRange(stored, 20, 23)).containsExactly('s', 'C', 'H');
    }

    @Test
    void header_ofAnObject_namesTheCodec() {
        byte[] stored = format.encode(new Point(1, 2));

        assertThat(Arrays.copyOf(stored, 4)).containsExactly(0xF9, KryoCodecProvider.ID, 0, 0);
    }

    @Test
    void number_stored_isBigEndian() {
        byte[] stored = format.encode(0x01020304);

        assertThat(Arrays.copyOfRange(stored, 20, stored.length)).containsExactly('i', 1, 2, 3, 4);
    }

    @Test
    void versions_ofManyWrites_areUnique() {
        ValueFormat other = format(Object.class);
        Set<ByteBuffer> versions = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            assertThat(versions.add(version(format.encode("same")))).isTrue();
            assertThat(versions.add(version(other.encode("same")))).isTrue();
        }
    }

    private static ByteBuffer version(byte[] stored) {
        return ByteBuffer.wrap(stored, 4, 16).slice();
    }

    static Stream<Arguments> unreadable() {
        byte[] good = format(Object.class).encode("text");
        return Stream.of(
                Arguments.of("nothing", new byte[0]),
                Arguments.of(
                        "text of somebody", "a text that is longer than the header".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("half a header", Arrays.copyOf(good, 19)),
                Arguments.of("a header alone", Arrays.copyOf(good, 20)),
                Arguments.of("another format", with(good, 0, 0xF8)),
                Arguments.of("another codec", with(good, 1, 63)),
                Arguments.of("a flag", with(good, 2, 1)),
                Arguments.of("a schema", with(good, 3, 1)),
                Arguments.of("an unknown mark", with(good, 20, 'q')),
                Arguments.of(
                        "a number that is too short",
                        Arrays.copyOf(format(Object.class).encode(42), 24)),
                Arguments.of("damaged bytes of the codec", with(good, 1, KryoCodecProvider.ID)));
    }

    private static byte[] with(byte[] stored, int index, int value) {
        byte[] changed = stored.clone();
        changed[index] = (byte) value;
        return changed;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void bytes_thatCannotBeRead_areAMissThatCounts(String what, byte[] stored) {
        assertThat(format.decode(stored)).isNull();
        assertThat(format.decode(stored)).isNull();
        assertThat(format.unreadable()).isEqualTo(2);
    }

    @Test
    void value_ofAnotherType_isAMissThatCounts() {
        ValueFormat texts = format(String.class);

        assertThat(texts.decode(format.encode(42))).isNull();
        assertThat(texts.unreadable()).isEqualTo(1);
    }

    @Test
    void value_ofASubtype_isReadable() {
        assertThat(format(Number.class).decode(format.encode(42))).isEqualTo(42);
    }

    @Test
    void header_inTheScripts_hasTheLengthOfTheEnvelope() {
        byte[] stored = format.encode("x");
        byte[] again = format.encode("x");

        assertThat(new StoredEntry(stored).header()).hasSize(StoredEntry.HEADER_LENGTH);
        assertThat(new StoredEntry(stored).header()).isNotEqualTo(new StoredEntry(again).header());
        assertThat(IntStream.range(20, stored.length).allMatch(i -> stored[i] == again[i]))
                .isTrue();
    }
}
