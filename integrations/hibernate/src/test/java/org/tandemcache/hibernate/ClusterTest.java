package org.tandemcache.hibernate;

import java.net.URI;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisCluster;

/** Three masters, each with a clock of its own. */
@Tag("server")
@ExtendWith(Postgres.class)
class ClusterTest {
    private static final int ROWS = 30;

    @Test
    void rowsOnAllMasters_areCached_changed_andCachedAgain(Postgres.Database database) {
        try (RedisCluster cluster = RedisCluster.start(3, 0);
                TestNode a = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()));
                TestNode b = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            a.write(s ->
                    LongStream.range(0, ROWS).forEach(id -> s.persist(Rows.Row.of(new Rows.Versioned(), id, "v1"))));
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
        try (RedisCluster cluster = RedisCluster.start(3, 0);
                TestNode a = TestNode.open(Kind.TANDEM, database, URI.create(cluster.uri()))) {
            a.write(s ->
                    LongStream.range(0, ROWS).forEach(id -> s.persist(Rows.Row.of(new Rows.Versioned(), id, "v1"))));
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
