package org.tandemcache.examples.hibernate;

import jakarta.persistence.PersistenceException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.StaleStateException;
import org.hibernate.Transaction;

/**
 * Changes and reads of the same few cities on two nodes. A read is outdated if it gives less than what was committed
 * before it began. If the judge reads the same, the entry in Redis is wrong; otherwise the notice of the change was on
 * its way to a near copy.
 */
final class Conflicts {
    /** How many cities are fought for. */
    static final int ROWS = 20;

    private static final int THREADS = 4;

    /** More than any city has. */
    private static final int GROWN = 3_000_000;

    private final Nodes nodes;
    private final long first;
    private final AtomicIntegerArray committed = new AtomicIntegerArray(ROWS);
    private final LongAdder reads = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder late = new LongAdder();

    /**
     * What was counted.
     *
     * @param refused changes that the database refused, since the version that the cache gave was outdated
     * @param wrong reads of an entry in Redis that was outdated before they began
     * @param late reads of a near copy whose notice was on its way
     */
    record Counts(long reads, long changes, long refused, long wrong, long late) {}

    Conflicts(Nodes nodes, long first) {
        this.nodes = nodes;
        this.first = first;
    }

    /** The same mixture of reads, changes, bulk updates and evictions each time, by two threads on each node. */
    Counts atOnce(int steps) {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            Node node = thread % 2 == 0 ? nodes.a() : nodes.b();
            threads.add(CompletableFuture.runAsync(() -> work(node, thread, steps), run -> new Thread(run).start()));
        }
        threads.forEach(CompletableFuture::join);
        return counts();
    }

    private Counts counts() {
        return new Counts(reads.sum(), changes.sum(), refused.sum(), wrong.sum(), late.sum());
    }

    private void work(Node node, int thread, int steps) {
        Random random = new Random(thread);
        for (int step = 0; step < steps; step++) {
            int row = random.nextInt(ROWS);
            int own = row - row % THREADS + thread; // nobody else changes it, so it only grows
            switch (random.nextInt(50)) {
                case 0 -> bulk(node, own, own, next(own));
                case 1 -> node.factory().getCache().evictEntityData(City.class, first + own);
                case 2, 3, 4, 5, 6, 7, 8, 9 -> change(node, own);
                default -> read(node, row);
            }
        }
    }

    private int next(int row) {
        return Math.max(GROWN, committed.get(row)) + 1;
    }

    private void change(Node node, int row) {
        int next = next(row);
        try {
            node.factory().inTransaction(session -> city(session, row).setPopulation(next));
            committed.set(row, next);
            changes.increment();
        } catch (PersistenceException e) {
            if (!outdatedVersion(e)) {
                throw e;
            }
            refused.increment();
        }
    }

    private static boolean outdatedVersion(PersistenceException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(StaleStateException.class::isInstance);
    }

    private void bulk(Node node, int from, int to, int population) {
        node.factory()
                .inTransaction(session -> session.createMutationQuery(
                                "update versioned City set population = :population where id between :from and :to")
                        .setParameter("population", population)
                        .setParameter("from", first + from)
                        .setParameter("to", first + to)
                        .executeUpdate());
        for (int row = from; row <= to; row++) {
            committed.set(row, population);
            changes.increment();
        }
    }

    private void read(Node node, int row) {
        int before = committed.get(row);
        int given = population(node, row);
        reads.increment();
        if (given < before) {
            (population(nodes.judge(), row) < before ? wrong : late).increment();
        }
    }

    private int population(Node node, int row) {
        return node.factory().fromTransaction(session -> city(session, row).getPopulation());
    }

    private City city(Session session, int row) {
        return Objects.requireNonNull(session.find(City.class, first + row));
    }

    /**
     * A bulk update on one node while a transaction on the other one, whose snapshot is older, loads the same cities.
     * When both are done, both nodes read.
     */
    Counts bulkUpdateWhileLoading() {
        for (int row = 0; row < ROWS; row++) {
            nodes.b().factory().getCache().evictEntityData(City.class, first + row);
        }
        try (Session session = nodes.b().factory().openSession()) {
            Transaction transaction = session.beginTransaction();
            session.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set transaction isolation level repeatable read");
                    statement.execute("select 1"); // takes the snapshot
                }
            });
            bulk(nodes.a(), 0, ROWS - 1, 3 * GROWN);
            for (int row = 0; row < ROWS; row++) {
                city(session, row);
            }
            transaction.commit();
        }
        for (int row = 0; row < ROWS; row++) {
            read(nodes.a(), row);
            read(nodes.b(), row);
        }
        return counts();
    }
}
