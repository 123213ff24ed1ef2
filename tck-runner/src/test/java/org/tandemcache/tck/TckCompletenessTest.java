package org.tandemcache.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.TandemCachingProvider;

/**
 * Reads the reports of the TCK's runs that have just ended: a test that silently didn't run must not pass for one that
 * did.
 */
class TckCompletenessTest {
    private static final int TESTS_OF_TCK = 481;

    static Stream<String> runs() {
        return Stream.of(System.getProperty("tck.runs").split(","));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void tck_ranAllItsTests(String run) throws Exception {
        assertThat(reports(run).tests()).isEqualTo(TESTS_OF_TCK);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void tck_hasNoFailureNoErrorNoSkippedTest(String run) throws Exception {
        assertThat(reports(run).unsuccessful()).isZero();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void tck_excludedTheAllowedTestsOnly(String run) throws Exception {
        assertThat(reports(run).exclusions())
                .containsExactlyInAnyOrderElementsOf(allowedExclusions().keySet());
    }

    @Test
    void allowedExclusions_haveReasons() throws IOException {
        assertThat(allowedExclusions().values())
                .allSatisfy(reason -> assertThat(reason).contains(" "));
    }

    @Test
    void provider_isTandemAlone() {
        assertThat(System.getProperty(Caching.JAVAX_CACHE_CACHING_PROVIDER)).isNull();
        assertThat(Caching.getCachingProviders()).singleElement().isInstanceOf(TandemCachingProvider.class);
    }

    private static TckReports reports(String run) throws Exception {
        return TckReports.read(Path.of(System.getProperty("tck.reports"), run + "-reports"));
    }

    /** The allowed tests with their reasons. */
    private static Map<String, String> allowedExclusions() throws IOException {
        try (InputStream in = TckCompletenessTest.class.getResourceAsStream("allowed-exclusions.txt")) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            return lines.stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        }
    }
}
