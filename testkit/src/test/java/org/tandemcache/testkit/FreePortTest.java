package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A server's port is its own while it is down. Another test's server that took it was met by the clients and Sentinels
 * of the one that was there: they emptied it, killed its connections, made it a replica.
 */
class FreePortTest {
    /** Outside of those that are chosen from. */
    private static final int FIRST = 1_000;

    /** Another JVM of this user's. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) {
            System.out.print(FreePort.claim(Integer.parseInt(arguments[0])) == null ? "taken" : "free");
        }
    }

    private static String inAnotherJvm(int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void port_ofAKilledServer_isNobodyElsesUntilItIsClosed() throws IOException {
        int port;
        try (RedisServer redis = RedisServer.embedded()) {
            port = redis.port();
            redis.kill();

            assertThat(FreePort.claim(port)).isNull();
            assertThat(inAnotherJvm(port)).isEqualTo("taken");
        }
        assertThat(inAnotherJvm(port)).isEqualTo("free");
    }

    @Test
    void secondPort_ofAServer_isNobodysFirst() {
        try (FreePort port = FreePort.claim(FIRST)) {
            assertThat(port).isNotNull();
            assertThat(FreePort.claim(FIRST + FreePort.SECOND)).isNull();
            assertThat(FreePort.claim(FIRST)).isNull();
        }
    }

    @Test
    void port_thatWasGivenBack_canBeHadAgain() {
        try (FreePort port = FreePort.choose()) {
            port.close();
            try (FreePort again = FreePort.claim(port.number())) {
                assertThat(again).isNotNull();
            }
        }
    }
}
