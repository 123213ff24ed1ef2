package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class SampleTest {
    private static final String SAMPLE = "src/main/java/org/tandemcache/examples/Sample.java";

    @Test
    void readme_showsTheSample() throws IOException {
        String region = Readme.between(Files.readString(Path.of(SAMPLE)), "// tag::sample[]\n", "// end::sample[]");
        assertThat(Readme.block("sample: examples/" + SAMPLE, "java"))
                .isEqualTo(region.stripTrailing().stripIndent() + "\n");
    }

    @Test
    void sample_returnsWhatItStored(RedisServer redis) {
        assertThat(Sample.run(redis.uri().toString())).isEqualTo(new Country("CH", "Switzerland", "CHF"));
    }
}
