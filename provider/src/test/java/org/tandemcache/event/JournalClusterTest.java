package org.tandemcache.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.event.JournalRecorder.LOST;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.JournalEvent;
import org.tandemcache.JournalPosition;
import org.tandemcache.TandemCache;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.CutReplication;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.SlotMove;

/** The journal of a cache whose entries lie on other servers than the journal. */
@Tag("server")
@Timeout(120)
class JournalClusterTest {
    private static final String STREAM = "tandem:cache:journal:{}";
    private static final List<String> KEYS =
            IntStream.range(0, 30).mapToObj(i -> "key " + i).toList();

    private static RedisCluster cluster;

    private final JournalRecorder recorder = new JournalRecorder();
    private int attempts;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    private @Nullable RedisServer killed;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void empty() {
        cluster.masters().forEach(master -> master.command("FLUSHALL"));
    }

    @AfterEach
    void restart() {
        if (killed != null) {
            killed.restart();
            cluster.awaitReady();
        }
    }

    @Test
    void events_ofAllServers_areReadInTheOrderOfOneWriter_andAFailoverOfTheJournalGoesOnAndIsALoss() {
        TandemCache<String, String> cache = open(tandem.manager());
        cache.readJournal(JournalPosition.BEGINNING, recorder);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            cache.put("key " + i % 30, "" + i);
            expected.add(
                    i < 30 ? "CREATED key " + i + "=" + i : "UPDATED key " + i % 30 + "=" + i + " was " + (i - 30));
        }
        recorder.await(60);
        assertThat(recorder.heard).isEqualTo(expected);
        assertThat(cache.tiers().getJournalWritten()).isEqualTo(60);
        assertThat(IntStream.range(0, 30)
                        .mapToObj(i -> cluster.masterOf(CacheFixture.redisKey("key " + i)))
                        .distinct())
                .hasSize(3);

        RedisServer holder = cluster.masterOf(STREAM);
        cluster.failover(holder);
        Await.until("it is written again", () -> written(cache));
        String end = "CREATED end " + attempts + "=";

        // Nobody knows that the replica had got everything.
        recorder.awaitOne(end);
        recorder.awaitOne(LOST);
        assertThat(recorder.heard.subList(60, recorder.heard.size())).containsOnlyOnce(end);
    }

    @Test
    void events_whileTheSlotOfTheJournalMoves_areEachToldOnceInTheirOrder() {
        TandemCache<String, String> cache = open(tandem.manager());
        cache.readJournal(JournalPosition.NOW, recorder);
        recorder.awaitLast(LOST);
        RedisServer source = cluster.masterOf(STREAM);
        RedisServer target = cluster.masters().stream()
                .filter(master -> !master.equals(source))
                .findFirst()
                .orElseThrow();
        cache.put("moved", "before");

        SlotMove move = cluster.beginMove(RedisCluster.slotOf(STREAM.getBytes(UTF_8)), target);
        cache.put("moved", "begun");
        assertThat(move.moveKeys(100)).as("the journal alone").isOne();
        cache.put("moved", "halfway");
        move.finish();
        cache.put("moved", "after");

        recorder.awaitLast("UPDATED moved=after was halfway");
        assertThat(recorder.heard)
                .containsExactly(
                        LOST,
                        "CREATED moved=before",
                        "UPDATED moved=begun was before",
                        "UPDATED moved=halfway was begun",
                        "UPDATED moved=after was halfway");
        assertThat(cache.tiers().getJournalUnwritten()).isZero();
    }

    /** The event was acknowledged and the entry is there, but nobody who knows of it. */
    @Test
    void event_thatTheReplicaOfTheJournalDidNotGet_isToldAsLostThoughItsWriterIsGone() {
        TandemCache<String, String> cache = open(tandem.manager());
        CacheManager writer = tandem.newManager();
        TandemCache<String, String> written = open(writer);
        String key = keyElsewhere("kept", cluster.masterOf(STREAM));
        CountDownLatch behind = new CountDownLatch(1);
        written.put(key, "1");
        cache.readJournal(JournalPosition.BEGINNING, recorder.heldAt("CREATED " + key + "=1", behind));
        recorder.awaitLast("CREATED " + key + "=1");

        losing(cluster.masterOf(STREAM), () -> {
            written.put(key, "2");
            writer.close();
        });
        assertThat(cache.get(key)).isEqualTo("2");
        awaitAnswers(cache);
        behind.countDown();
        recorder.awaitOne(LOST);
        cache.put("end", "");

        recorder.awaitOne("CREATED end=");
        assertThat(recorder.heard).startsWith("CREATED " + key + "=1", LOST);
        assertThat(recorder.events).extracting(JournalEvent::key).containsExactly(key, "end");
    }

    /** Its event was written down, on another server, and is none of what the cache holds. */
    @Test
    void entry_thatAReplicaDidNotGet_isToldAsLostBehindItsEventToWhoeverReadsLater() {
        TandemCache<String, String> cache = open(tandem.manager());
        String key = keyElsewhere("gone", cluster.masterOf(STREAM));
        cache.put(key, "1");

        losing(cluster.masterOf(CacheFixture.redisKey(key)), () -> cache.put(key, "2"));
        awaitAnswers(cache);
        assertThat(cache.get(key)).isEqualTo("1");
        cache.readJournal(JournalPosition.BEGINNING, recorder);

        recorder.awaitOne(LOST);
        assertThat(recorder.heard).startsWith("CREATED " + key + "=1", "UPDATED " + key + "=2 was 1", LOST);
        assertThat(cache.tiers().getJournalUnwritten()).isZero();
    }

    /** What the replica of a master does not get, which then takes over. */
    private void losing(RedisServer master, Runnable write) {
        RedisServer replica = cluster.replicasOf(master).get(0);
        cluster.awaitReady(); // it has all that there is
        CutReplication.of(master);
        write.run();
        replica.command("CLUSTER", "FAILOVER", "TAKEOVER");
        master.kill();
        killed = master;
    }

    /** With an empty journal, and all connections made. */
    private static TandemCache<String, String> open(CacheManager manager) {
        TandemCache<String, String> cache = CacheFixture.own(manager.createCache(
                CacheFixture.NAME,
                TandemConfiguration.builder(String.class, String.class)
                        .near(near -> near.mode(NearConfiguration.Mode.OFF))
                        .journal(journal -> journal.length(10_000).values(true))
                        .build()));
        awaitAnswers(cache);
        return cache;
    }

    /** Of all masters, those that have just become one too. */
    private static void awaitAnswers(TandemCache<String, String> cache) {
        KEYS.forEach(key -> Await.until("each master answers", () -> answers(cache, key)));
    }

    /** A key whose entry lies on another server than one. */
    private static String keyElsewhere(String name, RedisServer server) {
        return IntStream.range(0, 100)
                .mapToObj(i -> name + " " + i)
                .filter(key -> !cluster.masterOf(CacheFixture.redisKey(key)).equals(server))
                .findFirst()
                .orElseThrow();
    }

    private static boolean answers(TandemCache<String, String> cache, String key) {
        try {
            cache.containsKey(key);
            return true;
        } catch (CacheException e) { // within the connect timeout it was not
            return false;
        }
    }

    /**
     * With its event. Each time under another key: what has failed may have been stored, and to write that again would
     * be an update.
     */
    private boolean written(TandemCache<String, String> cache) {
        try {
            long unwritten = cache.tiers().getJournalUnwritten();
            cache.put("end " + ++attempts, "");
            return cache.tiers().getJournalUnwritten() == unwritten;
        } catch (CacheException e) { // until the replica has taken over
            return false;
        }
    }
}
