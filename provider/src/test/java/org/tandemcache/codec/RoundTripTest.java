package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.Samples.Box;
import org.tandemcache.codec.Samples.Order;
import org.tandemcache.codec.format.ValueFormat;

/** Every codec with every compressor gives back what it was given. */
class RoundTripTest {
    static Stream<Arguments> formats() {
        return Stream.of("kryo", "json", "java")
                .flatMap(codec -> Stream.of("none", "lz4", "zstd").map(compressor -> Arguments.of(codec, compressor)));
    }

    private static ValueFormat format(Class<?> type, String codec, String compressor) {
        return TestFormats.values(
                type, codec, compressor.equals("none") ? null : compressor, TestFormats.filter(Mode.LEARNED));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formats")
    void graph_ofAnyShape_comesBackEqual(String codec, String compressor) {
        ValueFormat format = format(Object.class, codec, compressor);
        for (int seed = 0; seed < 400; seed++) {
            Box graph = Samples.graph(new Random(seed), 4);

            Object back = format.decode(format.encode(graph));

            assertThat(back).as("seed %s", seed).isEqualTo(graph);
        }
        assertThat(format.unreadable()).isZero();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formats")
    void value_ofTheDeclaredType_comesBackEqual(String codec, String compressor) {
        ValueFormat format = format(Order.class, codec, compressor);
        for (int i = 0; i < 400; i++) {
            assertThat(format.decode(format.encode(Samples.order(i)))).isEqualTo(Samples.order(i));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formats")
    void list_ofRecords_comesBackSmallerWhenCompressed(String codec, String compressor) {
        List<Order> orders = Samples.orders(1_000);
        int plain = format(Object.class, codec, "none").encode(orders).length;
        ValueFormat format = format(Object.class, codec, compressor);

        byte[] stored = format.encode(orders);

        assertThat(format.decode(stored)).isEqualTo(orders);
        if (!compressor.equals("none")) {
            assertThat(stored).hasSizeLessThan(plain / 2);
            assertThat(stored[2]).isEqualTo((byte) (compressor.equals("lz4") ? 1 : 2));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formats")
    void text_longAndRandom_isCompressedOnlyIfThatMakesItSmaller(String codec, String compressor) {
        ValueFormat format = format(Object.class, codec, compressor);
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        String text = "Lorem ipsum dolor sit amet. ".repeat(200);

        byte[] stored = format.encode(noise);

        assertThat(stored[2]).isZero();
        assertThat(format.decode(stored)).isEqualTo(noise);
        assertThat(format.decode(format.encode(text))).isEqualTo(text);
        assertThat(format.encode("short")[2]).isZero();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formats")
    void value_ofEveryCodec_isReadByEveryOtherThatNamesIt(String codec, String compressor) {
        ClassFilter filter = TestFormats.filter(Mode.LEARNED);
        byte[] stored = TestFormats.values(Object.class, codec, compressor.equals("none") ? null : compressor, filter)
                .encode(new ArrayList<>(Samples.orders(100)));
        for (String other : List.of("kryo", "json", "java", "string", "bytes")) {
            CodecContext context = TestFormats.context(Object.class, filter, TestFormats.LOADER);
            ValueFormat format = TestFormats.values(context, other, TestFormats.compression(null), codec);
            assertThat(format.decode(stored)).as(other).isEqualTo(Samples.orders(100));
            ValueFormat others = TestFormats.values(Object.class, other, null, filter);
            assertThat(others.decode(stored))
                    .as("%s alone", other)
                    .isEqualTo(other.equals(codec) ? Samples.orders(100) : null);
            assertThat(others.unreadable(UnreadableReason.UNKNOWN_CODEC)).isEqualTo(other.equals(codec) ? 0 : 1);
        }
    }
}
