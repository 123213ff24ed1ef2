package org.tandemcache.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SpringExampleTest {
    @Test
    void example_printsItsAccount() throws IOException, InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        SpringExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("GET    /products/7               404  1 statements")
                .contains("GET    /products/7               404  0 statements")
                .contains("GET    /products/7               200  0 statements")
                .containsPattern("hits [1-9]\\d*, misses [1-9]");
    }
}
