package org.tandemcache.hibernate;

import jakarta.persistence.LockModeType;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.hibernate.Session;
import org.tandemcache.hibernate.TestNode.Kind;

/**
 * A node in a process of its own that reads and changes rows, each of which counts up. Before each read it asks the
 * database what is committed: what it is given then must not be less.
 */
final class AdversaryNode {
    static final int ROWS = 60;
    static final List<Class<? extends Rows.Row>> TYPES =
            List.of(Rows.Plain.class, Rows.Versioned.class, Rows.Rich.class);
    private static final int THREADS = 4;

    private final Postgres.Database database;
    private final TestNode node;
    private final TestNode judge;
    private final long end;
    private final LongAdder reads = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private AdversaryNode(Kind kind, Postgres.Database database, URI redis, int seconds) {
        this.database = database;
        this.node = TestNode.open(kind, database, redis);
        this.judge = TestNode.withoutNear(kind, database, redis);
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Arguments: kind, JDBC URL, Redis URI, seconds, seed. Tells when it begins, and at its end what it has seen. */
    public static void main(String[] arguments) throws Exception {
        AdversaryNode one = new AdversaryNode(
                Kind.valueOf(arguments[0]),
                new Postgres.Database(arguments[1]),
                URI.create(arguments[2]),
                Integer.parseInt(arguments[3]));
        System.out.println("READY");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(Long.parseLong(arguments[4]) * THREADS + i);
            Thread thread = new Thread(() -> one.work(random), "adversary-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(
                "SEEN " + one.reads + " " + one.late + " " + one.wrong + " " + one.changes + " " + one.failures);
        System.exit(0);
    }

    private void work(Random random) {
        try (Connection connection = DriverManager.getConnection(database.url())) {
            while (System.nanoTime() - end < 0) {
                Class<? extends Rows.Row> type = TYPES.get(random.nextInt(TYPES.size()));
                long id = random.nextInt(ROWS);
                try {
                    switch (random.nextInt(50)) {
                        case 0 ->
                            node.write(s -> s.createMutationQuery("update " + name(type)
                                            + " set name = cast(cast(name as integer) + 1 as string) where id = " + id)
                                    .executeUpdate());
                        case 1 -> node.factory().getCache().evictEntityData(type, id);
                        case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> change(type, id);
                        default -> read(connection, type, id);
                    }
                } catch (RuntimeException e) {
                    failures.increment();
                    System.out.println("FAILURE " + e);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String name(Class<?> type) {
        return type.getSimpleName();
    }

    private void change(Class<? extends Rows.Row> type, long id) {
        node.write(s -> {
            Rows.Row row = s.find(type, id, LockModeType.PESSIMISTIC_WRITE);
            s.refresh(row, LockModeType.PESSIMISTIC_WRITE);
            row.name = Integer.toString(Integer.parseInt(row.name) + 1);
            if (row instanceof Rows.Rich rich) {
                rich.tags.set(0, rich.name);
            }
        });
        changes.increment();
    }

    private void read(Connection connection, Class<? extends Rows.Row> type, long id) throws SQLException {
        int committed = committed(connection, type, id);
        int given = node.read(s -> given(s, type, id));
        reads.increment();
        if (given < committed) {
            int inRedis = judge.read(s -> given(s, type, id));
            System.out.println((inRedis < committed ? "WRONG " : "LATE ") + name(type) + "#" + id + ": " + given
                    + " of " + committed);
            (inRedis < committed ? wrong : late).increment();
        }
    }

    static int given(Session session, Class<? extends Rows.Row> type, long id) {
        Rows.Row row = session.find(type, id);
        return row instanceof Rows.Rich rich
                ? Math.min(Integer.parseInt(rich.name), Integer.parseInt(rich.tags.get(0)))
                : Integer.parseInt(row.name);
    }

    /** What the database has; bulk updates leave collections as they are, so the collection's counts for rich rows. */
    static int committed(Connection connection, Class<? extends Rows.Row> type, long id) throws SQLException {
        String sql = type == Rows.Rich.class
                ? "select least(cast(r.name as integer), cast(t.tags as integer)) from Rich r join Rich_tags t on t.Rich_id = r.id where r.id = ?"
                : "select cast(name as integer) from " + name(type) + " where id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }
}
