package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What two JVMs hear of each other's changes. */
@WithRedis(own = true)
@Timeout(180)
class ListenersAcrossJvmsTest {
    private static final String HERE = "here";
    private static final String THERE = "there";

    private final RedisServer redis;

    ListenersAcrossJvmsTest(RedisServer redis) {
        this.redis = redis;
    }

    @Test
    void changes_ofEachKindOfTwoJvms_areHeardOnceByBoth() throws Exception {
        Process process = start();
        try (ListeningJvm here = new ListeningJvm(redis.uri().toString(), HERE);
                BufferedReader there = process.inputReader()) {
            String line = there.readLine();
            while (line != null && !line.equals(ListeningJvm.READY)) {
                line = there.readLine();
            }
            here.change();
            process.outputWriter().append('\n').close();
            List<String> heardThere = there.lines()
                    .filter(each -> each.startsWith(ListeningJvm.HEARD))
                    .map(each -> each.substring(ListeningJvm.HEARD.length()))
                    .toList();
            here.awaitEndOf(HERE);
            here.awaitEndOf(THERE);

            assertEachOnce(here.recorder.heard);
            assertEachOnce(heardThere);
            assertThat(here.recorder.missed).hasValue(0);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertEachOnce(Collection<String> heard) {
        assertThat(heard).filteredOn(event -> event.contains(" " + HERE)).containsExactly(ListeningJvm.changesOf(HERE));
        assertThat(heard)
                .filteredOn(event -> event.contains(" " + THERE))
                .containsExactly(ListeningJvm.changesOf(THERE));
    }

    private Process start() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListeningJvm.class.getName(),
                        redis.uri().toString(),
                        THERE,
                        HERE)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
