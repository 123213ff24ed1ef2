package org.tandemcache.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The board and the alerts on a real Prometheus, through a fault. Skipped, and says so, where there is none. */
@Timeout(600)
class FaultExampleTest {
    /** Micrometer makes meters of every observation, and gives them no description. */
    private static final String OF_OBSERVATIONS = "tandem_redis_call_";

    /** Where to write the picture of {@code observability/README.md}: {@code -Dtandem.test.picture=board.png}. */
    private static final String PICTURE = System.getProperty("tandem.test.picture");

    @Test
    void fault_isSeenByTheAlerts_andEveryQueryOfTheBoardAnswers(@TempDir Path folder) throws Exception {
        List<String> told = new ArrayList<>();
        double from = System.currentTimeMillis() / 1e3;
        try (FaultExample example =
                FaultExample.start(told::add, Promtool.program("prometheus"), Path.of("."), folder)) {
            example.run();
            if (PICTURE != null) {
                new BoardPicture(example.prometheus(), from, System.currentTimeMillis() / 1e3).write(Path.of(PICTURE));
            }

            assertThat(example.unanswered()).isEmpty();
            assertThat(example.fired())
                    .contains("TandemBreakerOpen", "TandemNearTierNotCoherent", "TandemNodesMissing");
            for (String alert : RulesTest.alerts()) {
                example.prometheus().query("ALERTS{alertname=\"" + alert + "\"}");
            }
            assertThat(example.receiver().metrics()).anyMatch(name -> name.startsWith("tandem.cache.reads"));
            assertThat(example.receiver().spans()).anyMatch(name -> name.endsWith(" prices"));

            Promtool.Run lint = Promtool.runWith(scrape(example.port()), "check", "metrics");
            assertThat(lint.output()
                            .lines()
                            .filter(line -> line.startsWith("tandem_") || line.startsWith("cache_"))
                            .filter(line -> !line.startsWith(OF_OBSERVATIONS)))
                    .as("what promtool finds in the scrape")
                    .isEmpty();
        } finally {
            told.forEach(System.out::println);
        }
    }

    private static String scrape(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                .header("Accept", "text/plain")
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
