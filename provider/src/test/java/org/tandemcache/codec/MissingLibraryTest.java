package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.ValueFormat;

/** Without an optional library, choosing what rests on it names the artifact, and everything else works. */
class MissingLibraryTest {
    /** Loaded where the library is not. Chooses what it is given, as {@code codec} or {@code codec/compressor}. */
    public static final class Probe implements Function<String, String> {
        @Override
        public String apply(String choice) {
            String[] names = choice.split("/", -1);
            try {
                ValueFormat format = TestFormats.values(
                        Object.class, names[0], names.length > 1 ? names[1] : null, TestFormats.filter(Mode.LEARNED));
                Object list = new ArrayList<>(List.of("text ".repeat(1_000)));
                return String.valueOf(list.equals(format.decode(format.encode(list))));
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }
    }

    @ParameterizedTest(name = "without {0}: {1}")
    @CsvSource({
        "kryo5, kryo, com.esotericsoftware.kryo:kryo5, java/lz4",
        "jackson, json, tools.jackson.core:jackson-databind, kryo/lz4",
        "lz4-java, kryo/lz4, at.yawk.lz4:lz4-java, kryo/zstd",
        "zstd-jni, kryo/zstd, com.github.luben:zstd-jni, json/lz4",
    })
    void choice_withoutItsLibrary_namesTheArtifact(String library, String choice, String artifact, String other)
            throws Exception {
        try (URLClassLoader without = without(library)) {
            Function<String, String> probe = probe(without);

            assertThat(probe.apply(choice)).contains(artifact).contains("is configured");
            assertThat(probe.apply(other)).isEqualTo("true");
        }
    }

    @SuppressWarnings("unchecked") // it is one, of another loader
    private static Function<String, String> probe(ClassLoader loader) throws ReflectiveOperationException {
        return (Function<String, String>)
                loader.loadClass(Probe.class.getName()).getConstructor().newInstance();
    }

    private static URLClassLoader without(String library) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().startsWith(library)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
