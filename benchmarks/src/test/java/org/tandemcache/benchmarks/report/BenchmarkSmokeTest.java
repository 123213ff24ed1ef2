package org.tandemcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark runs for every peer, and the report can be written. Times mean nothing here. */
class BenchmarkSmokeTest {
    @Test
    void report_ofAllBenchmarks_isWritten(@TempDir Path directory) throws Exception {
        BenchmarkReport.write(Plan.smoke(), directory);

        assertThat(directory.resolve("README.md"))
                .content()
                .contains("| FarBenchmark.get size=10, 1 thread | tandem |")
                .contains("| near hit, String, statistics on | caffeine-jcache | ≥ 0.8 × | not measured |");
        assertThat(directory.resolve("FarBenchmark.png")).isNotEmptyFile();
    }
}
