package org.tandemcache.stress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;

/**
 * Several processes load rows in every way while others change them, processes that hold leases are killed and frozen,
 * wires are cut and held, and the server is emptied, frozen and restarted. {@code tandem.test.loads.seconds} (0: each
 * fault once) makes it longer.
 */
@Tag("server")
class LoadStressTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.loads.seconds", 0);
    private static final int FAULTS = 8;
    private static final long PAUSE_MILLIS = 2_000;

    /** A near lease, a frozen server, and a thread that waits for one of two cores. */
    private static final long NEAR_MILLIS = 800 + PAUSE_MILLIS + 1_000;

    @TempDir
    private Path directory;

    @Test
    void loads_underFaults_bringBackNothingAndAreMadeOnce() throws Exception {
        long seed = System.nanoTime();
        try (RedisServer redis = RedisServer.embedded();
                HeldWire first = HeldWire.ofAll(redis);
                HeldWire second = HeldWire.ofAll(redis)) {
            List<HeldWire> wires = List.of(first, second);
            Random random = new Random(seed);
            LoadRun run = new LoadRun(wires.stream().map(HeldWire::uri).toList(), NEAR_MILLIS, 0, directory);
            Figures figures = run.run(Duration.ofSeconds(SECONDS), seed, (ledger, counted) -> {
                List<Integer> kinds =
                        new ArrayList<>(IntStream.range(0, FAULTS).boxed().toList());
                Collections.shuffle(kinds, random);
                for (int kind : kinds) {
                    LoadRun.letPass(20 + random.nextInt(100));
                    fault(kind, redis, wires.get(random.nextInt(wires.size())), random, counted);
                }
            });
            System.out.println(figures.report("Loads under stress: " + SECONDS + " s, " + run + ", seed " + seed));
            run.assertCounts(figures);
        }
    }

    private static void fault(int kind, RedisServer redis, HeldWire wire, Random random, Figures figures)
            throws InterruptedException {
        switch (kind) {
            case 0 -> {
                redis.command("FLUSHALL");
                figures.add("flushes", 1);
            }
            case 1 -> {
                redis.pause();
                try {
                    LoadRun.letPass(200 + random.nextInt((int) PAUSE_MILLIS - 200));
                } finally {
                    redis.resume();
                }
                figures.add("pauses of the server", 1);
            }
            case 2 -> {
                redis.restart();
                figures.add("restarts", 1);
            }
            case 3 -> {
                wire.cut();
                LoadRun.letPass(random.nextInt(300));
                wire.admit();
                figures.add("wires cut", 1);
            }
            case 4 -> {
                wire.holdReplies();
                LoadRun.letPass(random.nextInt(1_500));
                wire.release();
                figures.add("wires held", 1);
            }
            case 5 -> {
                wire.holdRequestsAt("EVALSHA");
                LoadRun.letPass(random.nextInt(1_500));
                wire.release();
                figures.add("wires held at a script", 1);
            }
            case 6 -> {
                wire.loseRepliesTo("EVALSHA", 1 + random.nextInt(3));
                LoadRun.letPass(100);
                wire.release();
                figures.add("wires that lost replies of scripts", 1);
            }
            default -> {
                for (int i = 0; i < LoadRun.rows(); i++) {
                    redis.command("PEXPIRE", "tandem:stress:{}i:" + i, "" + (1 + random.nextInt(200)));
                }
                figures.add("entries and markers expired from outside", LoadRun.rows());
            }
        }
    }
}
