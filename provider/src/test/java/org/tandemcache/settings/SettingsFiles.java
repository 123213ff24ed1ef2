package org.tandemcache.settings;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.tandemcache.config.TandemConfiguration;

/** Settings from a file that a test writes. */
final class SettingsFiles {
    private static final ClassLoader LOADER = SettingsFiles.class.getClassLoader();

    private SettingsFiles() {}

    static Settings of(Path directory, String text) {
        return of(directory, text, Map.of());
    }

    static Settings of(Path directory, String text, Map<String, String> environment) {
        return Settings.of(written(directory, text).toUri(), LOADER, new Properties(), environment);
    }

    static Path written(Path directory, String text) {
        try {
            return Files.writeString(directory.resolve("tandem.conf"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TandemConfiguration<Object, Object> cache(Settings settings, String name) {
        return settings.cache(name, LOADER);
    }

    static KnownKeys known() {
        return new KnownKeys(
                ConfigFactory.parseResources(LOADER, "reference.conf").getConfig("tandem"));
    }
}
