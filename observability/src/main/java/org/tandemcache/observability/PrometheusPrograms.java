package org.tandemcache.observability;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where {@code prometheus} and {@code promtool} are: in the folder that the property {@code tandem.test.prometheus}
 * names, where {@code .ci/prometheus} has put them, or among the programs of this machine.
 */
final class PrometheusPrograms {
    static final String HINT = ".ci/prometheus target/prometheus brings it where there is Debian;"
            + " -Dtandem.test.prometheus=FOLDER names its folder";

    private PrometheusPrograms() {}

    static Optional<Path> find(String name) {
        List<String> folders = new ArrayList<>();
        folders.add(System.getProperty("tandem.test.prometheus", ""));
        folders.add("../target/prometheus/usr/bin");
        folders.add("target/prometheus/usr/bin");
        folders.addAll(Arrays.asList(
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1)));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toAbsolutePath)
                .findFirst();
    }
}
