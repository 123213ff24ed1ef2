package org.tandemcache.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures by a plan ({@code short}, {@code targets}, {@code full}, or {@code smoke} to try the report itself) and
 * writes the report into a directory.
 */
public final class BenchmarkReport {
    private BenchmarkReport() {}

    public static void main(String[] arguments) throws IOException, RunnerException {
        System.setProperty("java.awt.headless", "true");
        write(Plan.named(arguments[0]), Path.of(arguments[1]));
    }

    static void write(Plan plan, Path directory) throws IOException, RunnerException {
        ProcessorTime before = ProcessorTime.now();
        List<Measured> all = Measurements.of(plan);
        Map<String, String> machine = Environment.machine(before, ProcessorTime.now());
        Files.createDirectories(directory);
        List<String> charts = Charts.write(all, directory);
        String text = new MarkdownReport(plan, all, LocalDate.now(ZoneOffset.UTC), machine).text(charts);
        Files.writeString(directory.resolve("README.md"), text);
    }
}
