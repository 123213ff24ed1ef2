package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.hibernate.Interleaving.name;
import static org.tandemcache.hibernate.Interleaving.query;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.tandemcache.testkit.HeldWire;

/** Two writers that overlap; or one that dies between its commit and its unlock, which nothing heals. */
final class WriterScenarios {
    private WriterScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                Scenario.of("2 put over a lock, lock within, writer dies", WriterScenarios::lockWithinThePut, plain()),
                Scenario.of("2 put over a lock, lock before, writer dies", WriterScenarios::lockBeforeThePut, plain()),
                Scenario.of("2 put over a lock, lock after, writer dies", WriterScenarios::lockAfterThePut, plain()),
                Scenario.of("2b lock over a lock, second writer dies", WriterScenarios::lockOverALock, plain()),
                Scenario.of("2c unlock over a lock, second writer dies", WriterScenarios::unlockOverALock, plain()),
                Scenario.of("4b late time of a table", WriterScenarios::lateTime, query()),
                Scenario.of("4c time of a table over a guard, second writer dies", WriterScenarios::guard, query()),
                Scenario.of(
                        "6 slow unlock, late put of a version",
                        WriterScenarios::slowUnlock,
                        name(Rows.Versioned.class)));
    }

    private static java.util.function.Function<Session, String> plain() {
        return name(Rows.Plain.class);
    }

    /** A writer that has flushed, and will commit behind Hibernate's back: as if it died before it unlocks. */
    private static Session flushed(Interleaving nodes, TestNode node) {
        Session session = nodes.dying(node.factory().openSession());
        session.beginTransaction();
        session.find(Rows.Plain.class, 1L).name = "v2";
        session.flush();
        return session;
    }

    private static void commitAndDie(Session session) {
        session.doWork(java.sql.Connection::commit);
    }

    private static void lockWithinThePut(Interleaving nodes) throws Exception {
        AtomicReference<Session> writing = new AtomicReference<>();
        nodes.withinThePut(plain(), () -> writing.set(dying(nodes)));
        nodes.drain();
        commitAndDie(writing.get());
    }

    private static void lockBeforeThePut(Interleaving nodes) {
        AtomicReference<Session> writing = new AtomicReference<>();
        nodes.beforeThePut(plain(), () -> writing.set(dying(nodes)));
        nodes.drain();
        commitAndDie(writing.get());
    }

    private static void lockAfterThePut(Interleaving nodes) {
        nodes.reader.read(plain());
        nodes.drain();
        Session writing = dying(nodes);
        nodes.reader.read(plain());
        nodes.drain();
        commitAndDie(writing);
    }

    private static Session dying(Interleaving nodes) {
        Session session = flushed(nodes, nodes.writer);
        nodes.writer.drain();
        return session;
    }

    /**
     * Two writers have read that nobody holds a lock. The one whose lock comes last waits for the row; the other one
     * commits and unlocks; somebody loads what it has written.
     */
    private static void lockOverALock(Interleaving nodes) throws Exception {
        nodes.sql("update Plain set name = 'v0'");
        nodes.judge.read(plain());
        nodes.judge.drain();
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(1);
        boolean two = nodes.writer != nodes.reader;
        CompletableFuture<Session> second = CompletableFuture.supplyAsync(() -> {
            CommitHooks.BEFORE_UPDATE.set(() -> {
                locked.countDown();
                Await.until(() -> free.getCount() == 0);
            });
            nodes.reader.read(plain());
            if (two) {
                nodes.holdThePut();
                holding.countDown();
            }
            return flushed(nodes, nodes.reader);
        });
        if (two) {
            Await.until(() -> holding.getCount() == 0);
            nodes.wire.awaitHeld();
        } else {
            Await.until(() -> locked.getCount() == 0);
        }
        CommitHooks.AFTER_COMMIT.set(() -> {
            nodes.wire.release();
            Await.until(() -> locked.getCount() == 0);
            nodes.reader.drain();
        });
        nodes.change(Rows.Plain.class, "v1");
        nodes.writer.drain();
        free.countDown();
        Session session = second.join();
        assertThat(nodes.judge.read(plain())).isEqualTo("v1");
        nodes.judge.drain();
        commitAndDie(session);
    }

    /** A writer unlocks; between what it reads for that and what it writes another one locks. */
    private static void unlockOverALock(Interleaving nodes) throws Exception {
        nodes.sql("update Plain set name = 'v0'");
        nodes.reader.read(plain());
        nodes.drain();
        CountDownLatch holding = new CountDownLatch(1);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> {
            CommitHooks.AFTER_COMMIT.set(() -> {
                nodes.holdThePut();
                holding.countDown();
            });
            nodes.reader.write(s -> s.find(Rows.Plain.class, 1L).name = "v1");
        });
        Await.until(() -> holding.getCount() == 0);
        nodes.wire.awaitHeld();
        Session session = flushed(nodes, nodes.writer);
        if (nodes.writer != nodes.reader) {
            nodes.writer.drain();
        }
        nodes.wire.release();
        first.join();
        nodes.drain();
        assertThat(nodes.judge.read(plain())).isEqualTo("v1");
        nodes.judge.drain();
        commitAndDie(session);
    }

    /**
     * A node has a near copy of a lock that was given back, and has not heard yet of the next one. The writer who holds
     * that one dies behind his commit.
     */
    static void lockUnheardOf(Interleaving nodes, TestNode unhearing, HeldWire notices) {
        Session early = unhearing.factory().openSession();
        early.beginTransaction();
        Session undone = flushed(nodes, nodes.writer);
        undone.getTransaction().rollback();
        nodes.writer.drain();
        early.find(Rows.Plain.class, 1L); // too old to put anything over what was given back later
        early.getTransaction().commit();
        early.close();
        notices.holdReplies();
        Session writing = dying(nodes);
        assertThat(unhearing.read(plain())).isEqualTo("v1");
        unhearing.drain();
        commitAndDie(writing);
    }

    /** Two writers hold a lock; the first one's unlock is on its way while the second one unlocks. */
    static void unlockAtOnce(Interleaving nodes) throws Exception {
        nodes.sql("update Plain set name = 'v0'");
        nodes.reader.read(plain());
        nodes.drain();
        CountDownLatch committed = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(1);
        AtomicReference<CompletableFuture<Void>> second = new AtomicReference<>();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> nodes.reader.write(s -> {
            s.find(Rows.Plain.class, 1L).name = "v1";
            s.flush();
            CountDownLatch locked = new CountDownLatch(1);
            second.set(CompletableFuture.runAsync(() -> nodes.writer.write(other -> {
                CommitHooks.BEFORE_UPDATE.set(() -> {
                    locked.countDown();
                    Await.until(() -> committed.getCount() == 0);
                });
                other.find(Rows.Plain.class, 1L).name = "v2";
            })));
            Await.until(() -> locked.getCount() == 0);
            nodes.writer.drain();
            CommitHooks.AFTER_COMMIT.set(() -> {
                nodes.holdThePut();
                holding.countDown();
            });
        }));
        Await.until(() -> holding.getCount() == 0);
        nodes.wire.awaitHeld();
        committed.countDown();
        second.get().join();
        nodes.writer.drain();
        nodes.wire.release();
        first.join();
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

    /** Two writers have announced that they change a table; the first one says that it has, and the second one dies. */
    private static void guard(Interleaving nodes) {
        nodes.sql("insert into Plain(id, name) values (2, 'v1')");
        Session session = dying(nodes);
        nodes.reader.write(s -> s.find(Rows.Plain.class, 2L).name = "v2");
        nodes.drain();
        assertThat(nodes.judge.read(query())).isEqualTo("v1");
        nodes.judge.drain();
        commitAndDie(session);
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
}
