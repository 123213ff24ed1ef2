package org.tandemcache.hibernate;

import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.hibernate.query.NativeQuery;
import org.tandemcache.hibernate.AdversaryReading.Row;
import org.tandemcache.hibernate.TestNode.Kind;

/**
 * A node in a process of its own that reads and changes rows, each of which counts up. Before each read it asks the
 * database what is committed: what it is given then must not be less.
 */
final class AdversaryNode {
    private static final int THREADS = 4;
    private static final int LONGEST_PAUSE_MILLIS = 30;
    private static final Duration JOURNAL_PATIENCE = Duration.ofMinutes(2);

    private final String database;
    private final TestNode node;
    private final TestNode judge;
    private final long end;
    private final AtomicInteger changesToLive;
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final AdversaryMemory memory = new AdversaryMemory();
    private final long started = System.nanoTime();
    private final long startedByWall = System.currentTimeMillis();
    private final LongAccumulator clockOff = new LongAccumulator(Math::max, 0);

    private AdversaryNode(Kind kind, String database, URI redis, int seconds, int changesToLive, String[] settings) {
        this.database = database;
        this.node = TestNode.open(kind, new Postgres.Database(database), redis, settings);
        this.judge = TestNode.withoutNear(kind, new Postgres.Database(database), redis, settings);
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        this.changesToLive = new AtomicInteger(changesToLive);
    }

    /**
     * Arguments: kind, JDBC URL, Redis URI, seconds, seed, behind how many changes it dies between a commit and its
     * unlock, settings of Hibernate's. Tells when it begins, what is wrong, and at its end what it has seen.
     */
    public static void main(String[] arguments) throws Exception {
        String[] settings = List.of(arguments).subList(6, arguments.length).toArray(String[]::new);
        AdversaryNode one = new AdversaryNode(
                Kind.valueOf(arguments[0]),
                arguments[1],
                URI.create(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[5]),
                settings);
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
        one.count("seconds off").add(one.clockOff.get() / 1_000);
        one.count("journal left").add(one.journalLeft());
        System.out.println("SEEN " + new TreeMap<>(one.seen));
        one.node.close(); // what it has locked last is unlocked
        System.exit(0);
    }

    private LongAdder count(String what) {
        return seen.computeIfAbsent(what, any -> new LongAdder());
    }

    /** What the journal still holds when Redis has been there for a while. */
    private long journalLeft() {
        return Await.happens(JOURNAL_PATIENCE, () -> Metrics.sum("JournalSize") == 0) ? 0 : Metrics.sum("JournalSize");
    }

    private void work(Random random) {
        try (Connection connection = DriverManager.getConnection(database)) {
            while (System.nanoTime() - end < 0) {
                long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                clockOff.accumulate(Math.abs(System.currentTimeMillis() - startedByWall - passed));
                Row row = Row.any(random);
                try {
                    step(random, connection, row);
                } catch (RuntimeException e) {
                    String what = isConflict(e) ? "conflicts" : "failures";
                    count(what).increment();
                    if (what.equals("failures")) {
                        System.out.println("FAILURE " + e + ", by " + e.getCause());
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void step(Random random, Connection connection, Row row) throws SQLException {
        switch (random.nextInt(50)) {
            case 0 ->
                AdversaryRecord.change(
                        node,
                        row,
                        "bulk",
                        () -> {},
                        s -> s.createMutationQuery("update " + row.name()
                                        + " set name = cast(cast(name as integer) + 1 as string) where id = "
                                        + row.id())
                                .executeUpdate());
            case 1 -> {
                AdversaryRecord.tell("DID", AdversaryRecord.now(), row, "eviction");
                node.factory().getCache().evictEntityData(row.type(), row.id());
            }
            case 2 ->
                AdversaryRecord.change(
                        node,
                        row,
                        "native bulk",
                        () -> {},
                        s -> ((NativeQuery<?>) s.createNativeMutationQuery("update " + row.name()
                                        + " set name = cast(cast(name as integer) + 1 as varchar) where id = "
                                        + row.id()))
                                .addSynchronizedEntityClass(row.type())
                                .executeUpdate());
            case 3, 4, 5, 6, 7, 8, 9, 10, 11 -> change(row);
            default -> read(random, connection, row);
        }
    }

    private void change(Row row) {
        Runnable behindCommit = changesToLive.decrementAndGet() <= 0
                ? () -> Runtime.getRuntime().halt(1) // as SIGKILL
                : () -> {};
        AdversaryRecord.change(node, row, "change", behindCommit, s -> {
            Rows.Row found = s.find(row.type(), row.id(), LockModeType.PESSIMISTIC_WRITE);
            s.refresh(found, LockModeType.PESSIMISTIC_WRITE);
            found.name = Integer.toString(Integer.parseInt(found.name) + 1);
            if (found instanceof Rows.Rich rich) {
                rich.tags.set(0, rich.name);
                rich.code = row.id() + ":" + rich.name;
            }
        });
        count("changes").increment();
    }

    private void read(Random random, Connection connection, Row row) throws SQLException {
        AdversaryReading reading = AdversaryReading.any(random, row);
        if (random.nextInt(10) == 0) { // a slow one: what it has loaded comes late to the cache
            int pause = random.nextInt(LONGEST_PAUSE_MILLIS);
            (random.nextBoolean() ? Rows.WHILE_LOADING : Rows.WHILE_LOADING_ELEMENTS).set(() -> sleep(pause));
        }
        int committed = AdversaryReading.committed(connection, row);
        int longCommitted = memory.seen(row, committed);
        long began = AdversaryRecord.now();
        boolean right = node.read(s -> reading.isRight(s, row, committed));
        Rows.WHILE_LOADING.remove();
        Rows.WHILE_LOADING_ELEMENTS.remove();
        count("reads").increment();
        if (!right) {
            String what = judge.read(s -> reading.isRight(s, row, committed)) ? "late" : "wrong";
            AdversaryRecord.tell(
                    "SAW",
                    began,
                    row,
                    what + " by " + reading + ", less than " + committed + ", read until +"
                            + (AdversaryRecord.now() - began) + "; " + AdversaryRecord.cell(judge, row));
            System.out.println(
                    what.toUpperCase(Locale.ROOT) + " " + reading + " of " + row + ", committed " + committed);
            count(what).increment();
            if (!judge.<Boolean>read(s -> reading.isRight(s, row, longCommitted))) {
                System.out.println("OUTLASTING " + reading + " of " + row + ", long committed " + longCommitted);
                count("outlasting").increment();
            }
        }
    }

    private static void sleep(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether two transactions met, and the database or Hibernate has refused one. */
    private static boolean isConflict(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            boolean refused = cause instanceof SQLException sql
                    && List.of("40001", "40P01").contains(String.valueOf(sql.getSQLState()));
            if (refused || cause instanceof OptimisticLockException) {
                return true;
            }
        }
        return false;
    }
}
