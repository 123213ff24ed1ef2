package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tandemcache.hibernate.Interleaving.name;
import static org.tandemcache.hibernate.Interleaving.query;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Redis is away, for one node or for all, or comes back without what it was told. */
@Tag("server")
@WithRedis(own = true)
@ExtendWith(Postgres.class)
class OutageTest {
    private final RedisServer redis;
    private final Postgres.Database database;
    private long coherentBefore;

    OutageTest(RedisServer redis, Postgres.Database database) {
        this.redis = redis;
        this.database = database;
    }

    /** A row that both nodes have cached; the first of them reaches Redis by the wire. */
    private void nodes(Body body, String... settings) throws Exception {
        nodes("1s", body, settings);
    }

    /** @param timeout of each command: a short one where a test waits it out */
    private void nodes(String timeout, Body body, String... settings) throws Exception {
        coherentBefore = Metrics.managersThatAre("COHERENT");
        try (HeldWire wire = HeldWire.ofAll(redis);
                TestNode cutOff =
                        TestNode.open(Kind.TANDEM, database, URI.create(wire.uri() + "?timeout=" + timeout), settings);
                TestNode other = TestNode.open(
                        Kind.TANDEM, database, URI.create(redis.uri() + "?timeout=" + timeout), settings)) {
            cutOff.read(s -> s.find(Rows.Plain.class, 1L));
            cutOff.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
            for (TestNode node : new TestNode[] {cutOff, other}) {
                node.read(name(Rows.Plain.class));
                node.read(query());
                node.drain();
                assertThat(node.<String>read(name(Rows.Plain.class))).isEqualTo("v1");
            }
            body.run(wire, cutOff, other);
        }
    }

    private interface Body {
        void run(HeldWire wire, TestNode cutOff, TestNode other) throws Exception;
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Object key : (List<?>) redis.command("KEYS", "tandem*")) {
            keys.add(key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key.toString());
        }
        keys.removeIf(key -> !key.contains("{}s:")); // those of results are no text
        return keys;
    }

    @Test
    void changeOfANodeThatIsCutOff_isToldWhenTheLinkIsBack() throws Exception {
        nodes((wire, cutOff, other) -> {
            wire.cut();
            cutOff.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
            assertThat(cutOff.<String>read(name(Rows.Plain.class))).isEqualTo("v2");
            assertThat(cutOff.<String>read(query())).isEqualTo("v2");
            assertThat(Metrics.sum("JournalSize")).isPositive();

            wire.admit();
            Await.until(() -> Metrics.sum("JournalSize") == 0);
            Await.until(() -> other.<String>read(name(Rows.Plain.class)).equals("v2"));
            Await.until(() -> other.<String>read(query()).equals("v2"));
            try (TestNode judge = TestNode.withoutNear(Kind.TANDEM, database, redis.uri())) {
                assertThat(judge.<String>read(name(Rows.Plain.class))).isEqualTo("v2");
                assertThat(judge.<String>read(query())).isEqualTo("v2");
            }
        });
    }

    @Test
    void linkThatIsLostBehindTheCommit_isNoFailureOfTheTransaction() throws Exception {
        nodes("30s", (wire, cutOff, other) -> {
            assertThatCode(() -> cutOff.write(s -> {
                        s.find(Rows.Plain.class, 1L).name = "v2";
                        CommitHooks.AFTER_COMMIT.set(wire::cut);
                    }))
                    .doesNotThrowAnyException();
            Await.until(() -> Metrics.sum("JournalSize") > 0);
            // The lock is there still, so nobody is given what was before once he has its notice.
            Await.until(() -> other.<String>read(name(Rows.Plain.class)).equals("v2"));

            wire.admit();
            Await.until(() -> Metrics.sum("JournalSize") == 0);
            assertThat(other.<String>read(name(Rows.Plain.class))).isEqualTo("v2");
        });
    }

    @Test
    void transactionWhoseLockIsNotConfirmed_failsBeforeItsCommit_ifItShall() throws Exception {
        nodes(
                "4s",
                (wire, cutOff, other) -> {
                    wire.cut();
                    assertThatThrownBy(() -> cutOff.write(s -> s.find(Rows.Plain.class, 1L).name = "v2"))
                            .satisfiesAnyOf(
                                    e -> assertThat(e).isInstanceOf(CacheException.class),
                                    e -> assertThat(e).hasRootCauseInstanceOf(CacheException.class),
                                    e -> assertThat(e.getCause()).isInstanceOf(CacheException.class));
                    wire.admit();
                    Await.until(() -> Metrics.sum("JournalSize") == 0);
                    assertThat(other.<String>read(name(Rows.Plain.class))).isEqualTo("v1");
                },
                "hibernate.cache.tandem.unavailable",
                "fail");
    }

    /**
     * Redis has the lock: whoever ends it before the commit, for he does not know, lets others cache what was before.
     */
    @Test
    void lockWhoseAnswerWasLost_standsUntilTheCommit() throws Exception {
        nodes((wire, cutOff, other) -> {
            cutOff.write(s -> {
                s.find(Rows.Plain.class, 1L).name = "v2";
                wire.loseRepliesTo("Plain#1", 1);
                CommitHooks.BEFORE_COMMIT.set(() -> {
                    long unconfirmed = Metrics.sum("JournalSize");
                    assertThat(unconfirmed).isPositive();
                    wire.cut();
                    cutOff.factory().getCache().evictEntityData(Rows.Plain.class, 2L);
                    assertThat(Metrics.sum("JournalSize")).isGreaterThan(unconfirmed);
                    wire.admit(); // the eviction is told now, and what stands in the journal beside it
                    Await.until(() -> Metrics.sum("JournalSize") <= unconfirmed);
                    assertThat(other.<String>read(name(Rows.Plain.class))).isEqualTo("v1");
                    other.drain();
                    CommitHooks.AFTER_COMMIT.set(wire::cut);
                });
            });
            try (TestNode judge = TestNode.withoutNear(Kind.TANDEM, database, redis.uri())) {
                assertThat(judge.<String>read(name(Rows.Plain.class))).isEqualTo("v2");
            }
            wire.admit();
            Await.until(() -> Metrics.sum("JournalSize") == 0);
            assertThat(other.<String>read(name(Rows.Plain.class))).isEqualTo("v2");
        });
    }

    /** The lock waits somewhere on its way, and is carried out behind the whole change of another node. */
    @Test
    void lockThatComesBehindALaterChange_bringsNothingBack() throws Exception {
        nodes((wire, cutOff, other) -> {
            cutOff.write(s -> {
                s.find(Rows.Plain.class, 1L).name = "v2";
                wire.holdRequestsAt("Plain#1");
                CommitHooks.AFTER_COMMIT.set(() -> {
                    long unconfirmed = Metrics.sum("JournalSize");
                    assertThat(unconfirmed).isPositive();
                    other.write(later -> later.find(Rows.Plain.class, 1L).name = "v3");
                    other.drain();
                    cutOff.factory().getCache().evictEntityData(Rows.Plain.class, 2L);
                    wire.release();
                    Await.until(() -> Metrics.sum("JournalSize") <= unconfirmed); // Redis is reached again
                });
            });
            Await.until(() -> Metrics.sum("JournalSize") == 0);
            cutOff.drain();
            try (TestNode judge = TestNode.withoutNear(Kind.TANDEM, database, redis.uri())) {
                assertThat(judge.<String>read(name(Rows.Plain.class))).isEqualTo("v3");
            }
        });
    }

    @Test
    void restartOfRedisWithAnOldState_bringsNothingBack() throws Exception {
        nodes("30s", (wire, cutOff, other) -> {
            List<String> before = keys();
            before.forEach(key -> redis.command("COPY", key, "before:" + key));
            cutOff.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
            cutOff.drain();
            Await.until(() -> other.<String>read(query()).equals("v2")); // a notice is on its way
            Await.until(() -> other.<String>read(name(Rows.Plain.class)).equals("v2"));
            before.forEach(key -> redis.command("RENAME", "before:" + key, key)); // v1, and nothing of the change
            redis.restartLoading();
            redis.finishLoading();

            Await.until(() -> {
                cutOff.drain();
                other.drain();
                return Metrics.sum("JournalSize") == 0;
            });
            for (TestNode node : new TestNode[] {cutOff, other}) {
                assertThat(node.<String>read(name(Rows.Plain.class))).isEqualTo("v2");
                assertThat(node.<String>read(query())).isEqualTo("v2");
            }
            assertThat(Metrics.sum("Generations")).isPositive();
        });
    }

    /** A master that was replaced, and is master again: its process is the same, what it was told is not. */
    @Test
    void serverThatWasAReplicaInBetween_withAnOldState_bringsNothingBack() throws Exception {
        nodes((wire, one, other) -> {
            List<String> before = keys();
            before.forEach(key -> redis.command("COPY", key, "before:" + key));
            one.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
            one.drain();
            before.forEach(key -> redis.command("RENAME", "before:" + key, key));
            Await.until(() -> Metrics.managersThatAre("COHERENT") == coherentBefore + 2);
            redis.makeReadOnly();
            Await.until(() -> Metrics.managersThatAre("COHERENT") == coherentBefore);
            redis.makeWritable();

            Await.until(() -> Metrics.sum("JournalSize") == 0);
            for (TestNode node : new TestNode[] {one, other}) {
                Await.until(() -> isCached(node, "v2"));
                assertThat(node.<String>read(query())).isEqualTo("v2");
            }
        });
    }

    /** Without near copies that are proven, no connection tells of a break. */
    @Test
    void restartOfRedisWithAnOldState_whereNothingIsTracked_bringsNothingBack() {
        try (TestNode node = TestNode.open(Kind.TANDEM, database, untracked())) {
            node.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
            Await.until(() -> isCached(node, "v1"));
            List<String> before = keys();
            before.forEach(key -> redis.command("COPY", key, "before:" + key));
            node.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
            Await.until(() -> isCached(node, "v2"));
            before.forEach(key -> redis.command("RENAME", "before:" + key, key));
            redis.restartLoading();
            redis.finishLoading();
            untracked();

            Await.until(() -> isCached(node, "v2"));
        }
    }

    private URI untracked() {
        return redis.addUser("untracked", "secret", "~*", "&*", "+@all", "-client|tracking");
    }

    /** Whether a row is read without a statement; however it is read, it must be of that version. */
    private static boolean isCached(TestNode node, String version) {
        node.drain();
        long statements = node.statements(
                () -> assertThat(node.<String>read(name(Rows.Plain.class))).isEqualTo(version));
        return statements == 0;
    }

    @Test
    void lockThatGaveWay_isRenewedBeforeTheCommit() throws Exception {
        nodes(
                "30s",
                (wire, cutOff, other) -> {
                    cutOff.write(s -> {
                        s.find(Rows.Plain.class, 1L).name = "v2";
                        s.flush();
                        Await.until(
                                () -> { // the lock has given way, and somebody caches what was before
                                    assertThat(other.<String>read(name(Rows.Plain.class)))
                                            .isEqualTo("v1");
                                    other.drain();
                                    return other.statements(() -> other.read(name(Rows.Plain.class))) == 0;
                                });
                        CommitHooks.AFTER_COMMIT.set(wire::cut); // as if it died before it unlocks
                    });
                    Await.until(
                            () -> other.<String>read(name(Rows.Plain.class)).equals("v2")); // a notice is on its way
                },
                "hibernate.cache.tandem.lock-timeout",
                "300ms");
    }

    @Test
    void lockThatARestartHasTaken_isTakenAgainBeforeTheCommit() throws Exception {
        nodes("30s", (wire, cutOff, other) -> {
            cutOff.write(s -> {
                s.find(Rows.Plain.class, 1L).name = "v2";
                s.flush();
                cutOff.drain();
                redis.kill();
                redis.restart();
                Await.until(() -> redis.clients().stream()
                                .filter(client ->
                                        client.fields().getOrDefault("name", "").startsWith("tandem"))
                                .count()
                        == 4); // both nodes are back, with two connections each
                Await.until(
                        () -> { // somebody caches what was before
                            other.read(name(Rows.Plain.class));
                            other.drain();
                            return other.statements(() -> other.read(name(Rows.Plain.class))) == 0;
                        });
                CommitHooks.AFTER_COMMIT.set(wire::cut); // as if it died before it unlocks
            });
            Await.until(() -> other.<String>read(name(Rows.Plain.class)).equals("v2")); // a notice is on its way
        });
    }

    /** A change of which nobody remembers, for Redis has evicted it while a reader held what was before. */
    @ParameterizedTest
    @ValueSource(strings = {"prove", "trust"})
    void latePut_whereTheMemoryOfAChangeWasEvicted_bringsNothingBack_withProofAlone(String absent) throws Exception {
        nodes(
                "30s",
                (wire, reader, other) -> {
                    reader.factory().getCache().evictEntityData(Rows.Plain.class, 1L);
                    Rows.WHILE_LOADING.set(() -> {
                        other.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
                        other.drain();
                        List<String> cells = keys();
                        cells.removeIf(key -> !key.endsWith("Plain#1"));
                        assertThat(cells).hasSize(1);
                        redis.command("DEL", cells.get(0));
                    });
                    long refused = Metrics.sum("PutsRefusedByAbsence");
                    reader.read(name(Rows.Plain.class));
                    reader.drain();
                    assertThat(Metrics.sum("PutsRefusedByAbsence") - refused).isEqualTo(absent.equals("prove") ? 1 : 0);
                    try (TestNode judge = TestNode.withoutNear(Kind.TANDEM, database, redis.uri())) {
                        assertThat(judge.<String>read(name(Rows.Plain.class)))
                                .isEqualTo(absent.equals("prove") ? "v2" : "v1");
                    }
                },
                "hibernate.cache.tandem.absent",
                absent);
    }
}
