package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that wait for a thread which runs when the test lets it. */
class SerialExecutorTest {
    private final Queue<Runnable> given = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private int dropped;
    private final SerialExecutor executor =
            new SerialExecutor(given::add, () -> dropped++, changes -> done.add("missed " + changes));

    @Test
    void tasks_moreThanMayWait_areToldAsMissedBehindThoseThatWaited() {
        fill();
        executor.execute(() -> done.add("dropped"));
        executor.execute(() -> done.add("dropped"));
        executor.miss(3);
        run();
        executor.execute(() -> done.add("next"));
        run();

        assertThat(dropped).isEqualTo(2);
        assertThat(done).hasSize(SerialExecutor.MOST + 2).endsWith("task", "missed 5", "next");
    }

    @Test
    void possibleLoss_whileAllPlacesAreTaken_isToldInItsPlace() {
        fill();
        executor.miss(0);
        run();

        assertThat(done).hasSize(SerialExecutor.MOST + 1).endsWith("task", "missed 0");
    }

    @Test
    void loss_betweenTasks_isToldBetweenThem() {
        executor.execute(() -> done.add("first"));
        executor.miss(2);
        executor.execute(() -> done.add("second"));
        run();

        assertThat(done).containsExactly("first", "missed 2", "second");
    }

    @Test
    void error_ofATask_doesNotKeepLaterOnesFromRunning() {
        executor.execute(() -> {
            throw new NoClassDefFoundError("of the user");
        });
        executor.execute(() -> done.add("second"));
        run();

        assertThat(done).containsExactly("second");
    }

    private void fill() {
        IntStream.range(0, SerialExecutor.MOST).forEach(i -> executor.execute(() -> done.add("task")));
    }

    private void run() {
        while (!given.isEmpty()) {
            given.remove().run();
        }
    }
}
