package org.tandemcache.observability;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs promtool to its end; where there is none, the test is skipped and says so. */
final class Promtool {
    record Run(int status, String output) {}

    private Promtool() {}

    static Path program(String name) {
        return PrometheusPrograms.find(name)
                .orElseGet(() -> abort("skipped, for there is no " + name + ": " + PrometheusPrograms.HINT));
    }

    static Run run(String... arguments) throws IOException, InterruptedException {
        return runWith("", arguments);
    }

    static Run runWith(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(program("promtool").toString()), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
