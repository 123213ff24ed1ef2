package org.tandemcache.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Which spans OpenTelemetry's Java agent makes of Tandem, with the module on the class path. */
@WithRedis(own = true)
@Timeout(240)
class AgentTest {
    /** {@code 'GET' : <trace> <span> CLIENT [tracer: io.opentelemetry.lettuce-5.1:2.31.0-alpha] ...}. */
    private static final Pattern SPAN =
            Pattern.compile("'([^']*)' : ([0-9a-f]{32}) [0-9a-f]{16} (\\w+) \\[tracer: ([^\\]:]*)");

    private static final String AGENT = "opentelemetry-javaagent";

    private final RedisServer redis;

    AgentTest(RedisServer redis) {
        this.redis = redis;
    }

    private record Span(String name, String trace, String tracer) {}

    @Test
    void agent_tellsNothingOfIdlenessAndNearHits_andOneSpanOfAFarGet() throws Exception {
        List<Span> spans = run();

        assertThat(of(UnderAgent.NEAR, spans)).isEmpty();
        assertThat(of(UnderAgent.FAR, spans))
                .singleElement()
                .satisfies(span -> assertThat(span.tracer()).contains("lettuce"));
        assertThat(of(UnderAgent.IDLE, spans)).isEmpty();
        assertThat(spans)
                .as("proofs of life, each of which is a HELLO; connections say it once")
                .filteredOn(span -> span.name().equals("HELLO"))
                .hasSizeLessThan(6);
    }

    private static List<Span> of(String phase, List<Span> spans) {
        String trace = spans.stream()
                .filter(span -> span.name().equals(phase))
                .findFirst()
                .orElseThrow()
                .trace();
        return spans.stream()
                .filter(span -> span.trace().equals(trace) && !span.name().equals(phase))
                .toList();
    }

    private List<Span> run() throws IOException, InterruptedException {
        List<String> jars = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1));
        String agent =
                jars.stream().filter(jar -> jar.contains(AGENT)).findFirst().orElseThrow();
        String others =
                jars.stream().filter(jar -> !jar.contains(AGENT)).collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent,
                        "-Dotel.traces.exporter=logging",
                        "-Dotel.metrics.exporter=none",
                        "-Dotel.logs.exporter=none",
                        "-classpath",
                        others,
                        UnderAgent.class.getName(),
                        redis.uri() + "?timeout=30s")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return SPAN.matcher(output).results().map(AgentTest::span).toList();
    }

    private static Span span(MatchResult found) {
        return new Span(found.group(1), found.group(2), found.group(4));
    }
}
