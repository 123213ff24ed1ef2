package org.tandemcache.examples.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InstancesExampleTest {
    @Test
    void example_printsItsAccount() throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        InstancesExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("worked out 2 times by A, 0 by B")
                .contains("B works it out anew")
                .contains("health is UP, degraded: yes")
                .containsPattern("[1-9]\\d* reads by 4 threads, 0 errors")
                .contains("served by near copies: yes");
    }
}
