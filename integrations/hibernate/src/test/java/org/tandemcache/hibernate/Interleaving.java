package org.tandemcache.hibernate;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;

/**
 * A reader and a writer on one or two nodes, with what each of them is held up by. The reader's way to Redis goes
 * through a wire that can hold its put. Closed by the test.
 */
final class Interleaving implements AutoCloseable {
    private static final Map<Kind, String> PUT = Map.of(Kind.TANDEM, "EVALSHA", Kind.JCACHE, "SET");

    final Kind kind;
    final Postgres.Database database;
    final RedisServer redis;
    final HeldWire wire;
    final TestNode reader;
    final TestNode writer;
    private final List<Session> dying = new ArrayList<>();
    /** Reads what lies in Redis: it has no near tier. */
    final TestNode judge;

    /** @param ahead whether the wall clocks of reader and judge are, where one is asked at all */
    Interleaving(Kind kind, int nodes, boolean ahead, Postgres.Database database, RedisServer redis) throws Exception {
        this.kind = kind;
        this.database = database;
        this.redis = redis;
        this.wire = HeldWire.ofAll(redis);
        String[] settings = ahead && kind == Kind.JCACHE
                ? new String[] {"hibernate.cache.region.factory_class", AheadRegionFactory.class.getName()}
                : new String[0];
        // Where both are one, what is held also holds up the change, which gives up soon; else nothing gives up.
        this.reader =
                TestNode.open(kind, database, URI.create(wire.uri() + (nodes == 1 ? "?timeout=1s" : "")), settings);
        this.writer = nodes == 1 ? reader : TestNode.open(kind, database, redis.uri());
        this.judge = TestNode.withoutNear(kind, database, redis.uri(), settings);
    }

    /** Begins anew: each row is there once and at v1, nothing of them is cached, and all nodes cache what they read. */
    void begin() {
        wire.release();
        dying.forEach(Session::close);
        dying.clear();
        drain();
        judge.drain();
        redis.command("FLUSHALL");
        sql("truncate Plain, Versioned, Loose, Fixed, Rich, Rich_tags");
        sql("insert into Plain(id, name) values (1, 'v1')");
        sql("insert into Versioned(id, name, version) values (1, 'v1', 1)");
        sql("insert into Loose(id, name) values (1, 'v1')");
        sql("insert into Fixed(id, name) values (1, 'v1')");
        sql("insert into Rich(id, name, version, code) values (1, 'v1', 1, 'code')");
        sql("insert into Rich_tags(Rich_id, tags) values (1, 'v1')");
        for (TestNode node : new TestNode[] {reader, writer, judge}) {
            warm(node); // what regions and connections have to do once
            Await.until(() -> {
                node.drain();
                return node.statements(() -> node.read(s -> s.find(Rows.Fixed.class, 1L))) == 0;
            });
        }
    }

    /** A session of a writer that will die is closed when all is over. */
    Session dying(Session session) {
        dying.add(session);
        return session;
    }

    private static void warm(TestNode node) {
        node.read(s -> s.find(Rows.Fixed.class, 99L));
        node.read(s -> s.find(Rows.Plain.class, 99L));
        node.read(s -> s.find(Rows.Versioned.class, 99L));
        node.read(s -> s.find(Rows.Loose.class, 99L));
        node.read(s -> s.find(Rows.Rich.class, 99L));
        node.read(s -> s.createQuery("from Plain where id = 99", Rows.Plain.class)
                .setCacheable(true)
                .list());
        node.drain();
    }

    /** A change that Hibernate knows nothing of. */
    void sql(String statement) {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The reader reads; meanwhile, between the answer of the database and its put, something happens. */
    <T> T beforeThePut(Function<Session, T> reading, Runnable meanwhile) {
        return beforeThePut(Rows.WHILE_LOADING, reading, meanwhile);
    }

    /** @param pauses {@link Rows#WHILE_LOADING}, or that of elements */
    <T> T beforeThePut(ThreadLocal<@Nullable Runnable> pauses, Function<Session, T> reading, Runnable meanwhile) {
        pauses.set(meanwhile);
        T read = reader.read(reading);
        if (pauses.get() != null) {
            pauses.remove();
            throw new IllegalStateException("nothing was loaded, so there was nothing to hold up");
        }
        return read;
    }

    /** The reader reads; meanwhile, when its put is on its way to Redis, something happens. */
    <T> T withinThePut(Function<Session, T> reading, Runnable meanwhile) throws Exception {
        holdThePut();
        CompletableFuture<T> read = CompletableFuture.supplyAsync(() -> reader.read(reading));
        wire.awaitHeld();
        meanwhile.run();
        wire.release();
        return read.join();
    }

    /** What the reader writes from now on waits on its way to Redis. */
    void holdThePut() {
        wire.holdRequestsAt(PUT.get(kind));
    }

    /** Until all that was sent by both nodes has been done. */
    void drain() {
        reader.drain();
        writer.drain();
    }

    void change(Class<? extends Rows.Row> type, String name) {
        writer.write(s -> s.find(type, 1L).name = name);
    }

    static Function<Session, String> name(Class<? extends Rows.Row> type) {
        return s -> s.find(type, 1L).name;
    }

    static Function<Session, String> tag() {
        return s -> s.find(Rows.Rich.class, 1L).tags.get(0);
    }

    static Function<Session, String> query() {
        return s -> s.createQuery("select p.name from Plain p where p.id = 1", String.class)
                .setCacheable(true)
                .getSingleResult();
    }

    @Override
    public void close() throws Exception {
        reader.close();
        if (writer != reader) {
            writer.close();
        }
        judge.close();
        wire.close();
    }
}
