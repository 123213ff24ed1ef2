package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/** Three masters, each with a clock of its own. */
@Tag("server")
@ExtendWith(Postgres.class)
class ClusterTest {
    private static final int ROWS = 30;
    private static RedisCluster cluster;

    /** What it has saved it has again when it was restarted. */
    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0, "dbfilename kept.rdb");
    }

    @BeforeEach
    void empty() {
        cluster.nodes().forEach(node -> node.command("FLUSHALL"));
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void rowsOnAllMasters_areCached_changed_andCachedAgain(Postgres.Database database) {
        try (TestNode a = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()));
                TestNode b = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            persist(a);
            for (String version : new String[] {"v1", "v2", "v3"}) {
                Await.until(() -> readsAll(b, version) == 0);
                Await.until(() -> readsAll(a, version) == 0);
                if (version.equals("v1")) {
                    a.write(s -> LongStream.range(0, ROWS).forEach(id -> s.find(Rows.Versioned.class, id).name = "v2"));
                } else {
                    b.write(s -> s.createMutationQuery("update Versioned set name = 'v3'")
                            .executeUpdate());
                }
            }
        }
    }

    /**
     * A node that has put nothing on a server has not been told that server's time, and copies that are there already
     * are not put again. Its connections are there before it reads, so it has a copy of each entry at its first read.
     */
    @Test
    void nodeThatOnlyReads_learnsTheTimeOfEachServer(Postgres.Database database) {
        try (TestNode a = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            persist(a);
            Await.until(() -> readsAll(a, "v1") == 0);
            long coherent = Metrics.managersThatAre("COHERENT");
            try (TestNode b = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
                Await.until(() -> {
                    LongStream.range(0, ROWS).forEach(id -> b.read(s -> s.find(Rows.Plain.class, id)));
                    return Metrics.managersThatAre("COHERENT") > coherent;
                });
                Await.until(() -> readsAll(b, "v1") == 0);
            }
        }
    }

    /** What a node has never asked before has not changed meanwhile, as far as others are concerned. */
    @Test
    void nodesThatStart_withNearCopiesAndWithout_leaveWhatTheOthersHaveCached(Postgres.Database database) {
        try (TestNode a = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            persist(a);
            Await.until(() -> readsAll(a, "v1") == 0);
            Map<String, Object> before = records();
            try (TestNode b = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()));
                    TestNode c = TestNode.withoutNear(Kind.TANDEM, database, URI.create(cluster.uri()))) {
                Await.until(() -> readsAll(b, "v1") == 0);
                Await.until(() -> readsAll(c, "v1") == 0);
                assertThat(records()).isEqualTo(before);
            }
            Await.until(() -> readsAll(a, "v1") == 0);
        }
    }

    /** One server of three comes back without a change that it had confirmed, and no node was there to see it. */
    @Test
    void serverThatWasRestartedWithAnOldState_whileNoNodeWasThere_bringsNothingBack(Postgres.Database database) {
        try (TestNode a = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            persist(a);
            Await.until(() -> readsAll(a, "v1") == 0);
            cluster.nodes().forEach(node -> node.command("SAVE"));
            a.write(s -> LongStream.range(0, ROWS).forEach(id -> s.find(Rows.Versioned.class, id).name = "v2"));
            Await.until(() -> readsAll(a, "v2") == 0);
        }
        RedisServer withoutRecords = cluster.nodes().stream()
                .filter(node -> records(node).isEmpty())
                .findFirst()
                .orElseThrow();
        withoutRecords.restart();
        cluster.awaitReady();
        try (TestNode b = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            Await.until(() -> {
                long statements = readsAll(b, "v2");
                assertThat(statements).isNotNegative();
                return statements == 0;
            });
            assertThat(Metrics.sum("Generations")).isPositive();
        }
    }

    private static void persist(TestNode node) {
        node.write(s ->
                LongStream.range(0, ROWS).forEach(id -> s.persist(Rows.Row.of(new Rows.Versioned(), id, "v1"))));
    }

    /** The records of regions and tables, each with a digest of what it says. */
    private static Map<String, Object> records() {
        Map<String, Object> all = new TreeMap<>();
        cluster.nodes().forEach(node -> all.putAll(records(node)));
        return all;
    }

    private static Map<String, Object> records(RedisServer node) {
        Map<String, Object> all = new TreeMap<>();
        for (Object key : (List<?>) node.command("KEYS", "*tandem-hibernate-records*")) {
            String name = String.valueOf(key);
            if (!name.endsWith(":clock")) { // is there when a node has asked for the time
                all.put(name, node.command("EVAL", "return redis.sha1hex(redis.call('GET', KEYS[1]))", "1", name));
            }
        }
        return all;
    }

    /** How many statements it takes to read all rows, one by one and by a query; -1 if one is not of that version. */
    private static long readsAll(TestNode node, String version) {
        boolean[] right = {true};
        long statements = node.statements(() -> {
            for (long id = 0; id < ROWS; id++) {
                long row = id;
                right[0] &= node.<String>read(s -> s.find(Rows.Versioned.class, row).name)
                        .equals(version);
            }
            Long count = node.read(s -> s.createQuery("select count(*) from Versioned where name = :name", Long.class)
                    .setParameter("name", version)
                    .setCacheable(true)
                    .getSingleResult());
            right[0] &= count == ROWS;
        });
        return right[0] ? statements : -1;
    }
}
