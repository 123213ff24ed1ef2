package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * What a thread waits for. On a wire that holds every request, what returns has waited for none; and what was sent
 * before the wire lets go, and nothing behind it until the commit, was awaited in one go.
 */
@WithRedis(own = true)
@ExtendWith(Postgres.class)
class RoundTripsTest {
    private static final String EVERY_REQUEST = "\r\n";
    /** How many entities are cached when a bulk update comes. */
    private static final int CACHED = Integer.getInteger("tandem.test.hibernate.cached", 300);
    /** The clock is asked for once a second. */
    private static final long OF_THE_CLOCK = 15;

    private final RedisServer redis;
    private final Postgres.Database database;
    private final List<Class<?>> entities = new ArrayList<>(Rows.ALL);
    private HeldWire wire;
    private TestNode node;

    RoundTripsTest(RedisServer redis, Postgres.Database database) {
        this.redis = redis;
        this.database = database;
        entities.add(Rows.Twofold.class);
    }

    @BeforeEach
    void open() throws Exception {
        wire = HeldWire.ofAll(redis);
        node = TestNode.open(Kind.TANDEM, entities, database, URI.create(wire.uri())); // nothing that is held gives up
    }

    @AfterEach
    void close() throws Exception {
        wire.release();
        node.close();
        wire.close();
    }

    private long scripts() {
        String line = redis.info("commandstats").get("cmdstat_evalsha");
        return line == null ? 0 : Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1"));
    }

    /** Until the record of a region has a near copy, and the transactions that follow are later than it. */
    private void warm(Class<? extends Rows.Row> type) {
        node.write(s -> s.persist(Rows.Row.of(row(type), 0, "v1")));
        Await.until(() -> {
            node.drain();
            return node.statements(() -> node.read(s -> s.find(type, 0L))) == 0;
        });
    }

    private static Rows.Row row(Class<? extends Rows.Row> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sql(String statement) {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void queryThatLoads50Entities_waitsForNothing() throws Exception {
        warm(Rows.Plain.class);
        sql("insert into Plain(id, name) select id, 'v1' from generate_series(1, 50) id");
        wire.holdRequestsAt(EVERY_REQUEST);
        int loaded = node.read(s -> s.createQuery("from Plain where id > 0", Rows.Plain.class)
                .list()
                .size());
        wire.awaitHeld();
        wire.release();
        node.drain();

        assertThat(loaded).isEqualTo(50);
        assertThat(node.statements(() ->
                        LongStream.rangeClosed(1, 50).forEach(id -> node.read(s -> s.find(Rows.Plain.class, id)))))
                .as("statements behind it: all of them are cached")
                .isZero();
    }

    @Test
    void nearHit_waitsForNothing() {
        warm(Rows.Plain.class);
        node.read(s -> s.find(Rows.Plain.class, 0L));
        wire.holdRequestsAt(EVERY_REQUEST);
        assertThat(node.statements(() -> node.read(s -> s.find(Rows.Plain.class, 0L))))
                .isZero();
    }

    @Test
    void changeOf20EntitiesWithTwoCollections_waitsOnce_beforeTheCommit() throws Exception {
        warm(Rows.Twofold.class);
        node.write(s ->
                LongStream.rangeClosed(1, 20).forEach(id -> s.persist(Rows.Row.of(new Rows.Twofold(), id, "v1"))));
        node.drain();
        long sent = waitsOnce(s -> {
            for (Rows.Twofold row : s.createQuery("from Twofold where id > 0", Rows.Twofold.class)
                    .list()) {
                row.name = "v2";
                row.firsts.add("x");
                row.seconds.add("x");
            }
        });
        // 20 entities, 40 collections, and the tables that Hibernate names.
        assertThat(sent).isBetween(60L, 63 + OF_THE_CLOCK);
        assertThat(node.statements(() -> assertThat(node.<String>read(s -> s.find(Rows.Twofold.class, 7L).name))
                        .isEqualTo("v2")))
                .as("statements behind it: what was committed is cached")
                .isZero();
    }

    @Test
    void bulkUpdate_waitsOnce_whateverIsCached() throws Exception {
        warm(Rows.Plain.class);
        sql("insert into Plain(id, name) select id, 'v1' from generate_series(1, " + CACHED + ") id");
        for (long first = 1; first <= CACHED; first += 5_000) {
            long from = first;
            node.read(s -> s.createQuery("from Plain where id >= :from and id < :end", Rows.Plain.class)
                    .setParameter("from", from)
                    .setParameter("end", from + 5_000)
                    .list()
                    .size());
            node.drain();
        }
        assertThat(node.statements(() -> node.read(s -> s.find(Rows.Plain.class, (long) CACHED))))
                .isZero();
        assertThat((Long) redis.command("DBSIZE")).isGreaterThan(CACHED);

        long began = System.nanoTime();
        long sent = waitsOnce(
                s -> s.createMutationQuery("update Plain set name = 'v2'").executeUpdate());
        System.out.println("bulk update over " + CACHED + " cached entities: " + sent + " scripts before the commit, "
                + (System.nanoTime() - began) / 1_000_000 + " ms with that of the database");

        assertThat(sent).as("a region, a table").isBetween(2L, 3 + OF_THE_CLOCK);
        assertThat(redis.info("commandstats")).doesNotContainKey("cmdstat_scan");
        assertThat(node.<String>read(s -> s.find(Rows.Plain.class, (long) CACHED).name))
                .isEqualTo("v2");
    }

    /**
     * What is changed waits for nothing while every request is held; its commit waits for all of them at once; and
     * nothing behind it waits.
     *
     * @return how many scripts the server had run when the database had committed
     */
    private long waitsOnce(java.util.function.Consumer<org.hibernate.Session> change) throws Exception {
        AtomicLong before = new AtomicLong();
        AtomicLong atCommit = new AtomicLong();
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> node.write(s -> {
            s.createQuery("from Twofold", Rows.Twofold.class).list().forEach(row -> {
                Hibernate.initialize(row.firsts);
                Hibernate.initialize(row.seconds);
            });
            node.drain();
            before.set(scripts());
            wire.holdRequestsAt(EVERY_REQUEST);
            change.accept(s);
            s.flush();
            CommitHooks.AFTER_COMMIT.set(() -> {
                atCommit.set(scripts());
                wire.holdRequestsAt(EVERY_REQUEST);
            });
            flushed.complete(null);
        }));
        flushed.join();
        wire.awaitHeld();
        assertThat(atCommit.get()).as("no commit before Redis has answered").isZero();
        wire.release();
        writing.join();
        wire.release();
        node.drain();
        return atCommit.get() - before.get();
    }
}
