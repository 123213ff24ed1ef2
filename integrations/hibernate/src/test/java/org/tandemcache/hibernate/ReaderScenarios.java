package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.hibernate.Interleaving.name;
import static org.tandemcache.hibernate.Interleaving.query;
import static org.tandemcache.hibernate.Interleaving.tag;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.Transaction;

/** Somebody has loaded what is changed before, while and after his put of it reaches Redis. */
final class ReaderScenarios {
    private ReaderScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                        Scenario.aroundThePut(
                                "1 change", name(Rows.Plain.class), n -> n.change(Rows.Plain.class, "v2")),
                        Scenario.aroundThePut(
                                "1v change of a version",
                                name(Rows.Versioned.class),
                                n -> n.change(Rows.Versioned.class, "v2")),
                        collections(),
                        collections().map(Scenario::withReaderAhead),
                        Scenario.aroundThePut(
                                "4a change under a query", query(), n -> n.change(Rows.Plain.class, "v2")),
                        Scenario.aroundThePut("4a change under a query", query(), n -> n.change(Rows.Plain.class, "v2"))
                                .map(Scenario::withReaderAhead),
                        Scenario.aroundThePut("5 bulk update", name(Rows.Plain.class), n -> bulk(n, "Plain")),
                        Scenario.aroundThePut(
                                "5v bulk update of versions", name(Rows.Versioned.class), n -> bulk(n, "Versioned")),
                        Scenario.aroundThePut("5b change by others, eviction", name(Rows.Plain.class), n -> {
                            n.sql("update Plain set name = 'v2'");
                            n.writer.factory().getCache().evictEntityData(Rows.Plain.class, 1L);
                        }),
                        Scenario.aroundThePut(
                                "5b change by others, eviction of the region", name(Rows.Plain.class), n -> {
                                    n.sql("update Plain set name = 'v2'");
                                    n.writer.factory().getCache().evictEntityData(Rows.Plain.class);
                                }),
                        Scenario.aroundThePut(
                                "12 natural id moved", ReaderScenarios::idOfTheCode, ReaderScenarios::moveTheCode),
                        Scenario.aroundThePut(
                                "14 nonstrict change", name(Rows.Loose.class), n -> n.change(Rows.Loose.class, "v2")),
                        Stream.of(
                                Scenario.of("4d time of a table gone", ReaderScenarios::timesGone, query()),
                                Scenario.of(
                                        "snapshot older than the change",
                                        ReaderScenarios::oldSnapshot,
                                        name(Rows.Plain.class))))
                .flatMap(each -> each);
    }

    /** Of a row that is cached already, so that the collection alone is loaded and put. */
    private static Stream<Scenario> collections() {
        return Stream.of(
                        Scenario.of(
                                "3 change of a collection, before the put",
                                n -> n.beforeThePut(Rows.WHILE_LOADING_ELEMENTS, tag(), () -> changeTag(n)),
                                tag()),
                        Scenario.of(
                                "3 change of a collection, within the put",
                                n -> n.withinThePut(tag(), () -> changeTag(n)),
                                tag()),
                        Scenario.of(
                                "3 change of a collection, after the put",
                                n -> {
                                    n.reader.read(tag());
                                    n.drain();
                                    changeTag(n);
                                },
                                tag()))
                .map(scenario -> scenario.behind(n -> {
                    n.reader.read(name(Rows.Rich.class));
                    n.drain();
                }));
    }

    private static void changeTag(Interleaving nodes) {
        nodes.writer.write(s -> s.find(Rows.Rich.class, 1L).tags.set(0, "v2"));
    }

    private static void bulk(Interleaving nodes, String entity) {
        nodes.writer.write(s ->
                s.createMutationQuery("update " + entity + " set name = 'v2'").executeUpdate());
    }

    private static String idOfTheCode(Session session) {
        Rows.Rich found = Rows.byCode(session, "code");
        return found == null ? "nothing" : "v" + found.id;
    }

    /** From row 1 to row 2, which is new. */
    private static void moveTheCode(Interleaving nodes) {
        nodes.writer.write(s -> s.remove(s.find(Rows.Rich.class, 1L)));
        nodes.writer.write(s -> {
            Rows.Rich other = Rows.Row.of(new Rows.Rich(), 2, "v2");
            other.code = "code";
            s.persist(other);
        });
    }

    private static void timesGone(Interleaving nodes) {
        nodes.reader.read(query());
        nodes.drain();
        nodes.sql("update Plain set name = 'v2'"); // what a failover takes with it: the time of the last change
        for (Object key : (List<?>) nodes.redis.command("KEYS", "*")) {
            String name = key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key.toString();
            if (name.contains("timestamps-region") || name.contains("tandem-hibernate-records")) {
                nodes.redis.command("DEL", name);
            }
        }
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
