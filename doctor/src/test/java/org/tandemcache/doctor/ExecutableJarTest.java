package org.tandemcache.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar as users start it: runs behind the packaging. */
@WithRedis
class ExecutableJarTest {
    private final RedisServer redis;

    ExecutableJarTest(RedisServer redis) {
        this.redis = redis;
    }

    private record Run(int status, String output) {}

    private static Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "tandem-doctor.jar").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), output);
    }

    @Test
    void healthyServer_isTold_withStatus0() throws Exception {
        Run run = run(redis.uri() + "?timeout=20s");

        assertThat(run.output()).contains("OK   protocol", "OK   rights").doesNotContain("FAIL", "Exception", "SLF4J");
        assertThat(run.status()).isZero();
    }

    @Test
    void json_isJson_alsoOfAFailure_withStatus1() throws Exception {
        Run run = run("--json", "redis://shop:s3cret@" + redis.host() + ":" + redis.port() + "?timeout=20s");

        JsonNode json = JsonMapper.shared().readTree(run.output());
        assertThat(json.get("status").asString()).isEqualTo("FAIL");
        assertThat(json.get("findings").get(0).get("check").asString()).isEqualTo("connect");
        assertThat(run.output()).doesNotContain("s3cret");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void call_thatCantBeUnderstood_showsNoPassword_withStatus2() throws Exception {
        for (String[] call : List.of(
                new String[] {"redis://a:s3cret@host", "redis://b:s3cret@host"},
                new String[] {"redis://a:s3cret@@@"},
                new String[] {"--unknown=s3cret", "redis://host"})) {
            Run run = run(call);

            assertThat(run.output()).contains("allowed").doesNotContain("s3cret");
            assertThat(run.status()).isEqualTo(2);
        }
    }
}
