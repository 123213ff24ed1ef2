package org.tandemcache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The temporary directory in which an embedded server runs, with its configuration and its log.
 *
 * @param path where it is
 */
record ServerDirectory(Path path) {
    static final String CONFIG_FILE = "redis.conf";
    private static final String DUMP_FILE = "dump.rdb";

    /** Makes a directory with a configuration; the given lines come last, so that they win over the test kit's own. */
    static ServerDirectory create(int port, List<String> configLines) {
        List<String> lines = new ArrayList<>();
        lines.addAll(TlsLines.port(port, configLines));
        lines.add("bind 127.0.0.1");
        lines.add("save \"\"");
        lines.add("appendonly no");
        lines.addAll(configLines);
        try {
            ServerDirectory directory = new ServerDirectory(Files.createTempDirectory("tandem-testkit-redis-"));
            Files.write(directory.path.resolve(CONFIG_FILE), lines);
            return directory;
        } catch (IOException e) {
            throw new RedisServerException("No directory for an embedded Redis: " + e.getMessage(), e);
        }
    }

    Path logFile() {
        return path.resolve("redis.log");
    }

    String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile(), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            return "(the log can't be read: " + e.getMessage() + ")";
        }
    }

    /** Deletes the data that a killed server has saved: because it was told to, or to load what its primary sent. */
    void deleteDump() {
        try {
            Files.deleteIfExists(path.resolve(DUMP_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(DUMP_FILE + " of a killed Redis can't be deleted", e);
        }
    }

    void delete() {
        TemporaryDirectory.delete(path);
    }
}
