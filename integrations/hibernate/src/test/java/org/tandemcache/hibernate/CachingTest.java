package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What is cached, and stays so. */
@WithRedis
@ExtendWith(Postgres.class)
class CachingTest {
    private final RedisServer redis;
    private final Postgres.Database database;
    private TestNode a;
    private TestNode b;

    CachingTest(RedisServer redis, Postgres.Database database) {
        this.redis = redis;
        this.database = database;
    }

    @BeforeEach
    void open() {
        a = TestNode.open(Kind.TANDEM, database, redis.uri());
        b = TestNode.open(Kind.TANDEM, database, redis.uri());
        // The regions begin now, and not with the transactions that the tests are about.
        for (Class<?> type : Rows.ALL) {
            a.read(s -> s.find(type, 99L));
        }
        settled();
    }

    /** What was sent has been done, and what both nodes begin next is surely later. */
    private void settled() {
        a.drain(); // what unlocks is sent behind the commit
        b.drain();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static Rows.Rich rich(long id) {
        Rows.Rich rich = Rows.Row.of(new Rows.Rich(), id, "v1");
        rich.code = "code-" + id;
        rich.tags.addAll(List.of("x", "y"));
        return rich;
    }

    /** What both nodes read, once it is cached: from Redis and from near copies, and never from the database. */
    private <T> void assertCached(Function<Session, T> reading, T expected) {
        settled();
        for (TestNode node : List.of(a, b)) {
            Await.until(() -> node.<T>read(reading).equals(expected)); // the notice may be on its way
            Await.until(() ->
                    node.statements(() -> assertThat(node.<T>read(reading)).isEqualTo(expected)) == 0);
        }
    }

    @Test
    void entityThatWasInserted_isRead_withoutTheDatabase() {
        a.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
        settled();
        assertThat(b.statements(() -> b.read(s -> s.find(Rows.Plain.class, 1L))))
                .isZero();
    }

    @Test
    void entityThatWasChanged_isRead_withoutTheDatabase() {
        for (Class<? extends Rows.Row> type : List.of(Rows.Plain.class, Rows.Versioned.class)) {
            a.write(s -> s.persist(
                    Rows.Row.of(type == Rows.Plain.class ? new Rows.Plain() : new Rows.Versioned(), 1, "v1")));
            a.write(s -> s.find(type, 1L).name = "v2");
            settled();
            assertThat(b.statements(() -> assertThat(b.<String>read(s -> s.find(type, 1L).name))
                            .isEqualTo("v2")))
                    .isZero();
        }
    }

    @Test
    void eachKindOfData_changed_isCachedAgain() {
        a.write(s -> {
            s.persist(rich(1));
            s.persist(Rows.Row.of(new Rows.Loose(), 1, "v1"));
            s.persist(Rows.Row.of(new Rows.Fixed(), 1, "v1"));
        });
        assertCached(s -> s.find(Rows.Rich.class, 1L).tags.size(), 2);
        assertCached(s -> Rows.byCode(s, "code-1").name, "v1");
        assertCached(s -> s.find(Rows.Loose.class, 1L).name, "v1");
        assertCached(s -> s.find(Rows.Fixed.class, 1L).name, "v1");

        a.write(s -> {
            Rows.Rich rich = s.find(Rows.Rich.class, 1L);
            rich.tags.add("z");
            rich.code = "other";
            s.find(Rows.Loose.class, 1L).name = "v2";
        });
        a.drain();
        assertCached(s -> s.find(Rows.Rich.class, 1L).tags.size(), 3);
        assertCached(s -> Rows.byCode(s, "other").name, "v1");
        Await.until(() -> b.<Object>read(s -> Rows.byCode(s, "code-1")) == null);
        assertCached(s -> s.find(Rows.Loose.class, 1L).name, "v2");
    }

    @Test
    void resultOfAQuery_isCached_untilItsTableChanges() {
        a.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
        Function<Session, Long> count = s -> s.createQuery("select count(*) from Plain", Long.class)
                .setCacheable(true)
                .getSingleResult();
        assertCached(count, 1L);
        a.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 2, "v1")));
        assertCached(count, 2L);
        b.write(s -> s.createMutationQuery("delete from Plain where id = 1").executeUpdate());
        assertCached(count, 1L);
    }

    @Test
    void rolledBackChange_leavesWhatWasThere() {
        a.write(s -> s.persist(Rows.Row.of(new Rows.Versioned(), 1, "v1")));
        assertThatThrownBy(() -> a.write(s -> {
                    s.find(Rows.Versioned.class, 1L).name = "v2";
                    s.flush();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        a.drain();
        assertCached(s -> s.find(Rows.Versioned.class, 1L).name, "v1");
    }

    @Test
    void transactionThatHasChanged_readsItsOwn() {
        a.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
        a.write(s -> {
            s.find(Rows.Plain.class, 1L).name = "v2";
            s.flush();
            s.clear();
            assertThat(s.find(Rows.Plain.class, 1L).name).isEqualTo("v2");
            s.createMutationQuery("update Plain set name = 'v3'").executeUpdate();
            s.clear();
            assertThat(s.find(Rows.Plain.class, 1L).name).isEqualTo("v3");
        });
        a.drain();
        assertCached(s -> s.find(Rows.Plain.class, 1L).name, "v3");
    }

    @Test
    void statelessSession_changesWhatOthersRead() {
        assumeThat(Version.getVersionString())
                .as("6.6 keeps stateless sessions away from the cache")
                .startsWith("7.");
        a.write(s -> s.persist(Rows.Row.of(new Rows.Versioned(), 1, "v1")));
        assertCached(s -> s.find(Rows.Versioned.class, 1L).name, "v1");
        try (StatelessSession session = a.factory().openStatelessSession()) {
            session.beginTransaction();
            Rows.Versioned row = session.get(Rows.Versioned.class, 1L);
            row.name = "v2";
            session.update(row);
            session.getTransaction().commit();
        }
        a.drain();
        assertCached(s -> s.find(Rows.Versioned.class, 1L).name, "v2");
    }

    @Test
    void deletedRow_isGone() {
        a.write(s -> s.persist(rich(1)));
        assertCached(s -> Rows.byCode(s, "code-1").name, "v1");
        a.write(s -> s.remove(s.find(Rows.Rich.class, 1L)));
        a.drain();
        Await.until(() -> b.<Object>read(s -> s.find(Rows.Rich.class, 1L)) == null); // the notice may be on its way
        Await.until(() -> b.<Object>read(s -> Rows.byCode(s, "code-1")) == null);
    }

    @Test
    void keysInRedis_areText() {
        a.write(s -> s.persist(rich(7)));
        a.drain();
        List<String> keys = new ArrayList<>();
        for (Object key : (List<?>) redis.command("KEYS", "*")) {
            keys.add(key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key.toString());
        }
        assertThat(keys)
                .anySatisfy(key -> assertThat(key).endsWith("s:" + Rows.Rich.class.getName() + "#7"))
                .anySatisfy(key -> assertThat(key).endsWith("##NaturalId#(code-7)"));
    }

    // ------------------------------------------------------------------------------------------- refused

    /** What promises more than Redis can hold. */
    @Entity(name = "Exacting")
    @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
    public static class Exacting {
        @Id
        long id;
    }

    @Test
    void transactionalStrategy_isRefusedAtStart() {
        assertThatThrownBy(() -> TestNode.open(Kind.TANDEM, List.of(Exacting.class), database, redis.uri()))
                .hasMessageContaining("TRANSACTIONAL")
                .hasMessageContaining("Redis can't");
    }

    @Test
    void settingThatIsNone_isRefusedAtStart() {
        assertThatThrownBy(() -> TestNode.open(
                        Kind.TANDEM, database, redis.uri(), "hibernate.cache.tandem.unavailable", "sometimes"))
                .rootCause()
                .hasMessageContaining("unavailable is \"sometimes\"")
                .hasMessageContaining("bypass, fail");
    }

    @Test
    void module_asksNoWallClock() throws IOException {
        Path classes = Path.of(RegionCells.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("currentTimeMillis")
                        .doesNotContain("java/time/Clock");
            }
        }
    }
}
