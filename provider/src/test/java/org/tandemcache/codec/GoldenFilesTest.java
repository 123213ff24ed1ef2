package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;

/**
 * What earlier versions have written is read for ever. The files under {@code golden} are never changed; a new codec or
 * compressor adds some, by {@link #main}.
 */
class GoldenFilesTest {
    private record Golden(Class<?> type, String codec, String compressor, Object value) {
        ValueFormat format() {
            return TestFormats.values(
                    type, codec, compressor, TestFormats.filter(Mode.STRICT, "org.tandemcache.codec.**"));
        }
    }

    private static Map<String, Golden> files() {
        Map<String, Golden> files = new LinkedHashMap<>();
        Object graph = Samples.graph(new Random(42), 4);
        for (String codec : new String[] {"kryo", "json", "java"}) {
            files.put(codec + "-record", new Golden(Samples.Order.class, codec, null, Samples.order(7)));
            files.put(codec + "-graph", new Golden(Object.class, codec, null, graph));
            for (String compressor : new String[] {"lz4", "zstd"}) {
                files.put(
                        codec + "-list-" + compressor,
                        new Golden(Object.class, codec, compressor, Samples.orders(100)));
            }
        }
        files.put("kryo-exact", new Golden(Object.class, "kryo", null, Samples.exact()));
        files.put("kryo-own-serialization", new Golden(Object.class, "kryo", null, Samples.ownSerialization()));
        files.put("kryo-hidden-field", new Golden(Object.class, "kryo", null, new Samples.Hiding("a", "b")));
        files.put(
                "kryo-array",
                new Golden(Object.class, "kryo", null, new Locale[] {Locale.forLanguageTag("zh-Hant-TW"), null}));
        files.put("string-text", new Golden(Object.class, "string", null, "Zürich"));
        files.put("bytes-array", new Golden(Object.class, "bytes", null, new byte[] {1, 2, 3}));
        files.put("builtin-text", new Golden(Object.class, "kryo", null, "Zürich"));
        files.put("builtin-text-utf16", new Golden(Object.class, "kryo", null, "\ud83d"));
        files.put("builtin-text-lz4", new Golden(Object.class, "kryo", "lz4", "Zürich ".repeat(1_000)));
        files.put("builtin-text-zstd", new Golden(Object.class, "kryo", "zstd", "Zürich ".repeat(1_000)));
        files.put("builtin-integer", new Golden(Object.class, "kryo", null, 42));
        files.put("builtin-long", new Golden(Object.class, "kryo", null, 42L));
        files.put("builtin-short", new Golden(Object.class, "kryo", null, (short) 42));
        files.put("builtin-byte", new Golden(Object.class, "kryo", null, (byte) 42));
        files.put("builtin-double", new Golden(Object.class, "kryo", null, 1.5));
        files.put("builtin-float", new Golden(Object.class, "kryo", null, 1.5f));
        files.put("builtin-boolean", new Golden(Object.class, "kryo", null, true));
        files.put("builtin-character", new Golden(Object.class, "kryo", null, 'x'));
        files.put("builtin-bytes", new Golden(Object.class, "kryo", null, new byte[] {1, 2, 3}));
        return files;
    }

    static Stream<String> names() {
        return files().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void file_ofTheCurrentFormat_isRead(String name) throws IOException {
        Golden golden = files().get(name);

        assertThat(golden.format().decode(read(name))).isEqualTo(golden.value());
    }

    /**
     * They stand for a load that is under way, or say that there is nothing to load: no values to whoever reads them.
     */
    @ParameterizedTest
    @ValueSource(strings = {"marker-lease", "marker-absent"})
    void marker_ofTheCurrentFormat_isNoValue(String name) throws IOException {
        ValueFormat format = TestFormats.values(
                Object.class, "kryo", null, TestFormats.filter(Mode.STRICT, "org.tandemcache.codec.**"));
        boolean absent = name.equals("marker-absent");
        byte[] marker = read(name);
        byte[] today = absent ? format.absence() : format.marker();

        assertThat(format.decode(marker)).isNull();
        assertThat(format.unreadable()).isZero();
        assertThat(new StoredEntry(marker).isMarker()).isTrue();
        assertThat(new StoredEntry(marker).isAbsence()).isEqualTo(absent);
        assertThat(today).hasSameSizeAs(marker);
        assertThat(Arrays.copyOf(marker, 4)).isEqualTo(Arrays.copyOf(today, 4));
        assertThat(marker[20]).isEqualTo(today[20]);
    }

    /**
     * Their blocks stand between header and payload. A cache without stamps takes them for a format it does not know.
     */
    @ParameterizedTest
    @ValueSource(strings = {"stamps-generation", "stamps-generation-lz4", "stamps-tags"})
    void stamps_ofTheCurrentFormat_areReadByWhoKnowsThem(String name) throws IOException {
        ClassFilter filter = TestFormats.filter(Mode.STRICT, "org.tandemcache.codec.**");
        byte[] file = read(name);
        Object value = name.endsWith("lz4") ? "Zürich ".repeat(1_000) : "Zürich";
        Stamps stamps = new Stamps(
                0x0123456789ABCDEFL,
                name.endsWith("tags")
                        ? List.of(new Stamps.Stamp("category:7", 42), new Stamps.Stamp("Zürich", -1))
                        : List.of());
        ValueFormat plain = TestFormats.values(Object.class, "kryo", "lz4", filter);
        ValueFormat stamped = TestFormats.stamped(Object.class, "kryo", "lz4", filter);

        assertThat(stamped.decode(file)).isEqualTo(value);
        assertThat(Stamps.of(file)).isEqualTo(stamps);
        assertThat(plain.decode(file)).isNull();
        assertThat(plain.unreadable(UnreadableReason.UNKNOWN_FORMAT)).isEqualTo(1);
        byte[] today = stamped.encodeIfWritable(value, stamps.toBytes());
        Arrays.fill(file, 4, StoredEntry.HEADER_LENGTH, (byte) 0);
        Arrays.fill(today, 4, StoredEntry.HEADER_LENGTH, (byte) 0);
        assertThat(today).isEqualTo(file);
        assertThat(ValueFormat.uncompressedLength(file))
                .isGreaterThanOrEqualTo(value.toString().length());
    }

    /** But for the version, bytes 4 to 19, which is another one in each write. */
    @ParameterizedTest
    @MethodSource("names")
    void file_ofTheCurrentFormat_hasTheHeaderOfToday(String name) throws IOException {
        Golden golden = files().get(name);
        byte[] today = golden.format().encode(golden.value());

        assertThat(Arrays.copyOf(read(name), 4)).isEqualTo(Arrays.copyOf(today, 4));
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream file = GoldenFilesTest.class.getResourceAsStream("/golden/" + name + ".bin")) {
            assertThat(file).as(name).isNotNull();
            return file.readAllBytes();
        }
    }

    /** Writes the files that are missing, as of a new codec, into the directory that is named; no other is touched. */
    public static void main(String[] directory) throws IOException {
        for (Map.Entry<String, Golden> each : files().entrySet()) {
            Path file = Path.of(directory[0]).resolve(each.getKey() + ".bin");
            if (!Files.exists(file)) {
                Files.write(
                        file, each.getValue().format().encode(each.getValue().value()));
            }
        }
    }
}
