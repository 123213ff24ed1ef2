package org.tandemcache.corpus;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.ValueFormat;

/** Values that are written by this JVM and read by another one; both have an allow list and a strict class filter. */
final class OtherJvm {
    private OtherJvm() {}

    /** Of all values that this JVM takes, and of those that it refuses. */
    static Map<String, Outcome> outcomes(List<Specimen> specimens, Path directory)
            throws IOException, InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Path values = directory.resolve("values");
        Path read = directory.resolve("read");
        try (DataOutputStream output = new DataOutputStream(Files.newOutputStream(values))) {
            for (Specimen specimen : specimens) {
                for (Column column : Column.values()) {
                    Object value = specimen.value();
                    Class<?> type = column.type(value);
                    try {
                        byte[] stored = Formats.values(column, type, Formats.allowing(type))
                                .encode(value);
                        output.writeUTF(specimen.id());
                        output.writeUTF(column.name());
                        output.writeInt(stored.length);
                        output.write(stored);
                    } catch (CodecException e) {
                        outcomes.put(key(column, specimen.id()), Outcome.refused(e));
                    } catch (RuntimeException | LinkageError | StackOverflowError e) {
                        outcomes.put(key(column, specimen.id()), Outcome.raw(e));
                    }
                }
            }
        }
        run(values, read);
        try (DataInputStream input = new DataInputStream(Files.newInputStream(read))) {
            for (int n = input.readInt(); n > 0; n--) {
                String key = input.readUTF();
                outcomes.put(key, new Outcome(Outcome.Kind.valueOf(input.readUTF()), input.readUTF()));
            }
        }
        return outcomes;
    }

    static String key(Column column, String specimen) {
        return column.name() + " " + specimen;
    }

    private static void run(Path values, Path read) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-Duser.timezone=" + System.getProperty("user.timezone", "UTC"),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        OtherJvm.class.getName(),
                        values.toString(),
                        read.toString())
                .inheritIO()
                .start();
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("the other JVM has not read all values");
        }
    }

    /** The other JVM. */
    public static void main(String[] files) throws IOException {
        Map<String, Specimen> specimens = new LinkedHashMap<>();
        Corpus.values().forEach(specimen -> specimens.put(specimen.id(), specimen));
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        try (DataInputStream input = new DataInputStream(Files.newInputStream(Path.of(files[0])))) {
            while (input.available() > 0) {
                Specimen specimen = specimens.get(input.readUTF());
                Column column = Column.valueOf(input.readUTF());
                byte[] stored = input.readNBytes(input.readInt());
                Class<?> type = column.type(specimen.value());
                ValueFormat reader = Formats.values(column, type, Formats.allowing(type));
                outcomes.put(key(column, specimen.id()), Outcome.read(reader, stored, specimen));
            }
        }
        try (DataOutputStream output = new DataOutputStream(Files.newOutputStream(Path.of(files[1])))) {
            output.writeInt(outcomes.size());
            for (Map.Entry<String, Outcome> each : outcomes.entrySet()) {
                output.writeUTF(each.getKey());
                output.writeUTF(each.getValue().kind().name());
                String detail = each.getValue().detail();
                output.writeUTF(detail.substring(0, Math.min(2_000, detail.length())));
            }
        }
    }
}
