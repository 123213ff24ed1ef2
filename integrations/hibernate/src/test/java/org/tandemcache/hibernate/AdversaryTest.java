package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.hibernate.AdversaryReading.Row;
import org.tandemcache.hibernate.TestNode.Kind;

/**
 * Two nodes in processes of their own on PostgreSQL, with a nemesis that stops them, cuts their wires, kills them or
 * their Redis. No read may come from an entry in Redis that was replaced before it began, and none may be wrong at the
 * end. Longer, and with others: {@code -Dtandem.test.adversary.seconds=600}, {@code .nemesis=late,cut},
 * {@code .isolation=4} for REPEATABLE READ, {@code .kind=JCACHE} for what Hibernate's own module makes of it.
 */
@ExtendWith(Postgres.class)
class AdversaryTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.adversary.seconds", 8);
    private static final Kind KIND = Kind.valueOf(System.getProperty("tandem.test.adversary.kind", "TANDEM"));
    private static final String ISOLATION =
            System.getProperty("tandem.test.adversary.isolation", "" + Connection.TRANSACTION_READ_COMMITTED);
    private static final String NEMESES = System.getProperty("tandem.test.adversary.nemesis", "stop");

    /** A lock or a marker may be gone, so that between a commit and its unlock somebody reads what was before. */
    private static final Set<AdversaryNemesis> LOSING = Set.of(
            AdversaryNemesis.CUT, // who is not cut off reads what was there before, until he is told
            AdversaryNemesis.LOSE, // so it is while the connection is made anew that was lost with the replies
            AdversaryNemesis.STALL,
            AdversaryNemesis.RESTART,
            AdversaryNemesis.RESTORE,
            AdversaryNemesis.EVICT,
            AdversaryNemesis.FAILOVER,
            AdversaryNemesis.CLUSTER);

    /** A lock of who died gives way within seconds here. */
    private static final Duration CACHED_PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void nodes_underTheirNemesis_leaveNothingWrong(Postgres.Database database) throws Exception {
        for (String name : NEMESES.toUpperCase(Locale.ROOT).split(",", -1)) {
            AdversaryNemesis nemesis = AdversaryNemesis.valueOf(name);
            try (Connection connection = DriverManager.getConnection(database.url());
                    AdversaryPlace place = nemesis.place();
                    TestNode judge = TestNode.withoutNear(KIND, database, place.itself());
                    Attack attack = new Attack(nemesis, database, place)) {
                rows(connection);
                attack.run();
                Map<String, Long> counts = attack.counts();
                AdversaryRecord.stories(attack.record()).forEach(System.out::println);
                report(nemesis, counts, judge, connection);
            }
        }
    }

    private final class Attack implements AdversaryNemesis.Struck, AutoCloseable {
        private final AdversaryNemesis nemesis;
        private final Postgres.Database database;
        private final AdversaryPlace place;
        private final Random random = new Random(7);
        private final AdversaryChild[] children = new AdversaryChild[2];
        private final List<AdversaryChild> dead = new ArrayList<>();
        private final List<String> strikes = new ArrayList<>();
        private long end;

        Attack(AdversaryNemesis nemesis, Postgres.Database database, AdversaryPlace place) {
            this.nemesis = nemesis;
            this.database = database;
            this.place = place;
        }

        void run() throws Exception {
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            children[0] = start(0);
            children[1] = start(1);
            for (AdversaryChild child : children) {
                child.awaitReady();
            }
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(1, SECONDS - 3));
            while (System.nanoTime() - last < 0) {
                strikes.add(nemesis + " DID " + AdversaryRecord.now() + " all: strikes");
                nemesis.strike(this);
                pause(800);
            }
        }

        private AdversaryChild start(int node) throws Exception {
            long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime()));
            List<String> arguments = new ArrayList<>(List.of(
                    KIND.name(),
                    database.url(),
                    place.of(node).toString().replaceFirst("(#|$)", "?timeout=1s$1"),
                    Long.toString(seconds),
                    Integer.toString(random.nextInt(1_000)),
                    Integer.toString(nemesis.changesToLive(random)),
                    "hibernate.connection.isolation",
                    ISOLATION));
            arguments.addAll(nemesis.settings());
            return new AdversaryChild(nemesis.environment(clocks().get(node)), arguments);
        }

        Map<String, Long> counts() throws Exception {
            Map<String, Long> counts = new TreeMap<>();
            for (AdversaryChild child : children) {
                child.addTo(counts, SECONDS);
            }
            for (AdversaryChild child : dead) {
                child.addTo(counts, 0);
            }
            counts.put("deaths", (long) dead.size());
            return counts;
        }

        List<String> record() {
            List<String> record = new ArrayList<>(strikes);
            Stream.concat(Arrays.stream(children), dead.stream()).forEach(child -> record.addAll(child.record()));
            return record;
        }

        @Override
        public Random random() {
            return random;
        }

        @Override
        public AdversaryPlace place() {
            return place;
        }

        @Override
        public AdversaryChild child() {
            return children[random.nextInt(2)];
        }

        @Override
        public List<Path> clocks() {
            return List.of(directory.resolve("first"), directory.resolve("second"));
        }

        @Override
        public void replaceTheDead() throws Exception {
            for (int node = 0; node < 2; node++) {
                if (!children[node].isAlive()) {
                    dead.add(children[node]);
                    children[node] = start(node);
                }
            }
        }

        @Override
        public void close() {
            Arrays.stream(children).filter(child -> child != null).forEach(AdversaryChild::close);
        }
    }

    private static void report(
            AdversaryNemesis nemesis, Map<String, Long> counts, TestNode judge, Connection connection)
            throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> uncached = new ArrayList<>();
        for (Class<? extends Rows.Row> type : Row.TYPES) {
            for (long id = 0; id < AdversaryReading.ROWS; id++) {
                Row row = new Row(type, id);
                int committed = AdversaryReading.committed(connection, row);
                for (AdversaryReading reading : AdversaryReading.values()) {
                    boolean applies = reading != AdversaryReading.NATURAL_ID || type == Rows.Rich.class;
                    if (applies && !judge.<Boolean>read(s -> reading.isRight(s, row, committed))) {
                        wrong.add(reading + " of " + row + ", committed " + committed);
                    }
                }
                if (!isCachedAgain(judge, row)) {
                    uncached.add(row.toString());
                }
            }
        }
        counts.put("wrong at the end", (long) wrong.size());
        counts.put("not cached again", (long) uncached.size());
        System.out.println(KIND + ", isolation " + ISOLATION + ", " + nemesis + ", " + SECONDS + " s: " + counts);
        if (nemesis == AdversaryNemesis.SKEW) {
            assertThat(counts.get("seconds off"))
                    .as("how far the clocks were set")
                    .isPositive();
        }
        if (KIND == Kind.TANDEM) {
            assertThat(wrong).as("what is wrong for ever").isEmpty();
            assertThat(uncached).as("what is not cached again").isEmpty();
            assertThat(counts.getOrDefault("failures", 0L))
                    .as("transactions that failed")
                    .isZero();
            assertThat(counts.getOrDefault("journal left", 0L)).isZero();
            assertThat(counts.getOrDefault("told wrong", 0L))
                    .as("reads from a wrong entry in Redis")
                    .isLessThanOrEqualTo(LOSING.contains(nemesis) ? Long.MAX_VALUE : 0);
            assertThat(counts.getOrDefault("outlasting", 0L))
                    .as("reads from an entry in Redis that had been wrong for half a minute")
                    .isLessThanOrEqualTo(nemesis == AdversaryNemesis.CUT ? Long.MAX_VALUE : 0);
            assertThat(counts.get("reads")).isPositive();
        }
    }

    /** Whether a row that nobody changes any more is read without the database at last. */
    private static boolean isCachedAgain(TestNode judge, Row row) {
        return Await.happens(CACHED_PATIENCE, () -> {
            judge.drain();
            return judge.statements(() -> judge.read(s -> AdversaryReading.ENTITY.isRight(s, row, 0))) == 0;
        });
    }

    private static void rows(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate Plain, Versioned, Rich, Rich_tags");
            for (int id = 0; id < AdversaryReading.ROWS; id++) {
                statement.execute("insert into Plain(id, name) values (" + id + ", '1')");
                statement.execute("insert into Versioned(id, name, version) values (" + id + ", '1', 1)");
                statement.execute(
                        "insert into Rich(id, name, version, code) values (" + id + ", '1', 1, '" + id + ":1')");
                statement.execute("insert into Rich_tags(Rich_id, tags) values (" + id + ", '1')");
            }
        }
    }
}
