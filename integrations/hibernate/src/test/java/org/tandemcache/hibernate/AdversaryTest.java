package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Two nodes in processes of their own on PostgreSQL, with a nemesis that stops them, cuts their wires or kills them. No
 * read may come from an entry in Redis that was replaced before it began, and none may be wrong at the end.
 */
@WithRedis(own = true)
@ExtendWith(Postgres.class)
class AdversaryTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.adversary.seconds", 8);
    private static final Kind KIND = Kind.valueOf(System.getProperty("tandem.test.adversary.kind", "TANDEM"));
    private static final List<String> NEMESES =
            List.of(System.getProperty("tandem.test.adversary.nemesis", "stop").split(",", -1));

    private record Seen(long reads, long late, long wrong, long changes, long failures) {
        static Seen of(String line) {
            String[] parts = line.split(" ", -1);
            return new Seen(
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]),
                    Long.parseLong(parts[5]));
        }
    }

    /** A node's process, and what it has told. */
    private static final class Child {
        private final Process process;
        private final List<String> told = new ArrayList<>();
        private final CountDownLatch ready = new CountDownLatch(1);
        private final CompletableFuture<Void> ended;

        Child(Postgres.Database database, HeldWire wire, int seed) throws IOException {
            process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx256m",
                            "-Dorg.jboss.logging.provider=slf4j",
                            "-classpath",
                            System.getProperty("java.class.path"),
                            AdversaryNode.class.getName(),
                            KIND.name(),
                            database.url(),
                            wire.uri(),
                            Integer.toString(SECONDS),
                            Integer.toString(seed))
                    .redirectErrorStream(true)
                    .start();
            ended = CompletableFuture.runAsync(this::listen);
        }

        private void listen() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    synchronized (told) {
                        told.add(line);
                    }
                    if (line.equals("READY")) {
                        ready.countDown();
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                ready.countDown(); // it will never be
            }
        }

        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        List<String> told() {
            synchronized (told) {
                return List.copyOf(told);
            }
        }
    }

    @Test
    void nodes_underTheirNemesis_leaveNothingWrong(RedisServer redis, Postgres.Database database) throws Exception {
        for (String nemesis : NEMESES) {
            attack(nemesis, redis, database);
        }
    }

    private static void attack(String nemesis, RedisServer redis, Postgres.Database database) throws Exception {
        try (HeldWire first = HeldWire.ofAll(redis);
                HeldWire second = HeldWire.ofAll(redis);
                TestNode judge = TestNode.withoutNear(KIND, database, redis.uri());
                Connection connection = DriverManager.getConnection(database.url())) {
            redis.command("FLUSHALL"); // of an earlier attack
            rows(connection);
            List<HeldWire> wires = List.of(first, second);
            List<Child> children = List.of(new Child(database, first, 1), new Child(database, second, 2));
            for (Child child : children) {
                child.ready.await(120, TimeUnit.SECONDS);
                assertThat(child.told()).contains("READY");
            }
            trouble(nemesis, new Random(7), children, wires);
            for (Child child : children) {
                child.ended.get(SECONDS + 120L, TimeUnit.SECONDS);
            }
            wires.forEach(HeldWire::release);
            wires.forEach(HeldWire::admit);
            report(nemesis, children, judge, connection);
        }
    }

    private static void trouble(String nemesis, Random random, List<Child> children, List<HeldWire> wires)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(1, SECONDS - 3));
        while (System.nanoTime() - end < 0 && !nemesis.equals("quiet")) {
            Child child = children.get(random.nextInt(2));
            HeldWire wire = wires.get(random.nextInt(2));
            switch (nemesis) {
                case "stop" -> {
                    child.signal("STOP");
                    pause(random, 800);
                    child.signal("CONT");
                }
                case "late" -> {
                    wire.delayReplies(java.time.Duration.ofMillis(random.nextInt(20)));
                    pause(random, 800);
                    wire.release();
                }
                case "cut" -> {
                    wire.cut();
                    pause(random, 1_500);
                    wire.admit();
                }
                case "kill" -> {
                    pause(random, SECONDS * 800);
                    child.signal("KILL");
                    return;
                }
                default -> throw new IllegalArgumentException(nemesis + "; allowed: quiet, stop, late, cut, kill");
            }
            pause(random, 800);
        }
    }

    /** How long a trouble lasts is what the nemesis is about; nothing is waited for. */
    private static void pause(Random random, int bound) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(bound));
    }

    private static void report(String nemesis, List<Child> children, TestNode judge, Connection connection)
            throws Exception {
        Seen sum = new Seen(0, 0, 0, 0, 0);
        for (Child child : children) {
            for (String line : child.told()) {
                if (line.startsWith("SEEN ")) {
                    Seen one = Seen.of(line);
                    sum = new Seen(
                            sum.reads + one.reads,
                            sum.late + one.late,
                            sum.wrong + one.wrong,
                            sum.changes + one.changes,
                            sum.failures + one.failures);
                } else if (line.startsWith("FAILURE") || line.startsWith("WRONG") || line.startsWith("LATE")) {
                    System.out.println(line);
                }
            }
        }
        int left = 0;
        for (Class<? extends Rows.Row> type : AdversaryNode.TYPES) {
            for (long id = 0; id < AdversaryNode.ROWS; id++) {
                long row = id;
                int given = judge.read(s -> AdversaryNode.given(s, type, row));
                left += given == AdversaryNode.committed(connection, type, row) ? 0 : 1;
            }
        }
        System.out.println(KIND + ", " + nemesis + ", " + SECONDS + " s: " + sum + ", wrong at the end: " + left);
        if (KIND == Kind.TANDEM) {
            assertThat(left).as("rows that are wrong for ever").isZero();
            assertThat(sum.failures).as("transactions that failed").isZero();
            if (!nemesis.equals("cut")) { // who is not cut off reads what was there before, until he is told
                assertThat(sum.wrong).as("reads from a wrong entry in Redis").isZero();
            }
            assertThat(sum.reads).isPositive();
        }
    }

    private static void rows(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate Plain, Versioned, Rich, Rich_tags");
            for (int id = 0; id < AdversaryNode.ROWS; id++) {
                statement.execute("insert into Plain(id, name) values (" + id + ", '1')");
                statement.execute("insert into Versioned(id, name, version) values (" + id + ", '1', 1)");
                statement.execute(
                        "insert into Rich(id, name, version, code) values (" + id + ", '1', 1, '" + id + "')");
                statement.execute("insert into Rich_tags(Rich_id, tags) values (" + id + ", '1')");
            }
        }
    }
}
