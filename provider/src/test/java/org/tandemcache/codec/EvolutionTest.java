package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.ValueFormat;

/**
 * A class has changed since a value was written: the right value or a miss. Two class loaders hold the two versions;
 * the value has the old one's default state.
 */
class EvolutionTest {
    @TempDir
    static Path directory;

    /** What is to come out: fields by name, or a miss, or either. */
    private record Change(String what, String before, String after, Map<String, Object> read, boolean missAllowed) {}

    private static final String KEPT = "public String kept = \"yes\"; ";

    private static Stream<Change> changes() {
        return Stream.of(
                new Change("nothing", "public int n = 7;", "public int n;", Map.of("n", 7), false),
                new Change("gained a field", "", "public int n;", Map.of("n", 0), false),
                new Change("gained a reference", "", "public Object n;", Map.of(), false),
                new Change("lost a field", "public int n = 7;", "", Map.of(), false),
                new Change(
                        "lost a list",
                        "public java.util.List<String> n = new java.util.ArrayList<>(java.util.List.of(\"a\"));",
                        "",
                        Map.of(),
                        false),
                new Change("int to long", "public int n = 7;", "public long n;", Map.of("n", 7L), true),
                new Change("long that fits to int", "public long n = 7;", "public int n;", Map.of("n", 7), true),
                new Change(
                        "long that does not fit to int",
                        "public long n = 7000000000L;",
                        "public int n;",
                        Map.of(),
                        true),
                new Change("int to Integer", "public int n = 7;", "public Integer n;", Map.of("n", 7), true),
                new Change("double to int", "public double n = 7.5;", "public int n;", Map.of(), true),
                new Change("float to double", "public float n = 7.5f;", "public double n;", Map.of("n", 7.5), true),
                new Change("text to int", "public String n = \"text\";", "public int n;", Map.of(), true),
                new Change("text of digits to int", "public String n = \"7\";", "public int n;", Map.of("n", 7), true),
                new Change("int to text", "public int n = 7;", "public String n;", Map.of("n", "7"), true),
                new Change(
                        "text to list",
                        "public String n = \"text\";",
                        "public java.util.List<String> n;",
                        Map.of(),
                        true),
                new Change(
                        "list to map",
                        "public java.util.List<String> n = new java.util.ArrayList<>(java.util.List.of(\"a\"));",
                        "public java.util.Map<String, String> n;",
                        Map.of(),
                        true),
                new Change("boolean to int", "public boolean n = true;", "public int n;", Map.of(), true),
                new Change("null to int", "public Integer n;", "public int n;", Map.of("n", 0), true),
                new Change(
                        "enum reordered",
                        "public enum E { A, B } public E n = E.B;",
                        "public enum E { C, B, A } public E n; ",
                        Map.of("n", "B"),
                        true),
                new Change(
                        "enum constant lost",
                        "public enum E { A, B } public E n = E.B;",
                        "public enum E { A } public E n;",
                        Map.of(),
                        true));
    }

    static Stream<Arguments> cases() {
        return Stream.of("kryo", "json", "json typed", "java")
                .flatMap(codec -> changes().map(change -> Arguments.of(codec, change.what(), change)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void class_thatHasChanged_givesTheRightValueOrAMiss(String codec, String what, Change change) throws Exception {
        String head =
                "public class Car implements java.io.Serializable { private static final long serialVersionUID = 1; ";
        try (URLClassLoader old = compiled("old", head + KEPT + change.before() + "}");
                URLClassLoader now = compiled("new", head + "public String kept; " + change.after() + "}")) {
            Object car = old.loadClass("Car").getConstructor().newInstance();
            ValueFormat format = format(codec, now);

            Object back = format.decode(format(codec, old).encode(car));

            if (back == null) {
                assertThat(change.missAllowed()).as("missed").isTrue();
                assertThat(format.unreadable()).isEqualTo(1);
            } else {
                assertThat(back.getClass().getField("kept").get(back)).isEqualTo("yes");
                assertThat(fields(back)).isEqualTo(new TreeMap<>(change.read()));
            }
        }
    }

    private static Map<String, Object> fields(Object object) throws ReflectiveOperationException {
        Map<String, Object> fields = new TreeMap<>();
        for (var field : object.getClass().getFields()) {
            Object value = field.get(object);
            if (!field.getName().equals("kept") && value != null) {
                fields.put(field.getName(), value instanceof Enum<?> constant ? constant.name() : value);
            }
        }
        return fields;
    }

    /** docs/codecs.md says who gives a field its value that the bytes don't hold. */
    @ParameterizedTest(name = "{0}, constructor for {1}")
    @CsvSource({
        "kryo, everybody, 5",
        "kryo, nobody else, 5",
        "kryo, text alone, 0",
        "json, everybody, 5",
        "java, everybody, 0"
    })
    void field_thatWasGained_hasWhatAConstructorWithoutParametersGives_elseZero(
            String codec, String constructor, int expected) throws Exception {
        String head =
                "public class Car implements java.io.Serializable { private static final long serialVersionUID = 1; "
                        + "public String kept; public static Car made() { Car c = new Car("
                        + (constructor.equals("text alone") ? "null" : "") + "); c.kept = \"yes\"; return c; } "
                        + switch (constructor) {
                            case "everybody" -> "public Car() {}";
                            case "nobody else" -> "private Car() {}";
                            default -> "public Car(String any) {}";
                        };
        try (URLClassLoader old = compiled("old", head + "}");
                URLClassLoader now = compiled("new", head + " public int n = 5; }")) {
            Object car = old.loadClass("Car").getMethod("made").invoke(null);

            Object back = format(codec, now).decode(format(codec, old).encode(car));

            assertThat(fields(back)).isEqualTo(Map.of("n", expected));
        }
    }

    /** A list's elements are not checked by the JVM when they are read: a fingerprint of the type is. */
    @ParameterizedTest
    @MethodSource("codecs")
    void list_ofOtherElements_isRightOrAMiss(String codec) throws Exception {
        String head =
                "public class Car implements java.io.Serializable { private static final long serialVersionUID = 1; ";
        try (URLClassLoader old = compiled(
                        "old",
                        head
                                + "public java.util.List<String> n = new java.util.ArrayList<>(java.util.List.of(\"a\")); }");
                URLClassLoader now = compiled(
                        "new",
                        head + "public java.util.List<Integer> n; public int sum() { int s = 0; for (int i : n) s += i;"
                                + " return s; } }")) {
            Object car = old.loadClass("Car").getConstructor().newInstance();

            Object back = format(codec, now).decode(format(codec, old).encode(car));

            assertThat(back).isNull();
        }
    }

    static Stream<String> codecs() {
        return Stream.of("kryo", "json typed"); // Java serialization does not know what lists hold
    }

    private static Stream<Change> recordChanges() {
        return Stream.of(
                new Change("nothing", "int n", "int n", Map.of("n", 0), false),
                new Change("gained a component", "", "int n", Map.of("n", 0), false),
                new Change("lost a component", "int n", "", Map.of(), false),
                new Change("changed the order", "int n, int m", "int m, int n", Map.of("n", 0, "m", 1), false),
                new Change("int to long", "int n", "long n", Map.of("n", 0L), true),
                new Change("int to text", "int n", "String n", Map.of("n", "0"), true));
    }

    static Stream<Arguments> recordCases() {
        return Stream.of("kryo", "json", "json typed", "java")
                .flatMap(codec -> recordChanges().map(change -> Arguments.of(codec, change.what(), change)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("recordCases")
    void record_thatHasChanged_givesTheRightValueOrAMiss(String codec, String what, Change change) throws Exception {
        try (URLClassLoader old = compiled("old", recordOf(change.before()));
                URLClassLoader now = compiled("new", recordOf(change.after()))) {
            var constructor = old.loadClass("Car").getConstructors()[0];
            Object[] components = new Object[constructor.getParameterCount()];
            components[0] = "yes";
            for (int i = 1; i < components.length; i++) {
                components[i] = i - 1;
            }
            ValueFormat format = format(codec, now);

            Object back = format.decode(format(codec, old).encode(constructor.newInstance(components)));

            if (back == null) {
                assertThat(change.missAllowed()).as("missed").isTrue();
            } else {
                Map<String, Object> read = new TreeMap<>();
                for (var component : back.getClass().getRecordComponents()) {
                    read.put(component.getName(), component.getAccessor().invoke(back));
                }
                assertThat(read.remove("kept")).isEqualTo("yes");
                assertThat(read).isEqualTo(new TreeMap<>(change.read()));
            }
        }
    }

    /** A field of a superclass got what a field of that name of the subclass had held. */
    @ParameterizedTest(name = "{0}: {1} to {2}")
    @CsvSource({"kryo, own, none", "kryo, none, own", "java, own, none", "java, none, own"})
    void field_thatHidesOneOfTheSuperclass_isNeverTakenForIt(String codec, String before, String after)
            throws Exception {
        try (URLClassLoader old = compiled("old", hiding(before));
                URLClassLoader now = compiled("new", hiding(after))) {
            Object car = old.loadClass("Car").getConstructor().newInstance();
            ValueFormat format = format(codec, now);

            Object back = format.decode(format(codec, old).encode(car));

            if (back != null) {
                assertThat(back.getClass().getMethod("parent").invoke(back)).isEqualTo("parent's");
            }
            assertThat(back == null).isEqualTo(codec.equals("kryo") && after.equals("own"));
        }
    }

    private static String hiding(String field) {
        String head = "implements java.io.Serializable { private static final long serialVersionUID = 1; ";
        return "class Par " + head + "String name = \"parent's\"; } public class Car extends Par " + head
                + (field.equals("own") ? "String name = \"child's\"; " : "")
                + "public String parent() { return ((Par) this).name; } }";
    }

    private static String recordOf(String components) {
        return "public record Car(String kept" + (components.isEmpty() ? "" : ", " + components)
                + ") implements java.io.Serializable { }";
    }

    @ParameterizedTest
    @MethodSource("allCodecs")
    void class_thatIsGone_isAMiss(String codec) throws Exception {
        try (URLClassLoader old =
                compiled("old", "public class Car implements java.io.Serializable { public int n; }")) {
            Object car = old.loadClass("Car").getConstructor().newInstance();
            ValueFormat format = TestFormats.values(
                    TestFormats.context(Object.class, TestFormats.filter(Mode.ANY), TestFormats.LOADER),
                    codec,
                    TestFormats.compression(null));

            assertThat(format.decode(format(codec, old).encode(car))).isNull();
            assertThat(format.unreadable(UnreadableReason.MISSING_CLASS)).isEqualTo(1);
        }
    }

    static Stream<String> allCodecs() {
        return Stream.of("kryo", "json", "java");
    }

    private static ValueFormat format(String codec, ClassLoader loader) throws ClassNotFoundException {
        Class<?> type = codec.endsWith("typed") ? loader.loadClass("Car") : Object.class;
        return TestFormats.values(
                TestFormats.context(type, TestFormats.filter(Mode.STRICT, "Car", "Par"), loader),
                codec.substring(0, 4),
                TestFormats.compression(null));
    }

    /** Each source is compiled once: that takes most of the time. */
    private static URLClassLoader compiled(String version, String source) throws IOException {
        Path classes = directory.resolve(version + "-" + Integer.toHexString(source.hashCode()));
        if (!Files.exists(classes)) {
            compile(Files.createDirectories(classes), source);
        }
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, EvolutionTest.class.getClassLoader());
    }

    private static void compile(Path classes, String source) throws IOException {
        Path file = Files.writeString(classes.resolve("Car.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(
                        null, null, null, "-proc:none", "-parameters", "-d", classes.toString(), file.toString()))
                .isZero();
    }
}
