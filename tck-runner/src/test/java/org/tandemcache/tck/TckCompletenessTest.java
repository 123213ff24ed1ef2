package org.tandemcache.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;
import org.tandemcache.TandemCachingProvider;

/**
 * Reads the reports of the TCK's run that has just ended: a test that silently didn't run must not pass for one that
 * did.
 */
class TckCompletenessTest {
    private static final int TESTS_OF_TCK = 481;

    private final TckReports reports;

    TckCompletenessTest() throws Exception {
        reports = TckReports.read(Path.of(System.getProperty("tck.reports")));
    }

    @Test
    void tck_ranAllItsTests() {
        assertThat(reports.tests()).isEqualTo(TESTS_OF_TCK);
    }

    @Test
    void tck_hasNoFailureNoErrorNoSkippedTest() {
        assertThat(reports.unsuccessful()).isZero();
    }

    @Test
    void tck_excludedTheAllowedTestsOnly() throws IOException {
        assertThat(reports.exclusions())
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
