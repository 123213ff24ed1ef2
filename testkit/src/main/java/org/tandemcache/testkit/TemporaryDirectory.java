package org.tandemcache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that is deleted, with what lies in it, when it is closed or the JVM ends. Thread-safe. */
final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final Thread shutdownHook = new Thread(this::delete, "tandem-testkit-delete");

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    static TemporaryDirectory create(String prefix) {
        try {
            TemporaryDirectory directory = new TemporaryDirectory(Files.createTempDirectory(prefix));
            Runtime.getRuntime().addShutdownHook(directory.shutdownHook);
            return directory;
        } catch (IOException e) {
            throw new RedisServerException("No temporary directory: " + e.getMessage(), e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    private void delete() {
        delete(path);
    }

    /** What somebody else has deleted already counts as deleted. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> contents = Files.walk(directory)) {
            for (Path file : contents.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // deleted by somebody else meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException("A temporary directory can't be deleted", e);
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook has nothing left to do.
        }
    }
}
