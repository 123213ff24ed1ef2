package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.hibernate.Interleaving.name;
import static org.tandemcache.hibernate.Interleaving.query;
import static org.tandemcache.hibernate.Interleaving.tag;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.Transaction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * What can happen between a reader and a writer, forced one by one: on one node and on two, with Tandem's region
 * factory and with Hibernate's own module over Tandem. The judge reads what was left in Redis.
 */
@Tag("server")
@WithRedis(own = true)
@ExtendWith(Postgres.class)
class InterleavingsTest {
    /** What happens, and what reads it then. */
    private record Scenario(String name, Happening happening, Function<Session, String> reading) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Happening {
        void happen(Interleaving nodes) throws Exception;
    }

    private enum Verdict {
        FRESH,
        STALE
    }

    /** Each leaves the database at v2, or at v3 where it says so. */
    private static final Scenario[] SCENARIOS = {
        new Scenario(
                "1 late put, before",
                n -> n.beforeThePut(name(Rows.Plain.class), () -> n.change(Rows.Plain.class, "v2")),
                name(Rows.Plain.class)),
        new Scenario(
                "1 late put, within",
                n -> n.withinThePut(name(Rows.Plain.class), () -> n.change(Rows.Plain.class, "v2")),
                name(Rows.Plain.class)),
        new Scenario(
                "1 put before the change",
                n -> {
                    n.reader.read(name(Rows.Plain.class));
                    n.drain();
                    n.change(Rows.Plain.class, "v2");
                },
                name(Rows.Plain.class)),
        new Scenario(
                "1v late put of a version, before",
                n -> n.beforeThePut(name(Rows.Versioned.class), () -> n.change(Rows.Versioned.class, "v2")),
                name(Rows.Versioned.class)),
        new Scenario(
                "1v late put of a version, within",
                n -> n.withinThePut(name(Rows.Versioned.class), () -> n.change(Rows.Versioned.class, "v2")),
                name(Rows.Versioned.class)),
        new Scenario(
                "2 put over a lock, within, writer dies", InterleavingsTest::lockWithinThePut, name(Rows.Plain.class)),
        new Scenario(
                "2 put over a lock, before, writer dies", InterleavingsTest::lockBeforeThePut, name(Rows.Plain.class)),
        new Scenario(
                "3 late put of a collection, before",
                n -> n.beforeThePut(
                        tag(),
                        () -> n.writer.write(
                                s -> s.find(Rows.Rich.class, 1L).tags.set(0, "v2"))),
                tag()),
        new Scenario(
                "4a late result of a query",
                n -> n.beforeThePut(
                        s -> s.createQuery("from Plain where id = 1", Rows.Plain.class)
                                .setCacheable(true)
                                .list()
                                .get(0)
                                .name,
                        () -> n.change(Rows.Plain.class, "v2")),
                s -> s.createQuery("from Plain where id = 1", Rows.Plain.class)
                        .setCacheable(true)
                        .list()
                        .get(0)
                        .name),
        new Scenario("4b late time of a table", InterleavingsTest::lateTime, query()),
        new Scenario("4d time of a table gone", InterleavingsTest::timesGone, query()),
        new Scenario(
                "5 bulk update, late put",
                n -> n.beforeThePut(
                        name(Rows.Plain.class),
                        () -> n.writer.write(s -> s.createMutationQuery("update Plain set name = 'v2'")
                                .executeUpdate())),
                name(Rows.Plain.class)),
        new Scenario(
                "5v bulk update, late put of a version",
                n -> n.beforeThePut(
                        name(Rows.Versioned.class),
                        () -> n.writer.write(s -> s.createMutationQuery("update Versioned set name = 'v2'")
                                .executeUpdate())),
                name(Rows.Versioned.class)),
        new Scenario(
                "5b change by others and eviction, late put",
                n -> n.beforeThePut(name(Rows.Plain.class), () -> {
                    n.sql("update Plain set name = 'v2'");
                    n.writer.factory().getCache().evictEntityData(Rows.Plain.class, 1L);
                }),
                name(Rows.Plain.class)),
        new Scenario(
                "5b change by others and eviction of the region, late put",
                n -> n.beforeThePut(name(Rows.Plain.class), () -> {
                    n.sql("update Plain set name = 'v2'");
                    n.writer.factory().getCache().evictEntityData(Rows.Plain.class);
                }),
                name(Rows.Plain.class)),
        new Scenario("6 slow unlock, late put of a version", InterleavingsTest::slowUnlock, name(Rows.Versioned.class)),
        new Scenario(
                "12 natural id moved, late put",
                InterleavingsTest::naturalIdMoved,
                s -> "v" + Rows.byCode(s, "code").id),
        new Scenario(
                "14 nonstrict, late put",
                n -> n.beforeThePut(name(Rows.Loose.class), () -> n.change(Rows.Loose.class, "v2")),
                name(Rows.Loose.class)),
        new Scenario("snapshot older than the change", InterleavingsTest::oldSnapshot, name(Rows.Plain.class)),
    };

    /** What Hibernate's own module leaves, as far as it is not right. */
    private static final Map<String, Verdict> OF_JCACHE = Map.ofEntries(
            Map.entry("1 late put, within", Verdict.STALE),
            Map.entry("1v late put of a version, within", Verdict.STALE),
            Map.entry("2 put over a lock, within, writer dies", Verdict.STALE),
            Map.entry("4b late time of a table", Verdict.STALE),
            Map.entry("4d time of a table gone", Verdict.STALE),
            Map.entry("5 bulk update, late put", Verdict.STALE),
            Map.entry("5v bulk update, late put of a version", Verdict.STALE),
            Map.entry("6 slow unlock, late put of a version", Verdict.STALE),
            Map.entry("5b change by others and eviction, late put", Verdict.STALE),
            Map.entry("5b change by others and eviction of the region, late put", Verdict.STALE),
            Map.entry("14 nonstrict, late put", Verdict.STALE));

    static Stream<Arguments> scenarios() {
        return Stream.of(SCENARIOS)
                .flatMap(scenario -> Stream.of(
                        Arguments.of(scenario, Kind.TANDEM, 1),
                        Arguments.of(scenario, Kind.TANDEM, 2),
                        Arguments.of(scenario, Kind.JCACHE, 2)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatIsCached_afterItHappened_isWhatWasCommitted(
            Scenario scenario, Kind kind, int count, RedisServer redis, Postgres.Database database) throws Exception {
        try (Interleaving nodes = new Interleaving(kind, count, database, redis)) {
            scenario.happening().happen(nodes);
            nodes.drain();

            String left = nodes.judge.read(scenario.reading());
            Verdict expected =
                    kind == Kind.TANDEM ? Verdict.FRESH : OF_JCACHE.getOrDefault(scenario.name(), Verdict.FRESH);
            System.out.println(kind + ", nodes: " + count + ", " + scenario + ": " + left);
            assertThat(left).isEqualTo(expected == Verdict.FRESH ? "v2" : "v1");
        }
    }

    /** One node's time of a table comes behind a later one of another node, and between them is a result. */
    private static void lateTime(Interleaving nodes) throws Exception {
        nodes.sql("insert into Plain(id, name) values (2, 'v1')");
        CountDownLatch committed = new CountDownLatch(1);
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> {
            CommitHooks.AFTER_COMMIT.set(() -> {
                nodes.wire.holdRequestsAt("timestamps-region");
                committed.countDown();
            });
            nodes.reader.write(s -> s.find(Rows.Plain.class, 2L).name = "v2");
        });
        Await.until(() -> committed.getCount() == 0);
        nodes.wire.awaitHeld();
        nodes.judge.read(query());
        nodes.judge.drain();
        nodes.judge.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
        nodes.judge.drain();
        nodes.wire.release();
        held.join();
    }

    /** The first of two writers unlocks behind the second one, while somebody is loading what the first has written. */
    private static void slowUnlock(Interleaving nodes) {
        nodes.sql("update Versioned set name = 'v0'");
        CountDownLatch loaded = new CountDownLatch(1);
        CountDownLatch unlocked = new CountDownLatch(1);
        AtomicReference<CompletableFuture<String>> reading = new AtomicReference<>();
        CommitHooks.AFTER_COMMIT.set(() -> {
            reading.set(CompletableFuture.supplyAsync(() -> nodes.beforeThePut(name(Rows.Versioned.class), () -> {
                loaded.countDown();
                Await.until(() -> unlocked.getCount() == 0);
            })));
            Await.until(() -> loaded.getCount() == 0);
            nodes.change(Rows.Versioned.class, "v2");
            nodes.writer.drain();
        });
        nodes.change(Rows.Versioned.class, "v1");
        nodes.writer.drain();
        unlocked.countDown();
        assertThat(reading.get().join()).isEqualTo("v1");
    }

    /** A writer that has flushed, and commits behind Hibernate's back: as if it died before it unlocks. */
    private static void dying(Interleaving nodes, Session session) {
        session.beginTransaction();
        session.find(Rows.Plain.class, 1L).name = "v2";
        session.flush();
        nodes.writer.drain();
    }

    private static void lockWithinThePut(Interleaving nodes) throws Exception {
        Session session = nodes.writer.factory().openSession();
        nodes.withinThePut(name(Rows.Plain.class), () -> dying(nodes, session));
        nodes.drain();
        session.doWork(java.sql.Connection::commit);
    }

    private static void lockBeforeThePut(Interleaving nodes) {
        Session session = nodes.writer.factory().openSession();
        nodes.beforeThePut(name(Rows.Plain.class), () -> dying(nodes, session));
        nodes.drain();
        session.doWork(java.sql.Connection::commit);
    }

    private static void timesGone(Interleaving nodes) {
        nodes.reader.read(query());
        nodes.drain();
        nodes.sql("update Plain set name = 'v2'"); // what a failover takes with it: the time of the last change
        for (Object key : (java.util.List<?>) nodes.redis.command("KEYS", "*")) {
            String name = key instanceof byte[] bytes
                    ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                    : key.toString();
            if (name.contains("timestamps-region") || name.contains("tandem-hibernate-records")) {
                nodes.redis.command("DEL", name);
            }
        }
    }

    private static void naturalIdMoved(Interleaving nodes) {
        nodes.beforeThePut(s -> Rows.byCode(s, "code").id, () -> {
            nodes.writer.write(s -> s.remove(s.find(Rows.Rich.class, 1L)));
            nodes.writer.write(s -> {
                Rows.Rich other = Rows.Row.of(new Rows.Rich(), 2, "v2");
                other.code = "code";
                s.persist(other);
            });
        });
    }

    private static void oldSnapshot(Interleaving nodes) {
        try (Session session = nodes.reader.factory().openSession()) {
            Transaction transaction = session.beginTransaction();
            session.doWork(connection ->
                    connection.createStatement().execute("set transaction isolation level repeatable read"));
            session.createQuery("from Loose", Rows.Loose.class).list(); // takes the snapshot
            nodes.change(Rows.Plain.class, "v2");
            nodes.writer.drain();
            assertThat(session.createQuery("from Plain", Rows.Plain.class)
                            .list()
                            .get(0)
                            .name)
                    .isEqualTo("v1");
            transaction.commit();
        }
    }
}
