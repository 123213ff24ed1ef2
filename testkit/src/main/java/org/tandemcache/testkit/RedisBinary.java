package org.tandemcache.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The server program for this machine, unpacked once in a JVM. The programs are statically linked and lie in the jar
 * {@code org.signal:embedded-redis}, of which nothing else is used: its classes can't pause or restart a process.
 */
final class RedisBinary {
    private static final String VERSION = "7.0.15";

    private RedisBinary() {}

    static Path path() {
        return Unpacked.PATH;
    }

    /** The resource with the program for an operating system and a processor, by Java's names for them. */
    static String resourceName(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.contains("linux") ? "linux" : os.contains("mac") ? "darwin" : "none";
        String processor = switch (osArch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> "none";
        };
        if (system.equals("none") || processor.equals("none")) {
            throw new RedisServerException("There is no embedded Redis for " + osName + " on " + osArch + ": set "
                    + RedisSource.PROPERTY + " to redis://host:port of a running server, or to image:redis:8");
        }
        return "redis-server-" + VERSION + "-" + system + "-" + processor;
    }

    /** Unpacks when it is first asked for. */
    private static final class Unpacked {
        static final Path PATH = unpack(resourceName(System.getProperty("os.name"), System.getProperty("os.arch")));

        private static Path unpack(String name) {
            try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
                if (in == null) {
                    throw new RedisServerException(name + " isn't on the class path: is org.signal:embedded-redis?");
                }
                Path directory = Files.createTempDirectory("tandem-testkit-");
                directory.toFile().deleteOnExit();
                Path program = directory.resolve("redis-server");
                program.toFile().deleteOnExit();
                Files.copy(in, program);
                if (!program.toFile().setExecutable(true)) {
                    throw new IOException("can't be made executable: " + program);
                }
                return program;
            } catch (IOException e) {
                throw new RedisServerException("The embedded Redis can't be unpacked: " + e.getMessage(), e);
            }
        }
    }
}
